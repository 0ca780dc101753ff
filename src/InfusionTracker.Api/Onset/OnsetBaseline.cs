using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Onset;
using NodaTime;

namespace InfusionTracker.Api.Onset;

/// <summary>What change is counted from.</summary>
public sealed record OnsetBaseline
{
    /// <summary>The total, or the mean of several, points; null where there is no baseline.</summary>
    public required decimal? Total { get; init; }

    /// <summary>When it was taken, the latest of a mean; null where there is no baseline.</summary>
    public required Instant? AssessedAt { get; init; }

    /// <summary>The rule that chose it: <c>last-pre-dose</c>, <c>screening</c> or <c>mean-pre-dose</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>The score; null for a mean of several, and where there is no baseline.</summary>
    public required Guid? ScoreId { get; init; }

    /// <summary>Version of that score.</summary>
    public required int? Version { get; init; }

    /// <summary>The scores that it is made of, in time order.</summary>
    public required IReadOnlyList<OnsetBaselineScore> Scores { get; init; }

    /// <summary>Hours from the patient's infusion before it: a small number shows a baseline taken in a treated state. Null where there was none.</summary>
    public required decimal? HoursAfterEarlierInfusion { get; init; }

    /// <summary>
    /// Why there is none: <c>noScoreBeforeDose</c>, <c>beforeEarlierInfusion</c>, <c>olderThanLookBack</c> or
    /// <c>instrumentIsChange</c> (the total is itself a change); null where there is one.
    /// </summary>
    public required string? Missing { get; init; }

    internal static OnsetBaseline Of(OnsetOptions options, SessionOnset onset)
    {
        var baseline = onset.Baseline;
        var single = baseline is { Scores: [var score] } ? score : null;
        return new()
        {
            Total = single?.Total ?? baseline?.Total.ToDecimal(),
            AssessedAt = baseline?.AssessedAt,
            Rule = options.BaselineRule.Code(),
            ScoreId = single?.Id,
            Version = single?.Version,
            Scores = [.. (baseline?.Scores ?? []).Select(s => new OnsetBaselineScore(s.Id, s.Version, s.AssessedAt, s.Total, s.IsProrated))],
            HoursAfterEarlierInfusion = baseline?.AfterEarlierInfusion is { } after ? Times.Hours(after) : null,
            Missing = onset.BaselineMissing?.Code(),
        };
    }
}

/// <summary>A score of a baseline.</summary>
/// <param name="ScoreId">The score.</param>
/// <param name="Version">Its version.</param>
/// <param name="AssessedAt">When it was taken.</param>
/// <param name="Total">Its total, points.</param>
/// <param name="Prorated">True where the form is incomplete and the total is made by the published rule for that, as was asked.</param>
public sealed record OnsetBaselineScore(Guid ScoreId, int Version, Instant AssessedAt, decimal Total, bool Prorated);
