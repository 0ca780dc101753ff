using InfusionTracker.Api.Access;
using InfusionTracker.Api.Clinics;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Onset;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace InfusionTracker.Api.Onset;

public static class GetPatientTrajectory
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Reads how one instrument went over all of a patient's infusions, days and weeks: the infusions in their courses, every
    /// score between them, and when each course brought response and remission and lost it.
    /// </summary>
    /// <remarks>
    /// The figures are those of <c>GET /v1/sessions/{sessionId}/onset</c> with <c>scope=course</c>: change counts from the
    /// course's baseline. <c>from</c> (included) and <c>to</c> (not included) choose the scores that are shown by when they were
    /// taken; figures rest on all. <c>item</c> follows one answer instead of the total, by its number from 1. <c>asOf</c> gives
    /// the course as it was known at a recorded time. A chart that was merged has the course of the chart that it was
    /// merged into, which <c>mergedInto</c> names.
    /// </remarks>
    /// <param name="patientId">The patient.</param>
    /// <param name="query">The choices.</param>
    /// <param name="item">Number of the answer that is followed instead of the total, from 1.</param>
    /// <param name="prorate"><c>published</c>: an incomplete form counts with a total by the instrument's published rule for missing items (IESR); without it, it counts for nothing.</param>
    /// <param name="from">Scores taken at this time or later are shown.</param>
    /// <param name="to">Scores taken before this time are shown.</param>
    /// <param name="asOf">A recorded time.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="database">The records.</param>
    public static async Task<Results<Ok<TrajectoryOfPatient>, Problem>> Handle(
        Guid patientId,
        [AsParameters] OnsetQuery query,
        int? item,
        string? prorate,
        TimeParameter? from,
        TimeParameter? to,
        TimeParameter? asOf,
        Caller caller,
        Database database)
    {
        var subject = OnsetSubject.Of(query.FindInstrument(), item, prorate);
        var over = query.Over(subject.Scale);
        TimeParameter.CheckRange(from, to);

        var arguments = new SqlArguments { { "patientId", patientId }, { "instrument", subject.Scale.Code }, { "item", item }, { "asOf", asOf?.Value } };
        var (settings, patient, infused, scored) = await database.ReadFewOrMuch(
            caller,
            size => Sql.Part(asOf is null ? "current" : "asOf", [.. subject.Flags, size]),
            arguments,
            async rows => (await rows.Single(OnsetSettings.Read), await rows.Single<Chart>(), await rows.List(Infused.Read), await rows.List(subject.Read)));
        return patient switch
        {
            null => Problem.NotFound("patient"),
            { Status: Recorded.EnteredInError } => Problem.Conflict("The patient is entered in error, so there is no course."),
            _ => TypedResults.Ok(Answer(settings!, over(settings!.Options()))),
        };

        TrajectoryOfPatient Answer(OnsetSettings settings, OnsetOptions options)
        {
            var trajectory = Trajectory.Of(
                subject.Scale, subject.PointsOf(scored.While(caller)), [.. infused.Select(i => i.Infusion)], settings.Gap, options);
            var zone = settings.Zone;
            List<Scored> shown = [.. scored.Where(s => IsShown(s.AssessedAt)).OrderBy(s => s.AssessedAt).ThenBy(s => s.CreatedAt).ThenBy(s => s.Id)];
            return new()
            {
                PatientId = patientId,
                MergedInto = patient.MergedInto,
                Instrument = subject.Scale.Code,
                Item = subject.Item,
                T0 = trajectory.Courses.FirstOrDefault()?.Course.FirstT0,
                TimeZone = settings.TimeZone,
                CourseGap = settings.Gap.Span,
                AsOf = asOf?.Value,
                Rules = OnsetRulesNamed.Of(subject, options, settings.Version),
                Infusions = [.. TrajectoryInfusion.Of(trajectory.Infusions, zone, caller)],
                Courses = [.. trajectory.Courses.Select(course => TrajectoryCourse.Of(course, options))],
                Scores = [.. trajectory.Scores.While(caller).Where(s => IsShown(s.Score.AssessedAt)).Select(s => TrajectoryScoreFigures.Of(s, zone))],
                Incomplete = [.. shown.Where(subject.IsIncomplete).Select(s => new TrajectoryUncounted(s.Id, s.Version, s.AssessedAt))],
                SetAside = [.. trajectory.SetAside.Where(s => IsShown(s.AssessedAt)).Select(s => new TrajectoryUncounted(s.Id, s.Version, s.AssessedAt))],
                WithoutItem = subject.WithoutItem(shown),
            };
        }

        bool IsShown(Instant assessedAt) => !(assessedAt < from?.Value) && !(assessedAt >= to?.Value);
    }

    private sealed record Chart
    {
        public required string Status { get; init; }

        public required Guid? MergedInto { get; init; }
    }
}
