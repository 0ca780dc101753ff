using System.Text.Json;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Clinics;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Instruments;
using InfusionTracker.Domain.Onset;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace InfusionTracker.Api.Onset;

public static class GetSessionOnset
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Reads how one instrument changed after the session's infusion: baseline, every later point with its figures, and when
    /// meaningful change, response and remission were first seen and lost.
    /// </summary>
    /// <remarks>
    /// <c>scope=course</c> counts from the first infusion of the session's course: consecutive infusions of one medication,
    /// each within the clinic's gap of the one before. <c>asOf</c> gives the figures as they were known at a recorded time.
    /// </remarks>
    public static async Task<Results<Ok<OnsetOfSession>, Problem>> Handle(
        Guid sessionId, [AsParameters] OnsetQuery query, string? scope, TimeParameter? asOf, Caller caller, Database database)
    {
        var instrument = query.FindInstrument();
        var over = query.Over(instrument);
        if (scope is not (null or "session" or "course"))
        {
            return Problem.BadParameter("scope", "Give session or course.");
        }

        var arguments = new SqlArguments { { "sessionId", sessionId }, { "instrument", instrument.Code }, { "asOf", asOf?.Value } };
        var (settings, session, infusions, scores) = await database.Read(
            caller,
            Sql.Part(asOf is null ? "current" : "asOf"),
            arguments,
            async rows => (await rows.Single<OnsetSettings>(), await rows.Single<IndexSession>(), await rows.List<Infused>(), await rows.List<Scored>()));
        return session switch
        {
            null => Problem.NotFound("session"),
            { Status: Recorded.EnteredInError } => Problem.Conflict("The session is entered in error, so it has no onset."),
            _ when !infusions.Exists(i => i.SessionId == sessionId) => Problem.Conflict("The infusion has not started, so there is no t0 to count from."),
            _ => TypedResults.Ok(Answer(sessionId, instrument, settings!, over(settings!.Options()), scope ?? "session", asOf?.Value, infusions, scores)),
        };
    }

    private static OnsetOfSession Answer(
        Guid sessionId, Instrument instrument, OnsetSettings settings, OnsetOptions options, string scope, Instant? asOf, List<Infused> infused, List<Scored> scored)
    {
        List<Infusion> infusions = [.. infused.Select(i => new Infusion(i.SessionId, i.StartedAt, i.Medication))];
        var alignment = scope == "course"
            ? Alignment.ToCourse(infusions, sessionId, settings.Gap)
            : Alignment.ToSession(infusions, sessionId, settings.Gap);

        // Who rated in person is no rater here: self or clinician is told by the form.
        List<ScorePoint> scores =
            [.. scored.Select(s => new ScorePoint(s.Id, s.Version, s.AssessedAt, s.CreatedAt, s.Total, s.RecallPeriod, s.Form))];
        var onset = SessionOnset.Of(instrument, scores, alignment, options);
        return new OnsetOfSession
        {
            SessionId = sessionId,
            Instrument = instrument.Code,
            Scope = scope,
            T0 = alignment.T0,
            NextT0 = alignment.NextT0,
            Ordinal = Course.Of(infusions, settings.Gap).Max(course => course.OrdinalOf(sessionId)),
            AsOf = asOf,
            Rules = OnsetRulesNamed.Of(instrument, options, settings.Version),
            Baseline = Taken(options, onset),
            Points = [.. onset.Points.Select(Point)],
            FirstMeaningfulChange = First(onset.FirstMeaningfulChange),
            FirstResponse = First(onset.FirstResponse),
            FirstRemission = First(onset.FirstRemission),
            LossOfResponse = onset.LossOfResponse is { } loss ? new(OnsetOfSession.Minutes(loss.Elapsed), OnsetOfSession.Minutes(loss.Lasted), loss.ScoreId) : null,
            ResponseCensoredAtMinutes = onset.ResponseCensoredAt is { } censored ? OnsetOfSession.Minutes(censored) : null,
            NotEvaluable = new(Reason(onset.ResponseNotEvaluable), Reason(onset.RemissionNotEvaluable)),
        };
    }

    private static OnsetBaseline Taken(OnsetOptions options, SessionOnset onset)
    {
        var baseline = onset.Baseline;
        var single = baseline is { Scores: [var score] } ? score : null;
        return new OnsetBaseline
        {
            Total = single?.Total ?? baseline?.Total.ToDecimal(),
            AssessedAt = baseline?.AssessedAt,
            Rule = options.BaselineRule.Code(),
            ScoreId = single?.Id,
            Version = single?.Version,
            Scores = [.. (baseline?.Scores ?? []).Select(s => new OnsetBaselineScore(s.Id, s.Version, s.AssessedAt, s.Total))],
            HoursAfterEarlierInfusion = baseline?.AfterEarlierInfusion is { } after ? OnsetOfSession.In(after, Duration.FromHours(1)) : null,
            Missing = onset.BaselineMissing?.Code(),
        };
    }

    private static OnsetScore Point(OnsetPoint point) => new()
    {
        ElapsedMinutes = OnsetOfSession.Minutes(point.Elapsed),
        AssessedAt = point.Score.AssessedAt,
        Window = point.Window?.Name,
        Total = point.Score.Total,
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

    private static OnsetFirst? First(FirstEvent? first) =>
        first is null ? null : new(OnsetOfSession.Minutes(first.Elapsed), OnsetOfSession.Minutes(first.After), first.Sustained, first.ScoreId);

    private static string? Reason(NotEvaluable? reason) =>
        reason is null ? null : JsonNamingPolicy.CamelCase.ConvertName(reason.Value.ToString());

    private sealed record IndexSession
    {
        public required string Status { get; init; }
    }

    private sealed record Infused
    {
        public required Guid SessionId { get; init; }

        public required Instant StartedAt { get; init; }

        public required string Medication { get; init; }
    }

    private sealed record Scored
    {
        public required Guid Id { get; init; }

        public required int Version { get; init; }

        public required Instant AssessedAt { get; init; }

        public required Instant CreatedAt { get; init; }

        public required decimal Total { get; init; }

        public required Duration? RecallPeriod { get; init; }

        public required string? Form { get; init; }
    }
}
