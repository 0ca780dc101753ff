namespace InfusionTracker.Domain.Instruments;

/// <summary>How a total comes about.</summary>
public enum ScoringMethod
{
    /// <summary>All answers added, reverse items turned round.</summary>
    Sum,

    /// <summary>The subscales added (QIDS: nine domains, each its highest answer).</summary>
    SumOfSubscales,

    /// <summary>The answers side by side; no total (EQ-5D).</summary>
    Profile,

    /// <summary>A level of risk from the answers; no total (C-SSRS).</summary>
    Triage,
}

/// <summary>How a subscale is made of its answers.</summary>
public enum Aggregate
{
    Sum,

    Max,

    /// <summary>Mean of the answers that are there, by the IES-R's authors; a blank does not void it.</summary>
    MeanOfAnswered,
}

/// <summary>A part of an instrument with a value of its own.</summary>
/// <param name="Code">Name within the instrument, e.g. <c>psychic</c>.</param>
/// <param name="Answers">Answer numbers from 1.</param>
/// <param name="Aggregate">How the value is made.</param>
/// <param name="Verified">True where the composition was read in a source.</param>
public sealed record Subscale(
    string Code, IReadOnlyList<int> Answers, Aggregate Aggregate = Aggregate.Sum, bool Verified = true);

/// <summary>From which answer on a symptom is present, and how many of each cluster make a provisional diagnosis.</summary>
/// <param name="PresentAtLeast">Lowest answer that counts as a symptom.</param>
/// <param name="Clusters">Codes of the subscales whose symptoms are counted.</param>
/// <param name="Needed">Symptoms needed by cluster, all of them together; null where no diagnosis follows from answers alone.</param>
/// <param name="Source">Where the rule was read.</param>
public sealed record SymptomRule(
    int PresentAtLeast, IReadOnlyList<string> Clusters, IReadOnlyDictionary<string, int>? Needed, string Source);

/// <summary>Questions that are asked only where another was answered with 1 (yes).</summary>
/// <param name="Gate">Answer number of the other question.</param>
/// <param name="Asked">Answer numbers that it opens.</param>
public sealed record SkipRule(int Gate, IReadOnlyList<int> Asked);

/// <summary>A level of a triage: any of the answers is 1 (yes).</summary>
public sealed record TriageRule(RiskLevel Level, IReadOnlyList<int> AnyOf);
