using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using InfusionTracker.Api.Observations;
using InfusionTracker.Api.Platform;
using NodaTime;

namespace InfusionTracker.Api.InfusionEvents;

/// <summary>What was done to the infusion of a session: started, its rate changed, a bolus given, paused, resumed, stopped.</summary>
public sealed record ChartedInfusionEvent : Recorded
{
    internal const string Table = "infusion_event";

    internal override RecordSubject Subject => new(Table, null, SessionId);

    /// <summary>The session.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>What was done: <c>start</c>, <c>rate-change</c>, <c>bolus</c>, <c>pause</c>, <c>resume</c> or <c>stop</c>.</summary>
    public required string Type { get; init; }

    /// <summary>When it was done.</summary>
    public required Instant OccurredAt { get; init; }

    /// <summary>Who did it: an identifier of the clinic's own.</summary>
    public required string Performer { get; init; }

    /// <summary>The rate from here on, as given; null where the event sets none (a resume goes on at the rate before; a start then gives boluses alone).</summary>
    public InfusionRate? Rate => RateValue is { } value
        ? new() { Value = value, Unit = RateUnit!, ConcentrationMgPerMl = ConcentrationMgPerMl }
        : null;

    /// <summary>The dose of a bolus, as given; null for every other event.</summary>
    public BolusDose? Dose => DoseValue is { } value ? new() { Value = value, Unit = DoseUnit! } : null;

    /// <summary>Why it was done; null where nothing was said.</summary>
    public required string? Note { get; init; }

    /// <summary>
    /// Whether the infusion was given as planned, as said with its <c>stop</c>; null where that was not said (the session's status
    /// is then judged by how much of the plan was given), and for every other event.
    /// </summary>
    public required bool? Completed { get; init; }

    /// <summary>
    /// Body weight, kg, that its rate or dose per kg counts with, whatever becomes of the session's: the pump's, or the session's when it
    /// was recorded. Null where it needs none and none was given.
    /// </summary>
    public required decimal? WeightKg { get; init; }

    /// <summary>
    /// What is critical of it as it was recorded or last corrected, e.g. <c>rate</c>, <c>bolus</c> or <c>weight</c> by itself, and what
    /// became critical of the session by it: <c>cumulative-dose</c>, <c>planned-dose</c> (more than 1.5 times of it) or <c>duration</c>.
    /// Empty for nothing.
    /// </summary>
    public IReadOnlyList<string> Critical { get; init; } = [];

    /// <summary>Who says that what is implausible of it is true, and why; null where nobody had to, or did.</summary>
    public required Confirmation? Confirmed { get; init; }

    [JsonIgnore]
    public decimal? RateValue { get; init; }

    [JsonIgnore]
    public string? RateUnit { get; init; }

    [JsonIgnore]
    public decimal? ConcentrationMgPerMl { get; init; }

    [JsonIgnore]
    public decimal? DoseValue { get; init; }

    [JsonIgnore]
    public string? DoseUnit { get; init; }

    /// <summary>Sort value of the list, as PostgreSQL writes it.</summary>
    [JsonIgnore]
    public string? SortValue { get; init; }
}

/// <summary>The rate of an infusion: above 0, at most 9 digits before and 9 after the point.</summary>
public sealed record InfusionRate
{
    /// <summary>The rate in its unit, above 0.</summary>
    public required decimal Value { get; init; }

    /// <summary>UCUM unit: <c>mg/h</c>, <c>mg/min</c>, <c>mg/kg/h</c>, <c>ug/kg/min</c> or <c>mL/h</c>. Those per kg need the pump's weight or the session's.</summary>
    [Codes("mg/h", "mg/min", "mg/kg/h", "ug/kg/min", "mL/h")]
    public required string Unit { get; init; }

    /// <summary>mg of drug per mL, above 0: required for <c>mL/h</c>, refused elsewhere.</summary>
    public decimal? ConcentrationMgPerMl { get; init; }
}

/// <summary>The dose of a bolus: above 0, below 1,000,000,000 mg (or mg/kg) and no finer than 0.000000001 mg.</summary>
public sealed record BolusDose
{
    /// <summary>The dose in its unit, above 0.</summary>
    public required decimal Value { get; init; }

    /// <summary>UCUM unit: <c>mg</c>, <c>ug</c>, <c>g</c> or <c>mg/kg</c>, which needs the pump's weight or the session's.</summary>
    [Codes("mg", "ug", "g", "mg/kg")]
    public required string Unit { get; init; }
}
