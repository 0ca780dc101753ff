using NodaTime;

namespace InfusionTracker.Domain.Monitoring;

/// <summary>What became of something that was due.</summary>
public enum DueStatus
{
    /// <summary>It came within the tolerance.</summary>
    OnTime,

    /// <summary>It came after the tolerance and before the next was due.</summary>
    Late,

    /// <summary>The tolerance is over, and it has not come.</summary>
    Missed,

    /// <summary>Now is the time.</summary>
    Due,

    /// <summary>The time has not come.</summary>
    Upcoming,
}

/// <summary>Something that was due at one time, and the reading that came.</summary>
/// <param name="Rule">What asks for it.</param>
/// <param name="DueAt">When it was due.</param>
/// <param name="Earliest">From here on it is in time, included.</param>
/// <param name="Latest">Up to here, included.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Reading">The reading that came; null where none did.</param>
public sealed record DueTime(MonitoringRule Rule, Instant DueAt, Instant Earliest, Instant Latest, DueStatus Status, MonitoredReading? Reading);

/// <summary>Lays out when a rule asks for a reading, and finds what came.</summary>
public static class DueTimes
{
    /// <summary>
    /// What a rule that is not continuous asks for in its phase. The reading in time that is nearest to when it was due meets
    /// it, on a tie the earlier; else the first that came late, before the next was due in time. Readings and due times are
    /// walked along side by side, each once: what is in time for one is never so for another.
    /// </summary>
    /// <param name="rule">The rule.</param>
    /// <param name="phase">Where its phase lies.</param>
    /// <param name="readings">Readings of its code, in order of time.</param>
    /// <param name="at">Now.</param>
    public static IEnumerable<DueTime> Of(MonitoringRule rule, Interval phase, IReadOnlyList<MonitoredReading> readings, Instant at)
    {
        if (rule.Continuous == true)
        {
            yield break;
        }

        Instant[] dues = [.. Times(rule, phase)];
        var next = 0;
        for (var i = 0; i < dues.Length; i++)
        {
            var (earliest, latest, over) = Around(rule, phase, dues[i], i + 1 < dues.Length ? dues[i + 1] : null);
            while (next < readings.Count && readings[next].At < earliest)
            {
                next++;
            }

            MonitoredReading? inTime = null;
            for (; next < readings.Count && readings[next].At <= latest; next++)
            {
                inTime = inTime is null || Apart(readings[next].At, dues[i]) < Apart(inTime.At, dues[i]) ? readings[next] : inTime;
            }

            var late = inTime is null && next < readings.Count && readings[next].At < over ? readings[next] : null;
            var status = inTime is not null ? DueStatus.OnTime
                : late is not null ? DueStatus.Late
                : latest < at ? DueStatus.Missed
                : earliest <= at ? DueStatus.Due
                : DueStatus.Upcoming;
            yield return new(rule, dues[i], earliest, latest, status, inTime ?? late);
        }
    }

    /// <summary>How many times a rule is due in its phase, without laying them out.</summary>
    public static long Count(MonitoringRule rule, Interval phase) => rule switch
    {
        { Continuous: true } => 0,
        { At: { } at } => at.Count,
        { Every: { } every } => Repetitions(phase.Duration, every, IncludesEnd(rule)),
        _ => 1,
    };

    /// <summary>How often something is due that is due at the beginning of a span and each time that another has passed.</summary>
    private static long Repetitions(Duration span, Duration every, bool includesEnd)
    {
        var (whole, rest) = Math.DivRem(span.ToInt64Nanoseconds(), every.ToInt64Nanoseconds());
        return whole + (rest > 0 || includesEnd ? 1 : 0);
    }

    /// <summary>From when to when a reading is in time, both included, and when it is too late, not included.</summary>
    private static (Instant Earliest, Instant Latest, Instant Over) Around(MonitoringRule rule, Interval phase, Instant due, Instant? next)
    {
        if (rule.Tolerance is not { } tolerance)
        {
            return (phase.Start, phase.End, phase.End);
        }

        var latest = due + tolerance;
        var over = next is { } following ? following - tolerance
            : rule.Every is { } every ? due + every - tolerance
            : Instant.Max(phase.End, latest);
        return (due - tolerance, latest, over);
    }

    private static IEnumerable<Instant> Times(MonitoringRule rule, Interval phase)
    {
        if (rule.At is { } at)
        {
            return at.Order().Select(span => phase.Start + span);
        }

        return rule.Every is { } every ? Repeated(rule, phase, every) : [phase.End];
    }

    private static IEnumerable<Instant> Repeated(MonitoringRule rule, Interval phase, Duration every)
    {
        for (var due = phase.Start; due < phase.End || (due == phase.End && IncludesEnd(rule)); due += every)
        {
            yield return due;
        }
    }

    /// <summary>What follows the end includes its last instant; the phases before give theirs to the next one.</summary>
    private static bool IncludesEnd(MonitoringRule rule) => ProtocolWords.ParsePhase(rule.Phase) == SessionPhase.AfterEnd;

    private static Duration Apart(Instant a, Instant b) => a > b ? a - b : b - a;
}
