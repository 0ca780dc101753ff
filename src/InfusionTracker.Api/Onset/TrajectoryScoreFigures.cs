using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Onset;
using NodaTime;

namespace InfusionTracker.Api.Onset;

/// <summary>A score with its place among the infusions and its figures against the baseline of its course.</summary>
public sealed record TrajectoryScoreFigures
{
    /// <summary>The score.</summary>
    public required Guid ScoreId { get; init; }

    /// <summary>Version of the score.</summary>
    public required int Version { get; init; }

    /// <summary>When it was taken.</summary>
    public required Instant AssessedAt { get; init; }

    /// <summary>Calendar day on which it was taken, in the clinic's time zone.</summary>
    public required LocalDate Date { get; init; }

    /// <summary>The total, or the rating of the item that was followed, points.</summary>
    public required decimal Total { get; init; }

    /// <summary>True where the form is incomplete and the total is made by the published rule for that, as was asked.</summary>
    public required bool Prorated { get; init; }

    /// <summary>Form of the instrument; null for a standard form without a name.</summary>
    public required string? Form { get; init; }

    /// <summary>The stretch that the rater asked about, where it is not the form's own.</summary>
    public required Duration? RecallPeriod { get; init; }

    /// <summary>The last infusion before it; null before the first. A score at the very start of one follows the one before.</summary>
    public required TrajectoryAfter? Infusion { get; init; }

    /// <summary>Number of the course that it is a point of, from 1; null before the first.</summary>
    public required int? Course { get; init; }

    /// <summary>Time since the course's first infusion, minutes; null before the first.</summary>
    public required decimal? ElapsedMinutes { get; init; }

    /// <summary>The same in days of 24 hours.</summary>
    public required decimal? ElapsedDays { get; init; }

    /// <summary>Total less the course's baseline, points.</summary>
    public required decimal? Change { get; init; }

    /// <summary>100 × change ÷ severity of the baseline; null where that severity is 0.</summary>
    public required double? PercentChange { get; init; }

    /// <summary>Severity of the baseline less that of the score, points; above 0 is better.</summary>
    public required decimal? Improvement { get; init; }

    /// <summary>Whether the rule of response is met.</summary>
    public required bool? Response { get; init; }

    /// <summary>At least 25 % better and no response; null where the rule is no percentage.</summary>
    public required bool? Partial { get; init; }

    /// <summary>Whether the rule of remission is met: a state, which needs no baseline. Null before the first infusion.</summary>
    public required bool? Remission { get; init; }

    /// <summary>Whether the change matters to patients, by the published smallest one.</summary>
    public required bool? Meaningful { get; init; }

    /// <summary>Asks about too much of the time before the course to be evidence; null before the first infusion.</summary>
    public required bool? RecallOverlapsBaseline { get; init; }

    /// <summary>Of another form than the baseline; null before the first infusion.</summary>
    public required bool? VersionDiffers { get; init; }

    /// <summary>
    /// Whether it is evidence: neither overlapping nor of another form, unless the query took those; null before the first
    /// infusion.
    /// </summary>
    public required bool? Eligible { get; init; }

    internal static TrajectoryScoreFigures Of(TrajectoryScore placed, DateTimeZone zone)
    {
        var (score, point) = (placed.Score, placed.After?.InCourse);
        return new()
        {
            ScoreId = score.Id,
            Version = score.Version,
            AssessedAt = score.AssessedAt,
            Date = TrajectoryOfPatient.DateOf(score.AssessedAt, zone),
            Total = score.Total,
            Prorated = score.IsProrated,
            Form = score.FormVersion,
            RecallPeriod = score.RecallPeriod,
            Infusion = placed.After is { } after ? TrajectoryAfter.Of(after) : null,
            Course = placed.After?.Course,
            ElapsedMinutes = point is null ? null : Times.Minutes(point.Elapsed),
            ElapsedDays = point is null ? null : Times.Days(point.Elapsed),
            Change = point?.Change,
            PercentChange = point?.PercentChange,
            Improvement = point?.Improvement,
            Response = point?.Response,
            Partial = point?.Partial,
            Remission = point?.Remission,
            Meaningful = point?.Meaningful,
            RecallOverlapsBaseline = point?.RecallOverlapsBaseline,
            VersionDiffers = point?.VersionDiffers,
            Eligible = point?.Eligible,
        };
    }
}

/// <summary>The infusion that a score follows.</summary>
/// <param name="SessionId">Its session.</param>
/// <param name="Ordinal">Its place in its course, from 1.</param>
/// <param name="ElapsedMinutes">Time from its start to the score, minutes; above 0.</param>
/// <param name="ElapsedDays">The same in days of 24 hours.</param>
/// <param name="Window">
/// Nominal time of the window of that session that the score stands for, e.g. <c>PT2H</c>; null where it stands for none.
/// </param>
/// <param name="RecallOverlaps">Asks about too much of the time before this infusion to be evidence of its effect.</param>
public sealed record TrajectoryAfter(Guid SessionId, int Ordinal, decimal ElapsedMinutes, decimal ElapsedDays, string? Window, bool RecallOverlaps)
{
    internal static TrajectoryAfter Of(AfterInfusion after) => new(
        after.Infusion.SessionId,
        after.Ordinal,
        Times.Minutes(after.InSession.Elapsed),
        Times.Days(after.InSession.Elapsed),
        after.InSession.Window?.Name,
        after.InSession.RecallOverlapsBaseline);
}
