namespace InfusionTracker.Api.Platform;

/// <summary>Records what was recorded in the wrong place again, in the right one.</summary>
internal static class Reentry
{
    /// <summary>
    /// What a retraction of a retracted record comes to: the record as it stands if nothing is left to do, 409 if it was
    /// re-entered elsewhere, null if it is yet to be re-entered.
    /// </summary>
    /// <param name="record">The record, locked.</param>
    /// <param name="under">Where the caller wants it; null if the caller only retracts it.</param>
    /// <param name="reenteredUnder">Every place that the new record was ever in; none if there is no new record.</param>
    /// <param name="reenteredAs">The new record.</param>
    public static Decision<T>? Repeated<T>(T record, Guid? under, IReadOnlyList<Guid> reenteredUnder, Guid? reenteredAs)
        where T : Recorded
    {
        if (!record.IsRetracted || (under is not null && reenteredUnder.Count == 0))
        {
            return null;
        }

        return under is not { } right || reenteredUnder.Contains(right)
            ? Decision<T>.Keep(record)
            : Problem.Conflict("The record was re-entered elsewhere before. To move it on, retract the new record.", "/reenterUnder", reenteredAs);
    }
}
