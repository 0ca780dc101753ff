using Dapper;
using InfusionTracker.Api.InfusionEvents;
using InfusionTracker.Domain.Dosing;
using Npgsql;

namespace InfusionTracker.Api.Cohorts;

/// <summary>The doses given in the sessions of a cohort.</summary>
internal static class GivenDoses
{
    private const int Weight = 11;

    /// <summary>The doses in mg/kg of the sessions in which they are known.</summary>
    /// <param name="reader">The events, session by session, each with the body weight that the session's doses count with.</param>
    /// <param name="cancellation">Ends the read.</param>
    public static async Task<Dictionary<Guid, decimal>> ReadAll(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var doses = new Dictionary<Guid, decimal>();
        var events = new List<TimelineRow>();
        var (session, weightKg) = (Guid.Empty, (decimal?)null);
        var parse = reader.GetRowParser<TimelineRow>();
        while (await reader.ReadAsync(cancellation))
        {
            var next = reader.GetGuid(0);
            if (next != session)
            {
                Take();
                (session, weightKg) = (next, reader.GetFieldValue<decimal?>(Weight));
            }

            events.Add(parse(reader));
        }

        Take();
        return doses;

        void Take()
        {
            if (InfusionTimeline.TryOf(events.Select(e => e.ToEvent()), out var timeline, out _)
                && timeline.StoppedAt is { } stopped
                && Dose.At(timeline, stopped, endedWithoutStop: false, weightKg).CumulativeMgPerKg is { } dose)
            {
                doses[session] = dose;
            }

            events.Clear();
        }
    }
}
