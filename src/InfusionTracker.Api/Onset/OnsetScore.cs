using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Onset;
using NodaTime;

namespace InfusionTracker.Api.Onset;

/// <summary>A score after the dose with its figures.</summary>
public sealed record OnsetScore
{
    /// <summary>Time since t0, minutes.</summary>
    public required decimal ElapsedMinutes { get; init; }

    /// <summary>When it was taken.</summary>
    public required Instant AssessedAt { get; init; }

    /// <summary>Nominal time of the window that it stands for, e.g. <c>PT2H</c>; null where it stands for none.</summary>
    public required string? Window { get; init; }

    /// <summary>The total, or the rating of the item that was followed, points.</summary>
    public required decimal Total { get; init; }

    /// <summary>True where the form is incomplete and the total is made by the published rule for that, as was asked.</summary>
    public required bool Prorated { get; init; }

    /// <summary>Total less baseline, points.</summary>
    public required decimal? Change { get; init; }

    /// <summary>100 × change ÷ severity of the baseline; null where that severity is 0.</summary>
    public required double? PercentChange { get; init; }

    /// <summary>Severity of the baseline less that of the point, points; above 0 is better.</summary>
    public required decimal? Improvement { get; init; }

    /// <summary>Whether the rule of response is met.</summary>
    public required bool? Response { get; init; }

    /// <summary>At least 25 % better and no response; null where the rule is no percentage.</summary>
    public required bool? Partial { get; init; }

    /// <summary>Whether the rule of remission is met: a state, which needs no baseline.</summary>
    public required bool? Remission { get; init; }

    /// <summary>Whether the change matters to patients, by the published smallest one.</summary>
    public required bool? Meaningful { get; init; }

    /// <summary>Asks about too much of the time before the dose to be evidence.</summary>
    public required bool RecallOverlapsBaseline { get; init; }

    /// <summary>Of another form than the baseline.</summary>
    public required bool VersionDiffers { get; init; }

    /// <summary>Whether it is evidence: neither overlapping nor of another form, unless the query took those.</summary>
    public required bool Eligible { get; init; }

    /// <summary>The score.</summary>
    public required Guid ScoreId { get; init; }

    /// <summary>Version of the score.</summary>
    public required int Version { get; init; }

    /// <summary>Form of the instrument; null for a standard form without a name.</summary>
    public required string? Form { get; init; }

    /// <summary>The stretch that the rater asked about, where it is not the form's own.</summary>
    public required Duration? RecallPeriod { get; init; }

    internal static OnsetScore Of(OnsetPoint point) => new()
    {
        ElapsedMinutes = Times.Minutes(point.Elapsed),
        AssessedAt = point.Score.AssessedAt,
        Window = point.Window?.Name,
        Total = point.Score.Total,
        Prorated = point.Score.IsProrated,
        Change = point.Change,
        PercentChange = point.PercentChange,
        Improvement = point.Improvement,
        Response = point.Response,
        Partial = point.Partial,
        Remission = point.Remission,
        Meaningful = point.Meaningful,
        RecallOverlapsBaseline = point.RecallOverlapsBaseline,
        VersionDiffers = point.VersionDiffers,
        Eligible = point.Eligible,
        ScoreId = point.Score.Id,
        Version = point.Score.Version,
        Form = point.Score.FormVersion,
        RecallPeriod = point.Score.RecallPeriod,
    };
}
