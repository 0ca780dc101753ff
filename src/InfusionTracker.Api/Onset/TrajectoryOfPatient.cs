using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Onset;
using NodaTime;

namespace InfusionTracker.Api.Onset;

/// <summary>How one instrument went over all of a patient's infusions.</summary>
public sealed record TrajectoryOfPatient
{
    /// <summary>The patient.</summary>
    public required Guid PatientId { get; init; }

    /// <summary>The chart that this one was merged into, and whose infusions and scores these are; null where it was not.</summary>
    public required Guid? MergedInto { get; init; }

    /// <summary>Code of the instrument.</summary>
    public required string Instrument { get; init; }

    /// <summary>The item that was followed, whose value then stands wherever a total does; null where it is the total.</summary>
    public required OnsetItem? Item { get; init; }

    /// <summary>Start of the patient's first infusion; null where there is none.</summary>
    public required Instant? T0 { get; init; }

    /// <summary>IANA time zone of the clinic, whose days the dates are.</summary>
    public required string TimeZone { get; init; }

    /// <summary>The longest time from one infusion to the next of the same course, end included: days back by the clinic's calendar, then hours.</summary>
    public required CalendarSpan CourseGap { get; init; }

    /// <summary>The recorded time whose knowledge this is; null for now.</summary>
    public required Instant? AsOf { get; init; }

    /// <summary>The rules and definitions that the figures rest on.</summary>
    public required OnsetRulesNamed Rules { get; init; }

    /// <summary>Every infusion that was started, in time order, whatever the medication.</summary>
    public required IReadOnlyList<TrajectoryInfusion> Infusions { get; init; }

    /// <summary>Their courses in time order: consecutive infusions of one medication, each within the gap of the one before.</summary>
    public required IReadOnlyList<TrajectoryCourse> Courses { get; init; }

    /// <summary>Every complete score in time order; one that is no evidence has marks and no figures.</summary>
    public required IReadOnlyList<TrajectoryScoreFigures> Scores { get; init; }

    /// <summary>Scores with an answer missing, which have no total, in time order.</summary>
    public required IReadOnlyList<TrajectoryUncounted> Incomplete { get; init; }

    /// <summary>Complete scores of an instant at which one that was recorded later counts instead, in time order.</summary>
    public required IReadOnlyList<TrajectoryUncounted> SetAside { get; init; }

    /// <summary>Complete scores that hold no rating of the item, such as those given as a total; null where the total was followed.</summary>
    public required int? WithoutItem { get; init; }

    internal static LocalDate DateOf(Instant time, DateTimeZone zone) => time.InZone(zone).Date;
}

/// <summary>An infusion and its place in the patient's courses.</summary>
public sealed record TrajectoryInfusion
{
    /// <summary>The session.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>Its start.</summary>
    public required Instant T0 { get; init; }

    /// <summary>Calendar day of the start, in the clinic's time zone.</summary>
    public required LocalDate Date { get; init; }

    /// <summary>Code of what was given.</summary>
    public required string Medication { get; init; }

    /// <summary>Number of its course, from 1.</summary>
    public required int Course { get; init; }

    /// <summary>Place in its course, from 1.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Sessions whose infusions overlap it, in time order: both began at once, or one began before the other was stopped.</summary>
    public required IReadOnlyList<Guid> Overlapping { get; init; }

    /// <summary>Time since the patient's first infusion, minutes.</summary>
    public required decimal ElapsedMinutes { get; init; }

    /// <summary>The same in days of 24 hours.</summary>
    public required decimal ElapsedDays { get; init; }

