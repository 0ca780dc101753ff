using NodaTime;

namespace InfusionTracker.Domain.Monitoring;

/// <summary>A stretch in which a code was to be measured and nothing is known of it.</summary>
public sealed record MonitoringGap(MonitoringRule Rule, Instant From, Instant To);

/// <summary>A session against its protocol: what was due and what came, the gaps, time outside of limits, whether the patient may leave.</summary>
public sealed record SessionMonitoring
{
    /// <summary>
    /// Most times that are due in one session. Ten codes every five minutes for a day are 2,880; beyond this the times of the
    /// infusion are mistyped, or the protocol is.
    /// </summary>
    public const int MostDue = 10_000;

    /// <summary>What was due, in order of time.</summary>
    public required IReadOnlyList<DueTime> Due { get; init; }

    /// <summary>The gaps, in order of time.</summary>
    public required IReadOnlyList<MonitoringGap> Gaps { get; init; }

    /// <summary>One entry for each limit of the protocol, in its order.</summary>
    public required IReadOnlyList<LimitTime> Limits { get; init; }

    public required Readiness Readiness { get; init; }

    /// <summary>
    /// How many times are due in a session by then, without laying them out: whether it is more than <see cref="MostDue"/> is for the
    /// caller.
    /// </summary>
    public static long CountDue(ProtocolDefinition protocol, MonitoredSession told, Instant at)
    {
        var session = told.SeenAt(at);
        return protocol.Monitoring.Sum(rule => PhaseOf(rule, session, at) is { } phase ? DueTimes.Count(rule, phase) : 0);
    }

    /// <param name="protocol">The protocol, judged.</param>
    /// <param name="told">The session as it is recorded.</param>
    /// <param name="apart">Its observations and the scores of its patient; see <see cref="Readings.Of"/>.</param>
    /// <param name="components">Values that came as part of a panel.</param>
    /// <param name="at">The time that is asked about; nothing later is looked at.</param>
    public static SessionMonitoring Of(
        ProtocolDefinition protocol, MonitoredSession told, IEnumerable<MonitoredReading> apart, IEnumerable<MonitoredReading> components, Instant at)
    {
        var session = told.SeenAt(at);
        var readings = Readings.Of(apart, components, at);
        var due = new List<DueTime>();
        var gaps = new List<MonitoringGap>();
        var measured = new List<(MonitoringRule Rule, Interval Span)>();
        foreach (var rule in protocol.Monitoring)
        {
            if (PhaseOf(rule, session, at) is not { } phase)
            {
                continue;
            }

            due.AddRange(DueTimes.Of(rule, phase, readings[rule.Code], at));
            if (Coverage.Holds(rule) is { } holds && phase.Start < at)
            {
                var span = new Interval(phase.Start, Instant.Min(phase.End, at));
                measured.Add((rule, span));
                gaps.AddRange(Coverage.Gaps(rule, Coverage.Of(readings[rule.Code], span, holds)).Select(g => new MonitoringGap(rule, g.From, g.To)));
            }
        }

        return new()
        {
            Due = [.. due.OrderBy(d => d.DueAt)],
            Gaps = [.. gaps.OrderBy(g => g.From)],
            Limits =
            [
                .. protocol.Limits.Select(limit => LimitTime.Of(limit, measured
                    .Where(m => ProtocolJudging.Measures(m.Rule.Code, limit.Code))
                    .SelectMany(m => Coverage.Of(readings[limit.Code], m.Span, Coverage.Holds(m.Rule)!.Value)))),
            ],
            Readiness = Readiness.Of(protocol.Discharge, session, readings, at),
        };
    }

    private static Interval? PhaseOf(MonitoringRule rule, MonitoredSession session, Instant at) =>
        session.Lies(ProtocolWords.ParsePhase(rule.Phase)!.Value, rule.Span, at);
}
