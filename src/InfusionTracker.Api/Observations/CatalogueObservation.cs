using InfusionTracker.Domain.Observations;

namespace InfusionTracker.Api.Observations;

/// <summary>What an observation may be: its code, its units, its levels, and the ranges in force in the clinic.</summary>
public sealed record CatalogueObservation
{
    /// <summary>Code that observations are recorded under, unique in the catalogue.</summary>
    public required string Code { get; init; }

    /// <summary>URI of the terminology of the code: LOINC, or <c>urn:infusion-tracker:observation</c> for what LOINC has no code for.</summary>
    public required string System { get; init; }

    /// <summary>Name for people.</summary>
    public required string Display { get; init; }

    /// <summary>FHIR observation-category: <c>vital-signs</c>, <c>exam</c> or <c>survey</c>.</summary>
    public required string Category { get; init; }

    /// <summary>Where the code, its meaning and its levels are from.</summary>
    public required string Source { get; init; }

    /// <summary><c>verified</c> where that was read in the source, else <c>unverified</c>.</summary>
    public required string Standing { get; init; }

    /// <summary>Further codes for the same thing; an observation may come in under one of them.</summary>
    public required IReadOnlyList<Coding> OtherCodings { get; init; }

    /// <summary>Canonical UCUM unit; null for a panel, which has no value of its own.</summary>
    public required string? Unit { get; init; }

    /// <summary>UCUM units that a value may come in, the canonical one first; empty for a panel.</summary>
    public required IReadOnlyList<string> AcceptedUnits { get; init; }

    /// <summary>True where a value is a count of points, or a level, without a fraction.</summary>
    public required bool WholeNumber { get; init; }

    /// <summary>Levels of a scale, in order; empty where a value is measured or counted.</summary>
    public required IReadOnlyList<ScaleLevel> Levels { get; init; }

    /// <summary>Values that are kept; others are refused as slips of the hand. Null for a panel.</summary>
    public required PlausibleInForce? Plausible { get; init; }

    /// <summary>Values that are kept, flagged and announced; null where there are no limits.</summary>
    public required CriticalInForce? Critical { get; init; }

    /// <summary>Codes that an observation of a panel consists of, each exactly once; empty where there is a value.</summary>
    public required IReadOnlyList<string> Components { get; init; }

    /// <summary>True where an observation has components instead of a value.</summary>
    public required bool IsPanel { get; init; }

    internal static CatalogueObservation Of(ObservationCode code, ObservationRanges ranges)
    {
        var set = ranges.Overrides.GetValueOrDefault(code.Code);
        return new()
        {
            Code = code.Code,
            System = code.System,
            Display = code.Display,
            Category = code.Category switch
            {
                ObservationCategory.VitalSigns => "vital-signs",
                ObservationCategory.Exam => "exam",
                _ => "survey",
            },
            Source = code.Origin.Source,
            Standing = StandingOf(code.Origin),
            OtherCodings = code.OtherCodings,
            Unit = code.Unit,
            AcceptedUnits = code.AcceptedUnits,
            WholeNumber = code.WholeNumber,
            Levels = code.Levels,
            Plausible = ranges.PlausibleOf(code) is { } plausible
                ? new PlausibleInForce
                {
                    Min = plausible.Min,
                    Max = plausible.Max,
                    SetBy = SetBy(set?.Plausible),
                    Source = set?.Plausible is null ? code.PlausibleOrigin!.Source : null,
                    Standing = set?.Plausible is null ? StandingOf(code.PlausibleOrigin!) : null,
                }
                : null,
            Critical = ranges.CriticalOf(code) is { } critical
                ? new CriticalInForce
                {
                    Low = critical.Low,
                    High = critical.High,
                    SetBy = SetBy(set?.Critical),
                    Source = set?.Critical is null ? code.CriticalOrigin!.Source : null,
                    Standing = set?.Critical is null ? StandingOf(code.CriticalOrigin!) : null,
                }
                : null,
            Components = code.Components,
            IsPanel = code.IsPanel,
        };
    }

    private static string SetBy(object? set) => set is null ? "default" : "clinic";

    private static string StandingOf(Origin origin) => origin.Verified ? "verified" : "unverified";
}

/// <summary>Values that are kept, both ends included, in the code's own unit.</summary>
public sealed record PlausibleInForce
{
    /// <summary>The lowest; null where that end is open.</summary>
    public required decimal? Min { get; init; }

    /// <summary>The highest; null where that end is open.</summary>
    public required decimal? Max { get; init; }

    /// <summary><c>default</c> of the catalogue, or <c>clinic</c> where the clinic has set it.</summary>
    public required string SetBy { get; init; }

    /// <summary>Where a default is from; null where the clinic has set the range.</summary>
    public required string? Source { get; init; }

    /// <summary>
    /// <c>verified</c> where a default was read in that source, else <c>unverified</c>: a clinic should look at it. Null where
    /// the clinic has set the range.
    /// </summary>
    public required string? Standing { get; init; }
}

/// <summary>Limits from which on a value is critical, in the code's own unit.</summary>
public sealed record CriticalInForce
{
    /// <summary>Critical at this value and below; null where that side has no limit.</summary>
    public required decimal? Low { get; init; }

    /// <summary>Critical at this value and above; null where that side has no limit.</summary>
    public required decimal? High { get; init; }

    /// <summary><c>default</c> of the catalogue, or <c>clinic</c> where the clinic has set them.</summary>
    public required string SetBy { get; init; }

    /// <summary>Where a default is from; null where the clinic has set the limits.</summary>
    public required string? Source { get; init; }

    /// <summary>
    /// <c>verified</c> where a default was read in that source, else <c>unverified</c>: a clinic should look at it. Null where
    /// the clinic has set the limits.
    /// </summary>
    public required string? Standing { get; init; }
}