    /// <param name="infusions">The patient's.</param>
    /// <param name="zone">The clinic's.</param>
    /// <param name="caller">Who asks.</param>
    /// <exception cref="ProblemException">422 where more pairs of infusions overlap than an answer may rest on.</exception>
    internal static IEnumerable<TrajectoryInfusion> Of(InfusionLine infusions, DateTimeZone zone, Caller caller)
    {
        var overlapping = new Dictionary<Guid, List<Guid>>();
        var pairs = 0;
        foreach (var (earlier, later) in infusions.Overlaps().While(caller))
        {
            if (++pairs > Rows.Most)
            {
                throw new ProblemException(Problem.Invalid(
                    $"More than {Rows.Most} pairs of the patient's infusions overlap. Correct the times at which they began and stopped."));
            }

            Name(earlier, later);
            Name(later, earlier);
        }

        return from place in infusions.Places
               let elapsed = place.Infusion.T0 - infusions.Places[0].Infusion.T0
               select new TrajectoryInfusion
               {
                   SessionId = place.Infusion.SessionId,
                   T0 = place.Infusion.T0,
                   Date = TrajectoryOfPatient.DateOf(place.Infusion.T0, zone),
                   Medication = place.Infusion.Medication,
                   Course = place.CourseNumber,
                   Ordinal = place.Ordinal,
                   Overlapping = overlapping.GetValueOrDefault(place.Infusion.SessionId) ?? [],
                   ElapsedMinutes = Times.Minutes(elapsed),
                   ElapsedDays = Times.Days(elapsed),
               };

        void Name(Infusion of, Infusion other)
        {
            if (!overlapping.TryGetValue(of.SessionId, out var others))
            {
                overlapping.Add(of.SessionId, others = []);
            }

            others.Add(other.SessionId);
        }
    }
}

/// <summary>A course, and when the effect set in and was lost in it. Times count from its first infusion.</summary>
public sealed record TrajectoryCourse
{
    /// <summary>Number of the course, from 1.</summary>
    public required int Course { get; init; }

    /// <summary>Start of its first infusion.</summary>
    public required Instant FirstT0 { get; init; }

    /// <summary>Start of its last infusion.</summary>
    public required Instant LastT0 { get; init; }

    /// <summary>Start of the next course's first infusion, where points end, itself included; null where there is none yet.</summary>
    public required Instant? NextT0 { get; init; }

    /// <summary>Code of what was given.</summary>
    public required string Medication { get; init; }

    /// <summary>How many infusions it has.</summary>
    public required int Infusions { get; init; }

    /// <summary>What change is counted from, or why there is nothing to count from.</summary>
    public required OnsetBaseline Baseline { get; init; }

    /// <summary>First point with a meaningful change; null where there was none.</summary>
    public required OnsetFirst? FirstMeaningfulChange { get; init; }

    /// <summary>First point with a response; null where there was none, or where <c>notEvaluable</c> says why not.</summary>
    public required OnsetFirst? FirstResponse { get; init; }

    /// <summary>First point in remission; null where there was none, or where <c>notEvaluable</c> says why not.</summary>
    public required OnsetFirst? FirstRemission { get; init; }

    /// <summary>First later point that no longer met the rule of response; null where there is none.</summary>
    public required OnsetLoss? LossOfResponse { get; init; }

    /// <summary>The last eligible point where a response was not seen lost, minutes; null elsewhere.</summary>
    public required decimal? ResponseCensoredAtMinutes { get; init; }

    /// <summary>Why response and remission cannot be judged.</summary>
    public required OnsetNotEvaluable NotEvaluable { get; init; }

    internal static TrajectoryCourse Of(CourseOnset course, OnsetOptions options) => new()
    {
        Course = course.Number,
        FirstT0 = course.Course.FirstT0,
        LastT0 = course.Course.Infusions[^1].T0,
        NextT0 = course.Onset.Alignment.NextT0,
        Medication = course.Course.Infusions[0].Medication,
        Infusions = course.Course.Infusions.Length,
        Baseline = OnsetBaseline.Of(options, course.Onset),
        FirstMeaningfulChange = OnsetFirst.Of(course.Onset.FirstMeaningfulChange),
        FirstResponse = OnsetFirst.Of(course.Onset.FirstResponse),
        FirstRemission = OnsetFirst.Of(course.Onset.FirstRemission),
        LossOfResponse = OnsetLoss.Of(course.Onset.LossOfResponse),
        ResponseCensoredAtMinutes = course.Onset.ResponseCensoredAt is { } censored ? Times.Minutes(censored) : null,
        NotEvaluable = OnsetNotEvaluable.Of(course.Onset),
    };
}

/// <summary>A score that is shown and enters no figure.</summary>
/// <param name="ScoreId">The score.</param>
/// <param name="Version">Version of the score.</param>
/// <param name="AssessedAt">When it was taken.</param>
public sealed record TrajectoryUncounted(Guid ScoreId, int Version, Instant AssessedAt);
