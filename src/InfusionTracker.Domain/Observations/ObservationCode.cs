namespace InfusionTracker.Domain.Observations;

/// <summary>A code of a terminology.</summary>
/// <param name="System">URI of the terminology, e.g. <c>http://loinc.org</c>.</param>
/// <param name="Code">Code within it.</param>
/// <param name="Display">Name for people.</param>
public sealed record Coding(string System, string Code, string Display);

/// <summary>Values that are possible, both ends included, in the canonical unit.</summary>
/// <param name="Min">The lowest.</param>
/// <param name="Max">The highest.</param>
public sealed record PlausibleRange(decimal Min, decimal Max)
{
    public bool Contains(decimal value) => value >= Min && value <= Max;
}

/// <summary>
/// Limits from which on a single value is critical, in the canonical unit: a value at <paramref name="Low"/> or below, at
/// <paramref name="High"/> or above. Null where that side has none.
/// </summary>
/// <param name="Low">Critical from here down.</param>
/// <param name="High">Critical from here up.</param>
public sealed record CriticalLimits(decimal? Low, decimal? High);

/// <summary>What one kind of observation is: its code, its unit, and what values of it are.</summary>
public sealed record ObservationCode
{
    /// <summary>Code that observations are stored under.</summary>
    public required string Code { get; init; }

    /// <summary>URI of the terminology of <see cref="Code"/>.</summary>
    public string System { get; init; } = ObservationCatalogue.Loinc;

    /// <summary>Name for people.</summary>
    public required string Display { get; init; }

    /// <summary>Further codes for the same thing; an observation may come in under one of them.</summary>
    public IReadOnlyList<Coding> OtherCodings { get; init; } = [];

    /// <summary>Canonical UCUM unit; null for a panel, which has no value of its own.</summary>
    public string? Unit { get; init; }

    /// <summary>UCUM units that a value may come in, the canonical one first; empty for a panel.</summary>
    public IReadOnlyList<string> AcceptedUnits { get; init; } = [];

    /// <summary>
    /// Values that are kept; others are refused as slips of the hand. Engineering defaults, not clinical limits; null for a
    /// panel.
    /// </summary>
    public PlausibleRange? Plausible { get; init; }

    /// <summary>
    /// Values that are kept, flagged and announced. From the single-parameter score of 3 of NEWS2 (Royal College of
    /// Physicians, SpO2 scale 1); null where NEWS2 has none.
    /// </summary>
    public CriticalLimits? Critical { get; init; }

    /// <summary>True where a value is a count of points without a fraction.</summary>
    public bool WholeNumber { get; init; }

    /// <summary>Codes that an observation of a panel consists of, each exactly once; empty where there is a value.</summary>
    public IReadOnlyList<string> Components { get; init; } = [];

    /// <summary>True where an observation has components instead of a value.</summary>
    public bool IsPanel => Components.Count > 0;
}
