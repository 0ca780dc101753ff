namespace InfusionTracker.Domain.Observations;

/// <summary>A code of a terminology.</summary>
/// <param name="System">URI of the terminology, e.g. <c>http://loinc.org</c>.</param>
/// <param name="Code">Code within it.</param>
/// <param name="Display">Name for people.</param>
public sealed record Coding(string System, string Code, string Display);

/// <summary>Where a fact of the catalogue is from.</summary>
/// <param name="Source">Where it was read, or why it was chosen.</param>
/// <param name="Verified">True where it was read in that source; else it is a default that a clinic should look at.</param>
public sealed record Origin(string Source, bool Verified);

/// <summary>Kind of observation, as FHIR sorts them (observation-category).</summary>
public enum ObservationCategory
{
    /// <summary>Measured: <c>vital-signs</c>.</summary>
    VitalSigns,

    /// <summary>Seen by the clinician who looks at the patient: <c>exam</c>.</summary>
    Exam,

    /// <summary>Told by the patient, or asked: <c>survey</c>.</summary>
    Survey,
}

/// <summary>One level of a scale.</summary>
/// <param name="Value">The whole number that is recorded.</param>
/// <param name="Display">What it means, in short.</param>
/// <param name="Coding">Code of the level in a terminology; null where none is known.</param>
public sealed record ScaleLevel(int Value, string Display, Coding? Coding = null);

/// <summary>What one kind of observation is: its code, its unit, and what values of it are.</summary>
public sealed record ObservationCode
{
    /// <summary>Code that observations are stored under, unique in the whole catalogue.</summary>
    public required string Code { get; init; }

    /// <summary>URI of the terminology of <see cref="Code"/>.</summary>
    public string System { get; init; } = ObservationCatalogue.Loinc;

    /// <summary>Name for people.</summary>
    public required string Display { get; init; }

    /// <summary>What kind of observation it is.</summary>
    public required ObservationCategory Category { get; init; }

    /// <summary>Where the code, its meaning and its levels are from.</summary>
    public required Origin Origin { get; init; }

    /// <summary>Further codes for the same thing; an observation may come in under one of them.</summary>
    public IReadOnlyList<Coding> OtherCodings { get; init; } = [];

    /// <summary>Canonical UCUM unit; null for a panel, which has no value of its own.</summary>
    public string? Unit { get; init; }

    /// <summary>UCUM units that a value may come in, the canonical one first; empty for a panel.</summary>
    public IReadOnlyList<string> AcceptedUnits { get; init; } = [];

    /// <summary>
    /// Levels of a scale, in order, each the next whole number; empty where a value is measured or counted.
    /// </summary>
    public IReadOnlyList<ScaleLevel> Levels { get; init; } = [];

    /// <summary>
    /// Values that are kept where the clinic says nothing else; others are refused as slips of the hand. Of a scale its
    /// levels; null for a panel.
    /// </summary>
    public PlausibleRange? Plausible
    {
        get => IsScale ? new(Levels[0].Value, Levels[^1].Value) : field;
        init;
    }

    /// <summary>
    /// Values that can be true at all, and are kept where somebody confirms them: of a scale or a count of points its own range, of a per
    /// cent 0 to 100, of everything else 0 or more. Null for a panel.
    /// </summary>
    public PlausibleRange? Possible => IsPanel ? null : WholeNumber ? Plausible : new(0, Unit == "%" ? 100 : null);

    /// <summary>Where <see cref="Plausible"/> is from; null for a panel.</summary>
    public Origin? PlausibleOrigin
    {
        get => IsScale ? Origin : field;
        init;
    }

    /// <summary>Values that are kept, flagged and announced where the clinic says nothing else; null where none are.</summary>
    public CriticalLimits? Critical { get; init; }

    /// <summary>Where <see cref="Critical"/> is from; null where there are no limits.</summary>
    public Origin? CriticalOrigin { get; init; }

    /// <summary>True where a value is a count of points, or a level, without a fraction.</summary>
    public bool WholeNumber
    {
        get => IsScale || field;
        init;
    }

    /// <summary>Codes that an observation of a panel consists of, each exactly once; empty where there is a value.</summary>
    public IReadOnlyList<string> Components { get; init; } = [];

    /// <summary>True where an observation has components instead of a value.</summary>
    public bool IsPanel => Components.Count > 0;

    /// <summary>True where a value is one of named levels.</summary>
    public bool IsScale => Levels.Count > 0;
}
