namespace InfusionTracker.Domain.Onset;

/// <summary>What a rule compares with its value.</summary>
public enum RuleKind
{
    /// <summary>Improvement in per cent of the baseline's severity.</summary>
    PercentReduction,

    /// <summary>Improvement in points.</summary>
    AbsoluteReduction,

    /// <summary>The total itself, whatever the baseline.</summary>
    Level,
}

/// <summary>How a rule compares.</summary>
public enum Comparison
{
    LessThan,
    AtMost,
    AtLeast,
    MoreThan,
}

/// <summary>
/// A rule of response, remission or meaningful change. Answers name it, so that a figure can be reproduced years later.
/// </summary>
/// <param name="Id">Name of the rule, e.g. <c>HAMA-response</c>; a rule given in a query has the id <c>query</c>.</param>
/// <param name="Version">Version of the rule, from 1.</param>
/// <param name="Kind">What is compared.</param>
/// <param name="Op">How it is compared; comparisons are exact.</param>
/// <param name="Value">Per cent, points or total, by <paramref name="Kind"/>.</param>
/// <param name="Source">Where the rule was read; null where it is a convention.</param>
/// <param name="Verified">True where the rule was read in its source, false where it is from memory or convention.</param>
public sealed record Rule(string Id, int Version, RuleKind Kind, Comparison Op, decimal Value, string? Source, bool Verified);
