using NodaTime;

namespace InfusionTracker.Domain.Monitoring;

/// <summary>What of a session its monitoring counts from, as it was known at some time.</summary>
/// <param name="StartedAt">Start of the infusion; null before it.</param>
/// <param name="EndedAt">Its stop; null before it, and where none was recorded.</param>
/// <param name="ScheduledAt">When it is planned for.</param>
/// <param name="PlannedDuration">How long it is planned to run.</param>
/// <param name="EndedWithoutStop">True where it has ended and nobody recorded when.</param>
/// <param name="Cancelled">True where it will not begin.</param>
public sealed record MonitoredSession(
    Instant? StartedAt, Instant? EndedAt, Instant? ScheduledAt, Duration? PlannedDuration, bool EndedWithoutStop, bool Cancelled = false)
{
    /// <summary>An infusion whose stop was never recorded is not monitored for longer than this.</summary>
    public static readonly Duration Longest = Duration.FromDays(1);

    /// <summary>Nor is one whose stop was recorded for longer than this: of a mistyped year, a century would be due.</summary>
    private static readonly Duration LongestStopped = Duration.FromDays(14);

    /// <summary>The session as it stood at that time: what came later had not happened.</summary>
    public MonitoredSession SeenAt(Instant at) => StartedAt > at
        ? this with { StartedAt = null, EndedAt = null, ScheduledAt = StartedAt, EndedWithoutStop = false }
        : EndedAt > at ? this with { EndedAt = null } : this;

    /// <summary>
    /// Where a phase lies. Before an infusion has started, it is taken to start as planned, or now; while it runs, to run as
    /// planned, or until now where that is over. What follows an end that has not come does not lie anywhere yet; nor does anything
    /// of a session that was cancelled, nor an infusion that has ended nobody knows when.
    /// </summary>
    public Interval? Lies(SessionPhase phase, Duration? span, Instant at) => (phase, StartedAt, EndedAt) switch
    {
        (SessionPhase.BeforeStart, null, _) when Cancelled => null,
        (SessionPhase.BeforeStart, var start, _) => new(Anchor(start, at) - span!.Value, Anchor(start, at)),
        (SessionPhase.Infusion, { } start, { } end) => new(start, Instant.Min(end, start + LongestStopped)),
        (SessionPhase.Infusion, _, null) when EndedWithoutStop && PlannedDuration is null => null,
        (SessionPhase.Infusion, { } start, null) => new(start, ExpectedEnd(start, at)),
        (SessionPhase.AfterEnd, _, { } end) => new(end, end + span!.Value),
        _ => null,
    };

    private Instant Anchor(Instant? start, Instant at) => start ?? ScheduledAt ?? at;

    private Instant ExpectedEnd(Instant start, Instant at)
    {
        var planned = start + (PlannedDuration ?? Duration.Zero);
        var expected = EndedWithoutStop || planned > at ? planned : at;
        return expected > start + Longest ? start + Longest : expected;
    }
}
