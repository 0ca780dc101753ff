using InfusionTracker.Domain.Onset;

namespace InfusionTracker.Api.Instruments;

/// <summary>A rule of response, remission or meaningful change, or a cut-off, with where it was read.</summary>
public sealed record PublishedRule
{
    /// <summary>Name of the rule, e.g. <c>HAMA-response</c>; <c>query</c> for one that the query gave.</summary>
    public required string Id { get; init; }

    /// <summary>Version of the rule, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>
    /// What is compared: <c>percent-reduction</c> (improvement in per cent of the baseline's severity),
    /// <c>absolute-reduction</c> (improvement in points) or <c>level</c> (the total itself).
    /// </summary>
    public required string Kind { get; init; }

    /// <summary><c>&lt;</c>, <c>&lt;=</c>, <c>&gt;=</c> or <c>&gt;</c>; comparisons are exact.</summary>
    public required string Op { get; init; }

    /// <summary>Per cent, points or total, by the kind.</summary>
    public required decimal Value { get; init; }

    /// <summary>Where the rule was read; null where it is a convention.</summary>
    public required string? Source { get; init; }

    /// <summary>True where the rule was read in its source; false where it is from memory, convention or a query.</summary>
    public required bool Verified { get; init; }

    internal static PublishedRule? Of(Rule? rule) => rule is null ? null : new()
    {
        Id = rule.Id,
        Version = rule.Version,
        Kind = RuleText.Kinds.Single(kind => kind.Value == rule.Kind).Key,
        Op = RuleText.Ops.Single(op => op.Value == rule.Op).Key,
        Value = rule.Value,
        Source = rule.Source,
        Verified = rule.Verified,
    };
}
