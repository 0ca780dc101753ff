using NodaTime;

namespace InfusionTracker.Api.Monitoring;

/// <summary>A session against its protocol: what was due, what came, and whether the patient may leave by it.</summary>
public sealed record MonitoringOfSession
{
    /// <summary>The session.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>The protocol that it is held to.</summary>
    public required MonitoringProtocol Protocol { get; init; }

    /// <summary>The time that is asked about; nothing that happened later is looked at.</summary>
    public required Instant At { get; init; }

    /// <summary>Start of the infusion; null where it had not started by then.</summary>
    public required Instant? StartedAt { get; init; }

    /// <summary>End of the infusion; null where it had not ended by then, or nobody recorded when.</summary>
    public required Instant? EndedAt { get; init; }

    /// <summary>How much was due by then, and how much of it came.</summary>
    public required MonitoringCounts Counts { get; init; }

    /// <summary>
    /// Each time that something was or will be due, in order. Before an infusion has started, times count from when it is
    /// planned to, or from now; while it runs, up to its planned end, or up to now.
    /// </summary>
    public required IReadOnlyList<MonitoringDue> Due { get; init; }

    /// <summary>
    /// Stretches in which a code was to be measured every so often or continuously and nothing is known of it: a value holds
    /// until the next one, at most for <c>maxGap</c>, or for <c>every</c> and twice its <c>tolerance</c>.
    /// </summary>
    public required IReadOnlyList<MonitoringGapTold> Gaps { get; init; }

    /// <summary>Time within and outside of each limit, over the phases in which its code is measured every so often or continuously.</summary>
    public required IReadOnlyList<MonitoringLimit> Limits { get; init; }

    /// <summary>Whether the patient may leave by the protocol; a clinician decides.</summary>
    public required MonitoringReadiness Readiness { get; init; }
}

/// <summary>The protocol that a session is held to.</summary>
public sealed record MonitoringProtocol
{
    /// <summary>Its code.</summary>
    public required string Code { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The version in force when the infusion started, before that the present one; the first for an infusion that started
    /// before the protocol was first recorded.
    /// </summary>
    public required int Version { get; init; }
}

/// <summary>How much was due and how much of it came: <c>due</c> is the sum of the other three.</summary>
public sealed record MonitoringCounts
{
    /// <summary>What came, and what is overdue.</summary>
    public required int Due { get; init; }

    /// <summary>What came within the tolerance.</summary>
    public required int OnTime { get; init; }

    /// <summary>What came after the tolerance, before the next was due.</summary>
    public required int Late { get; init; }

    /// <summary>What has not come, and is past its tolerance.</summary>
    public required int Missed { get; init; }
}

/// <summary>Something that is due at one time.</summary>
public sealed record MonitoringDue
{
    /// <summary>Code of the observation or of the instrument.</summary>
    public required string Code { get; init; }

    /// <summary>The phase that it is due in: <c>before-start</c>, <c>infusion</c> or <c>after-end</c>.</summary>
    public required string Phase { get; init; }

    /// <summary>When it is due.</summary>
    public required Instant DueAt { get; init; }

    /// <summary>From here on it is in time, this instant included.</summary>
    public required Instant Earliest { get; init; }

    /// <summary>Up to here it is in time, this instant included.</summary>
    public required Instant Latest { get; init; }

    /// <summary><c>onTime</c>, <c>late</c>, <c>missed</c>, <c>due</c> where now is the time, or <c>upcoming</c>.</summary>
    public required string Status { get; init; }

    /// <summary>When what came was observed or assessed; null where nothing came.</summary>
    public required Instant? CameAt { get; init; }

    /// <summary>The observation that came; null where none did, or it was a score.</summary>
    public required Guid? ObservationId { get; init; }

    /// <summary>The score that came; null where none did, or it was an observation.</summary>
    public required Guid? ScoreId { get; init; }
}

/// <summary>A stretch of which nothing is known.</summary>
public sealed record MonitoringGapTold
{
    /// <summary>Code of the observation or of the instrument.</summary>
    public required string Code { get; init; }

    /// <summary>The phase.</summary>
    public required string Phase { get; init; }

    /// <summary>Its beginning, included: when the value before no longer held.</summary>
    public required Instant From { get; init; }

    /// <summary>Its end, excluded.</summary>
    public required Instant To { get; init; }

    /// <summary>Its length, min.</summary>
    public required decimal Minutes { get; init; }
}

/// <summary>Time within and outside of the limits of a code; the last four add up to <c>spanMinutes</c>.</summary>
public sealed record MonitoringLimit
{
    /// <summary>Code of the observation.</summary>
    public required string Code { get; init; }

    /// <summary>UCUM unit of the limits.</summary>
    public required string Unit { get; init; }

    /// <summary>The lowest value within; null where there is none.</summary>
    public required decimal? Low { get; init; }

    /// <summary>The highest value within; null where there is none.</summary>
    public required decimal? High { get; init; }

    /// <summary>How long the code was to be measured by then, min.</summary>
    public required decimal SpanMinutes { get; init; }

    /// <summary>Time within the limits, min.</summary>
    public required decimal WithinMinutes { get; init; }

    /// <summary>Time above the high limit, min.</summary>
    public required decimal AboveMinutes { get; init; }

    /// <summary>Time below the low limit, min.</summary>
    public required decimal BelowMinutes { get; init; }

    /// <summary>Time of which nothing is known, min.</summary>
    public required decimal UnknownMinutes { get; init; }
}

/// <summary>Whether the patient may leave by the protocol.</summary>
public sealed record MonitoringReadiness
{
    /// <summary>Null where it cannot be told: the protocol does not say, or there is no start or end to count from.</summary>
    public required bool? Ready { get; init; }

    /// <summary>From when on everything has held; null where not ready.</summary>
    public required Instant? ReadyAt { get; init; }

    /// <summary>What keeps the patient, in the order of the protocol.</summary>
    public required IReadOnlyList<MonitoringOpen> Open { get; init; }
}

/// <summary>Something that keeps the patient.</summary>
public sealed record MonitoringOpen
{
    /// <summary>
    /// <c>notStarted</c>, <c>notEnded</c>, <c>endUnknown</c> (nobody recorded the stop), <c>minimumObservation</c>,
    /// <c>notMeasured</c> (not since the end), <c>notMet</c>.
    /// </summary>
    public required string Reason { get; init; }

    /// <summary>When the minimum observation is over; null elsewhere.</summary>
    public required Instant? Until { get; init; }

    /// <summary>Code of the condition; null where none is meant.</summary>
    public required string? Code { get; init; }

    /// <summary>How the reading is to stand to the value: <c>=</c>, <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c>, <c>&gt;=</c>.</summary>
    public required string? Op { get; init; }

    /// <summary>The value, in the code's own unit or in points.</summary>
    public required decimal? Value { get; init; }

    /// <summary>The last reading since the end; null where there is none.</summary>
    public required decimal? LastValue { get; init; }

    /// <summary>When that was observed or assessed.</summary>
    public required Instant? LastAt { get; init; }
}
