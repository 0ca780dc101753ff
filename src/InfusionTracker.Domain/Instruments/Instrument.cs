using InfusionTracker.Domain.Onset;

namespace InfusionTracker.Domain.Instruments;

/// <summary>Which way the total of an instrument turns when the patient gets better.</summary>
public enum Direction
{
    HigherIsWorse,
    HigherIsBetter,

    /// <summary>A state with no better end (sedation scales): change is shown, improvement is not.</summary>
    State,
}

/// <summary>What onset figures an instrument can give.</summary>
public enum OnsetUse
{
    /// <summary>Change from a baseline, with improvement.</summary>
    Improvement,

    /// <summary>Change from a baseline, without improvement (sedation scales).</summary>
    ChangeOnly,

    /// <summary>The total is itself a change since baseline (CGI-I): no baseline is taken.</summary>
    IsChange,

    /// <summary>No onset can be computed (profiles and triages).</summary>
    None,
}

/// <summary>
/// What one instrument is: its items, its range, how a total is made of answers, what totals mean, and where each fact
/// was read. One file an instrument; <see cref="InstrumentCatalogue"/> lists them.
/// </summary>
public sealed record Instrument
{
    /// <summary>Code of the catalogue, e.g. <c>HAMA</c>.</summary>
    public required string Code { get; init; }

    public required string Name { get; init; }

    /// <summary>Lowest possible total.</summary>
    public required int TotalMin { get; init; }

    /// <summary>Highest possible total.</summary>
    public required int TotalMax { get; init; }

    public Direction Direction { get; init; } = Direction.HigherIsWorse;

    public OnsetUse Onset { get; init; } = OnsetUse.Improvement;

    /// <summary>Days that the standard form asks about; 0 is right now, null where no stretch is stated.</summary>
    public required int? RecallDays { get; init; }

    /// <summary>Recall of forms that differ from the standard one, by version name.</summary>
    public IReadOnlyDictionary<string, int> RecallDaysByVersion { get; init; } = new Dictionary<string, int>();

    /// <summary>True where a rater may ask about less than the standard form does (a shorter recall is refused elsewhere).</summary>
    public bool ShorterRecallAllowed { get; init; }

    /// <summary>Without any recall stated: true where a score always overlaps the time before the dose (PSWQ, a trait).</summary>
    public bool IsTrait { get; init; }

    /// <summary>Null where the catalogue has no rule: response is then null unless the query gives one.</summary>
    public Rule? Response { get; init; }

    /// <summary>Null where the catalogue has no rule.</summary>
    public Rule? Remission { get; init; }

    /// <summary>The smallest change that matters to patients, in points of improvement.</summary>
    public Rule? MeaningfulChange { get; init; }
}
