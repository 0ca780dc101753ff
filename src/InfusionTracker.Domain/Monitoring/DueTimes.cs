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
    /// it, on a tie the earlier; else the first that came late, before the next was due in time.
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

        List<Instant> dues = [.. Times(rule, phase)];
        for (var i = 0; i < dues.Count; i++)
        {
            var due = dues[i];
            var isOnce = rule.Tolerance is null;
            var earliest = isOnce ? phase.Start : due - rule.Tolerance!.Value;
            var latest = isOnce ? phase.End : due + rule.Tolerance!.Value;
            var next = isOnce ? latest
                : i + 1 < dues.Count ? dues[i + 1] - rule.Tolerance!.Value
                : rule.Every is { } every ? due + every - rule.Tolerance!.Value
                : phase.End > latest ? phase.End : latest;
            var inTime = readings.Where(r => r.At >= earliest && r.At <= latest).MinBy(r => r.At > due ? r.At - due : due - r.At);
            var late = inTime is null ? readings.FirstOrDefault(r => r.At > latest && r.At < next) : null;
            var status = inTime is not null ? DueStatus.OnTime
                : late is not null ? DueStatus.Late
                : latest < at ? DueStatus.Missed
                : earliest <= at ? DueStatus.Due
                : DueStatus.Upcoming;
            yield return new(rule, due, earliest, latest, status, inTime ?? late);
        }
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
        // What follows the end includes its last instant; the phases before give theirs to the next one.
        var includesEnd = ProtocolWords.ParsePhase(rule.Phase) == SessionPhase.AfterEnd;
        for (var due = phase.Start; due < phase.End || (includesEnd && due == phase.End); due += every)
        {
            yield return due;
        }
    }
}
