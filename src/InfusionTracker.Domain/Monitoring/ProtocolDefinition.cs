using NodaTime;

namespace InfusionTracker.Domain.Monitoring;

/// <summary>
/// What a clinic asks for around an infusion: what is measured and how often, between which limits, when the patient may
/// leave, and which scores follow. Every number is the clinic's own: no source gives one binding interval for
/// sub-anaesthetic infusions.
/// </summary>
public sealed record ProtocolDefinition
{
    /// <summary>What is measured, and how often; at most 50 rules.</summary>
    public required IReadOnlyList<MonitoringRule> Monitoring { get; init; }

    /// <summary>Between which values a measurement is expected; at most 30, each code once.</summary>
    public required IReadOnlyList<MeasuredLimit> Limits { get; init; }

    /// <summary>When the patient may leave; null where the protocol does not say.</summary>
    public required DischargeRule? Discharge { get; init; }

    /// <summary>Scores that follow the infusion; at most 100.</summary>
    public required IReadOnlyList<FollowUpRule> FollowUps { get; init; }
}

/// <summary>
/// One thing that is measured in one phase of a session, in one of four ways: <c>every</c> so often, <c>continuous</c>, at
/// set times (<c>at</c>) or, with none of these, once at any time of the phase, both its ends included.
/// </summary>
public sealed record MonitoringRule
{
    /// <summary>Code of an observation of the catalogue (a blood pressure panel too) or of an instrument.</summary>
    public required string Code { get; init; }

    /// <summary>
    /// <c>before-start</c> is the <c>span</c> before the infusion starts, <c>infusion</c> from its start to its end,
    /// <c>after-end</c> the <c>span</c> after its end. What is due <c>every</c> so often is not due at the end of the first two.
    /// </summary>
    public required string Phase { get; init; }

    /// <summary>Length of the phase, up to P1D; for <c>before-start</c> and <c>after-end</c> alone.</summary>
    public Duration? Span { get; init; }

    /// <summary>Due at the beginning of the phase and then each time this has passed, PT1M to P1D.</summary>
    public Duration? Every { get; init; }

    /// <summary><c>true</c> for what a monitor shows all the time; <c>maxGap</c> says how long it may be without a record.</summary>
    public bool? Continuous { get; init; }

    /// <summary>Longest time between two records of what is continuous, PT1S to PT1H.</summary>
    public Duration? MaxGap { get; init; }

    /// <summary>Due at these times after the phase began, at most 50; they stay due where the phase ends before.</summary>
    public IReadOnlyList<Duration>? At { get; init; }

    /// <summary>How much earlier or later than due is in time, both ends included; less than half of what lies between two times.</summary>
    public Duration? Tolerance { get; init; }
}

/// <summary>Between which values a measurement is expected; a value at a limit is within.</summary>
public sealed record MeasuredLimit
{
    /// <summary>Code of an observation with a value; of a blood pressure, its component.</summary>
    public required string Code { get; init; }

    /// <summary>Lowest, in the code's own unit; null where there is none.</summary>
    public decimal? Low { get; init; }

    /// <summary>Highest, in the code's own unit; null where there is none.</summary>
    public decimal? High { get; init; }
}

/// <summary>When the patient may leave: after the observation time, once every condition holds.</summary>
public sealed record DischargeRule
{
    /// <summary>How long the patient stays in any case; null where the conditions alone decide.</summary>
    public MinimumObservation? MinimumObservation { get; init; }

    /// <summary>What the last reading after the end of the infusion must be; at most 30.</summary>
    public IReadOnlyList<DischargeCondition>? Conditions { get; init; }
}

/// <summary>How long the patient stays in any case.</summary>
public sealed record MinimumObservation
{
    /// <summary>Counted from the <c>start</c> or the <c>end</c> of the infusion.</summary>
    public required string After { get; init; }

    /// <summary>How long, up to P1D.</summary>
    public required Duration Span { get; init; }
}

/// <summary>What the last reading of a code after the end of the infusion must be.</summary>
public sealed record DischargeCondition
{
    /// <summary>Code of an observation with a value, or of an instrument with a total.</summary>
    public required string Code { get; init; }

    /// <summary><c>=</c>, <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c> or <c>&gt;=</c>: how the reading stands to the value.</summary>
    public required string Op { get; init; }

    /// <summary>The value, in the code's own unit or in points.</summary>
    public required decimal Value { get; init; }
}

/// <summary>A score that follows the infusion.</summary>
public sealed record FollowUpRule
{
    /// <summary>Code of the instrument.</summary>
    public required string Instrument { get; init; }

    /// <summary>When it is due, counted from the start of the infusion, up to P366D.</summary>
    public required Duration At { get; init; }

    /// <summary>How much earlier or later is in time, both ends included; less than <c>at</c>.</summary>
    public required Duration Tolerance { get; init; }
}
