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

    /// <summary>Other names in use, e.g. <c>HAM-A</c>. A lookup goes by <see cref="Code"/> alone.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    public Rater Rater { get; init; }

    /// <summary>Questions of the form that count.</summary>
    public int ItemCount { get; init; }

    /// <summary>Numbers that each question asks for: 2 in the LSAS (fear, avoidance), else 1.</summary>
    public int RatingsPerItem { get; init; } = 1;

    /// <summary>
    /// Answers that may follow the ones above and never enter a total: free to leave out (PHQ-9 item 10, the EQ VAS), or
    /// asked after an earlier answer (C-SSRS 6a, see <see cref="Skips"/>).
    /// </summary>
    public int TrailingItems { get; init; }

    /// <summary>Numbers that a complete form has, trailing ones apart; answer n stands at index n - 1.</summary>
    public int AnswerCount => ItemCount * RatingsPerItem;

    /// <summary>What every answer may be, those in <see cref="ItemExceptions"/> apart.</summary>
    public ItemRange ItemRange { get; init; }

    /// <summary>Ranges of the answers that differ, by answer number from 1.</summary>
    public IReadOnlyDictionary<int, ItemRange> ItemExceptions { get; init; } = new Dictionary<int, ItemRange>();

    /// <summary>Codes among the answers that mean that the item was not assessed.</summary>
    public IReadOnlyList<NotAssessedCode> NotAssessed { get; init; } = [];

    /// <summary>Groups of answers of which the form asks for one only: the others may be left blank (QIDS 6 or 7, 8 or 9).</summary>
    public IReadOnlyList<IReadOnlyList<int>> EitherOf { get; init; } = [];

    /// <summary>Questions that the form skips after a no.</summary>
    public IReadOnlyList<SkipRule> Skips { get; init; } = [];

    /// <summary>Levels of a triage, the highest first.</summary>
    public IReadOnlyList<TriageRule> Triage { get; init; } = [];

    /// <summary>The items of a longer instrument that this one consists of.</summary>
    public ItemsOf? ItemsOf { get; init; }

    /// <summary>Answers that are worth following on their own (nightmares, flashbacks).</summary>
    public IReadOnlyList<FollowedItem> FollowedItems { get; init; } = [];

    public ScoringMethod Scoring { get; init; } = ScoringMethod.Sum;

    /// <summary>Answers that are turned round before they are added: minimum + maximum - answer.</summary>
    public IReadOnlyList<int> ReverseItems { get; init; } = [];

    public IReadOnlyList<Subscale> Subscales { get; init; } = [];

    /// <summary>From which answer on a symptom counts as present, and the provisional diagnosis made of the counts.</summary>
    public SymptomRule? Symptoms { get; init; }

    /// <summary>The total as a per cent is this times the total (WHO-5: 4); null where no per cent is used.</summary>
    public int? PercentFactor { get; init; }

    /// <summary>True where a total may have a fraction (a line that is measured).</summary>
    public bool FractionalTotal { get; init; }

    /// <summary>What becomes of a form with a missing answer.</summary>
    public MissingItemRule MissingItems { get; init; } = new();

    /// <summary>False for a profile or a triage: a number for the whole does not exist and is refused.</summary>
    public bool HasTotal => Scoring is ScoringMethod.Sum or ScoringMethod.SumOfSubscales;

    /// <summary>Lowest possible total; 0 where there is none (<see cref="HasTotal"/>).</summary>
    public required int TotalMin { get; init; }

    /// <summary>Highest possible total; 0 where there is none (<see cref="HasTotal"/>).</summary>
    public required int TotalMax { get; init; }

    /// <summary>How many values a total can have; a line that is measured has no end of them.</summary>
    public int TotalValues => FractionalTotal ? int.MaxValue : TotalMax - TotalMin + 1;

    /// <summary>
    /// What totals mean, as published. The first set is the one that a score's band is read from; others depend on
    /// something that answers do not say (agoraphobia) or are rivals of the first.
    /// </summary>
    public IReadOnlyList<BandSet> BandSets { get; init; } = [];

    /// <summary>Published cut-offs that are no bands, each a rule on the total.</summary>
    public IReadOnlyList<Rule> Cutoffs { get; init; } = [];

    /// <summary>Answers that ask for somebody's attention whatever the total.</summary>
    public IReadOnlyList<SafetyItem> SafetyItems { get; init; } = [];

    public Direction Direction { get; init; } = Direction.HigherIsWorse;

    public OnsetUse Onset { get; init; } = OnsetUse.Improvement;

    /// <summary>Days that the standard form asks about; 0 is right now, null where no stretch is stated.</summary>
    public required int? RecallDays { get; init; }

    /// <summary>Recall of forms that differ from the standard one, by version name.</summary>
    public IReadOnlyDictionary<string, int> RecallDaysByVersion { get; init; } = new Dictionary<string, int>();

    /// <summary>The stretch in the form's words, in short.</summary>
    public string? RecallText { get; init; }

    /// <summary>What is known of ratings within hours of a dose.</summary>
    public string? RecallNote { get; init; }

    /// <summary>Forms that exist. Empty where there is one only.</summary>
    public IReadOnlyList<InstrumentVersion> Versions { get; init; } = [];

    /// <summary>The version meant where none is given; null where the standard form has no name or none is the standard.</summary>
    public string? StandardVersion { get; init; }

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

    /// <summary>Published rules that differ from the ones above; a caller names one by its id.</summary>
    public IReadOnlyList<Rule> AlternativeRules { get; init; } = [];

    public Licence Licence { get; init; } = new(LicenceStatus.PermissionUnclear, MayShowText: false);

    public LoincCodes Loinc { get; init; } = new();

    /// <summary>Where the facts were read.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>What a reader of the scores should know besides: rival editions, rival groupings.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>
    /// Facts from memory or convention that carry no standing of their own, by member (<c>recallDays</c>,
    /// <c>loinc.answers.3</c>). What callers see is <see cref="UnverifiedFields"/>.
    /// </summary>
    public IReadOnlyList<string> FromMemory { get; init; } = [];

    /// <summary>Every fact that was not read in a source, by member and, where there are several, their code or item.</summary>
    public IReadOnlyList<string> UnverifiedFields =>
    [
        .. FromMemory,
        .. from r in new[] { ("response", Response), ("remission", Remission), ("meaningfulChange", MeaningfulChange) }
           where r.Item2 is { Verified: false }
           select r.Item1,
        .. from r in AlternativeRules where !r.Verified select $"alternativeRules.{r.Id}",
        .. from r in Cutoffs where !r.Verified select $"cutoffs.{r.Id}",
        .. from s in Subscales where !s.Verified select $"subscales.{s.Code}",
        .. from b in BandSets where !b.Verified select $"bandSets.{b.Name}",
        .. from i in SafetyItems where !i.Verified select $"safetyItems.{i.Item}",
        .. from i in FollowedItems where !i.Verified select $"followedItems.{i.Item}",
        .. MissingItems.Verified || AnswerCount == 1 ? Array.Empty<string>() : ["missingItems"],
        .. Licence.Verified ? Array.Empty<string>() : ["licence"],
    ];
}
