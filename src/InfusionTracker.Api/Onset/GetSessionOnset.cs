using InfusionTracker.Api.Access;
using InfusionTracker.Api.Clinics;
using InfusionTracker.Api.Platform;
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
    /// each within the clinic's gap of the one before. <c>asOf</c> gives the figures as they were known at a recorded time. <c>item</c>
    /// follows one answer instead of the total, by its number from 1 (of the LSAS fear 1 to 24, then avoidance 25 to 48), on its
    /// own range and as it is scored; no published rule of the total is then applied.
    /// </remarks>
    /// <param name="sessionId">The index session.</param>
    /// <param name="query">The choices.</param>
    /// <param name="item">Number of the answer that is followed instead of the total, from 1.</param>
    /// <param name="prorate"><c>published</c>: an incomplete form counts with a total by the instrument's published rule for missing items (IESR); without it, it counts for nothing.</param>
    /// <param name="scope"><c>session</c> (as where it is left out), or <c>course</c>.</param>
    /// <param name="asOf">A recorded time.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="database">The records.</param>
    public static async Task<Results<Ok<OnsetOfSession>, Problem>> Handle(
        Guid sessionId, [AsParameters] OnsetQuery query, int? item, string? prorate, string? scope, TimeParameter? asOf, Caller caller, Database database)
    {
        var subject = OnsetSubject.Of(query.FindInstrument(), item, prorate);
        var over = query.Over(subject.Scale);
        if (scope is not (null or "session" or "course"))
        {
            return Problem.BadParameter("scope", "Give session or course.");
        }

        var arguments = new SqlArguments { { "sessionId", sessionId }, { "instrument", subject.Scale.Code }, { "item", item }, { "asOf", asOf?.Value } };
        var (settings, status, infusions, scores) = await database.ReadFewOrMuch(
            caller,
            size => Sql.Part(asOf is null ? "current" : "asOf", [.. subject.Flags, size]),
            arguments,
            async rows => (await rows.Single(OnsetSettings.Read), await rows.Single(row => row.GetString(0)), await rows.List(Infused.Read), await rows.List(subject.Read)));
        return status switch
        {
            null => Problem.NotFound("session"),
            Recorded.EnteredInError => Problem.Conflict("The session is entered in error, so it has no onset."),
            _ when !infusions.Exists(i => i.SessionId == sessionId) => Problem.Conflict("The infusion has not started, so there is no t0 to count from."),
            _ => TypedResults.Ok(Answer(
                sessionId, subject, settings!, over(settings!.Options()), scope ?? "session", asOf?.Value, infusions, scores.While(caller))),
        };
    }

    private static OnsetOfSession Answer(
        Guid sessionId, OnsetSubject subject, OnsetSettings settings, OnsetOptions options, string scope, Instant? asOf, List<Infused> infused, IEnumerable<Scored> scored)
    {
        var infusions = InfusionLine.Of(infused.Select(i => i.Infusion), settings.Gap);
        var alignment = scope == "course" ? Alignment.ToCourse(infusions, sessionId) : Alignment.ToSession(infusions, sessionId);
        var index = infusions.PlaceOf(sessionId);
        var onset = SessionOnset.Of(subject.Scale, ScoreLine.Of(subject.PointsOf(scored)), alignment, options);
        return new OnsetOfSession
        {
            SessionId = sessionId,
            Instrument = subject.Scale.Code,
            Item = subject.Item,
            Scope = scope,
            T0 = alignment.T0,
            NextT0 = alignment.NextT0,
            Ordinal = index.Ordinal,
            Overlapping = [.. infusions.OverlappingWith(index)],
            AsOf = asOf,
            Rules = OnsetRulesNamed.Of(subject, options, settings.Version),
            Baseline = OnsetBaseline.Of(options, onset),
            Points = [.. onset.Points.Select(OnsetScore.Of)],
            WithoutItem = subject.WithoutItem(scored.Where(s => !(s.AssessedAt <= alignment.PreviousT0) && !(s.AssessedAt > alignment.NextT0))),
            FirstMeaningfulChange = OnsetFirst.Of(onset.FirstMeaningfulChange),
            FirstResponse = OnsetFirst.Of(onset.FirstResponse),
            FirstRemission = OnsetFirst.Of(onset.FirstRemission),
            LossOfResponse = OnsetLoss.Of(onset.LossOfResponse),
            ResponseCensoredAtMinutes = onset.ResponseCensoredAt is { } censored ? Times.Minutes(censored) : null,
            NotEvaluable = OnsetNotEvaluable.Of(onset),
        };
    }
}
