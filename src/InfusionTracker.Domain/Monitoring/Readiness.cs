using NodaTime;

namespace InfusionTracker.Domain.Monitoring;

/// <summary>Why the patient may not leave yet.</summary>
public enum OpenReason
{
    /// <summary>The infusion has not started.</summary>
    NotStarted,

    /// <summary>The infusion has not ended.</summary>
    NotEnded,

    /// <summary>The session ended, and nobody recorded when.</summary>
    EndUnknown,

    /// <summary>The minimum observation is not over.</summary>
    MinimumObservation,

    /// <summary>Nothing was measured after the end.</summary>
    NotMeasured,

    /// <summary>The last reading does not meet the condition.</summary>
    NotMet,
}

/// <summary>Something that keeps the patient.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Condition">The condition that is open; null where it is none.</param>
/// <param name="Reading">The last reading after the end; null where there is none.</param>
/// <param name="Until">When the minimum observation is over; null elsewhere.</param>
public sealed record OpenCondition(OpenReason Reason, DischargeCondition? Condition, MonitoredReading? Reading, Instant? Until);

/// <summary>Whether the patient may leave by the protocol. It is the clinician who lets the patient go.</summary>
/// <param name="Ready">Null where it cannot be told: the protocol asks for nothing, or there is no start or end to count from.</param>
/// <param name="ReadyAt">From when on everything has held; null where not ready.</param>
/// <param name="Open">What keeps the patient, in the order of the protocol.</param>
public sealed record Readiness(bool? Ready, Instant? ReadyAt, IReadOnlyList<OpenCondition> Open)
{
    /// <param name="rule">What the protocol asks for; null where it does not say.</param>
    /// <param name="session">The session as it stood at <paramref name="at"/>.</param>
    /// <param name="readings">Readings up to then.</param>
    /// <param name="at">Now.</param>
    public static Readiness Of(DischargeRule? rule, MonitoredSession session, Readings readings, Instant at)
    {
        if (rule is null)
        {
            return new(null, null, []);
        }

        if (session.StartedAt is not { } start)
        {
            return new(null, null, [new(OpenReason.NotStarted, null, null, null)]);
        }

        if (session.EndedAt is not { } end)
        {
            return session.EndedWithoutStop
                ? new(null, null, [new(OpenReason.EndUnknown, null, null, null)])
                : new(false, null, [new(OpenReason.NotEnded, null, null, null)]);
        }

        var open = new List<OpenCondition>();
        var readyAt = end;
        if (rule.MinimumObservation is { } minimum)
        {
            var until = (minimum.After == ProtocolWords.Start ? start : end) + minimum.Span;
            readyAt = Instant.Max(readyAt, until);
            if (until > at)
            {
                open.Add(new(OpenReason.MinimumObservation, null, null, until));
            }
        }

        foreach (var condition in rule.Conditions ?? [])
        {
            List<MonitoredReading> after = [.. readings[condition.Code].Where(r => r.At >= end && r.Value is not null)];
            bool Met(MonitoredReading reading) => ProtocolWords.Holds(condition.Op, reading.Value!.Value, condition.Value) == true;
            if (after is not [.., var last])
            {
                open.Add(new(OpenReason.NotMeasured, condition, null, null));
            }
            else if (!Met(last))
            {
                open.Add(new(OpenReason.NotMet, condition, last, null));
            }
            else
            {
                readyAt = Instant.Max(readyAt, after[after.FindLastIndex(r => !Met(r)) + 1].At);
            }
        }

        return open.Count == 0 ? new(true, readyAt, []) : new(false, null, open);
    }
}
