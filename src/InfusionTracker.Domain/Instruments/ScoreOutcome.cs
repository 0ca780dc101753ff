namespace InfusionTracker.Domain.Instruments;

/// <summary>Why answers, a total or a recall are refused.</summary>
public enum ScoreRefusalReason
{
    /// <summary>The instrument has another number of answers.</summary>
    AnswerCount,

    /// <summary>Every answer is missing: there is no form to keep.</summary>
    NoAnswers,

    /// <summary>An answer is not one of those that the item offers.</summary>
    AnswerOutOfRange,

    /// <summary>An answer to a question that the form skips after the answers before it.</summary>
    AnswerContradictsSkip,

    /// <summary>The instrument has no total (a profile or a triage): answers are needed.</summary>
    TotalNotDefined,

    TotalOutOfRange,

    /// <summary>The total has a fraction, which no answers can add up to.</summary>
    TotalNotWhole,

    /// <summary>The instrument has no form of that name.</summary>
    UnknownVersion,

    /// <summary>The recall is zero or negative.</summary>
    RecallNotPositive,

    /// <summary>The instrument asks about now, or states no stretch of time at all.</summary>
    RecallNotStated,

    /// <summary>The recall is longer than the form's own.</summary>
    RecallTooLong,

    /// <summary>No form of the instrument asks about less than its own recall.</summary>
    RecallTooShort,
}

/// <summary>One thing that is wrong.</summary>
/// <param name="Reason">What.</param>
/// <param name="Index">Index from 0 of the answer concerned (<c>/answers/3</c>); null where it is not about one answer.</param>
/// <param name="Message">A sentence that says what is right. It never repeats what was given.</param>
public sealed record ScoreRefusal(ScoreRefusalReason Reason, int? Index, string Message);

/// <summary>How urgent a triage came out (C-SSRS), from none to high.</summary>
public enum RiskLevel
{
    None,
    Low,
    Moderate,
    High,
}

/// <summary>What a subscale came to.</summary>
/// <param name="Code">Name of the subscale within the instrument, e.g. <c>psychic</c>.</param>
/// <param name="Value">Points; null where an answer is missing.</param>
public sealed record SubscaleScore(string Code, decimal? Value);

/// <summary>How sure a safety flag is.</summary>
public enum FlagState
{
    /// <summary>The answers, or the total alone, prove it.</summary>
    Raised,

    /// <summary>The answer that decides is not there, so that nobody knows.</summary>
    CannotBeExcluded,
}

/// <summary>An answer, or the triage as a whole, that asks for somebody's attention.</summary>
/// <param name="Flag">What it says, e.g. <c>suicide-risk</c>.</param>
/// <param name="Item">Answer number from 1; null where it is the triage.</param>
/// <param name="Level">Level of the triage, of one that cannot be excluded the highest; null where it is a single answer.</param>
/// <param name="State">How sure it is.</param>
public sealed record SafetyFlag(string Flag, int? Item, RiskLevel? Level, FlagState State = FlagState.Raised);

/// <summary>What answers or a total came to: <see cref="Scored"/> or <see cref="Refused"/>, nothing else.</summary>
public abstract record ScoreOutcome
{
    private ScoreOutcome()
    {
    }

    /// <summary>A score that can be kept. Its total is null while an answer is missing, and where none exists.</summary>
    public sealed record Scored : ScoreOutcome
    {
        /// <summary>Points; null where an answer is missing or the instrument has no total.</summary>
        public decimal? Total { get; init; }

        /// <summary>True where everything that the form asks was answered, or a total was given.</summary>
        public bool Complete { get; init; }

        /// <summary>Form: the one named, else the standard one; null where that has no name.</summary>
        public string? Version { get; init; }

        /// <summary>Answer numbers from 1 that are missing; trailing ones and those that the form skips are never among them.</summary>
        public IReadOnlyList<int> Missing { get; init; } = [];

        /// <summary>Answer numbers from 1 that carry the code for "not assessed".</summary>
        public IReadOnlyList<int> NotAssessed { get; init; } = [];

        /// <summary>In the instrument's order; empty where a total alone was given.</summary>
        public IReadOnlyList<SubscaleScore> Subscales { get; init; } = [];

        /// <summary>Band of the total in <see cref="BandSet"/>; null where there are none.</summary>
        public Band? Band { get; init; }

        /// <summary>Which bands were used.</summary>
        public string? BandSet { get; init; }

        /// <summary>The total in per cent (WHO-5).</summary>
        public decimal? Percent { get; init; }

        /// <summary>What is raised, whether or not the form is complete, and what cannot be excluded.</summary>
        public IReadOnlyList<SafetyFlag> SafetyFlags { get; init; } = [];

        /// <summary>Symptoms present by cluster; a missing answer counts as absent while <see cref="Complete"/> is false.</summary>
        public IReadOnlyDictionary<string, int> SymptomCounts { get; init; } = new Dictionary<string, int>();

        /// <summary>Whether the symptoms meet the published provisional rule; null while an answer is missing or where there is none.</summary>
        public bool? ProvisionalDiagnosis { get; init; }

        /// <summary>The answers side by side, e.g. <c>21231</c>; null while one is missing.</summary>
        public string? Profile { get; init; }

        /// <summary>
        /// Level of a triage. While <see cref="Complete"/> is false it is the least that the given answers are certain of,
        /// and null where they are certain of nothing.
        /// </summary>
        public RiskLevel? RiskLevel { get; init; }

        /// <summary>The same of an incomplete form with a total by a published rule.</summary>
        public Scored Prorated(Instrument instrument, decimal total)
        {
            var band = instrument.BandOf(total);
            return this with { Total = total, Band = band, BandSet = band is null ? null : instrument.BandSets[0].Name };
        }
    }

    /// <summary>Nothing is kept; the reasons, in the order of the answers, are all there at once.</summary>
    public sealed record Refused(IReadOnlyList<ScoreRefusal> Reasons) : ScoreOutcome;
}
