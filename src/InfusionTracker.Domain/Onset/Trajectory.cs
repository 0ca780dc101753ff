using System.Collections.Immutable;
using InfusionTracker.Domain.Instruments;
using NodaTime;

namespace InfusionTracker.Domain.Onset;

/// <summary>A course of a patient with the onset of one instrument in it.</summary>
/// <param name="Number">Its place among the patient's courses, from 1.</param>
/// <param name="Course">Its infusions.</param>
/// <param name="Onset">Aligned to its first infusion.</param>
public sealed record CourseOnset(int Number, Course Course, SessionOnset Onset);

/// <summary>The infusion that a score came after.</summary>
/// <param name="Infusion">The last one before the score; one at the very instant of the score is not before it.</param>
/// <param name="Course">Number of its course.</param>
/// <param name="Ordinal">Its place in that course, from 1.</param>
/// <param name="InCourse">The score as a point of the course.</param>
/// <param name="InSession">The score as a point of the session.</param>
public sealed record AfterInfusion(Infusion Infusion, int Course, int Ordinal, OnsetPoint InCourse, OnsetPoint InSession);

/// <summary>A score of a patient's whole time.</summary>
/// <param name="Score">The score.</param>
/// <param name="After">Null before the patient's first infusion, and where there is none.</param>
public sealed record TrajectoryScore(ScorePoint Score, AfterInfusion? After);

/// <summary>
/// One instrument over all of a patient's infusions. Each figure is that of <see cref="SessionOnset"/> of the course or
/// session that the score is a point of: nothing is computed anew.
/// </summary>
/// <param name="Infusions">The infusions.</param>
/// <param name="Courses">In time order; empty where nothing was infused.</param>
/// <param name="Scores">Every score that counts, in time order, eligible or not.</param>
/// <param name="SetAside">Scores of an instant at which a later recorded one counts, in time order.</param>
public sealed record Trajectory(
    InfusionLine Infusions, ImmutableArray<CourseOnset> Courses, ImmutableArray<TrajectoryScore> Scores, ImmutableArray<ScorePoint> SetAside)
{
    /// <summary>Lays the scores of one instrument along a patient's infusions.</summary>
    /// <param name="instrument">Of which all scores are.</param>
    /// <param name="scores">Complete, current scores of the patient, in any order.</param>
    /// <param name="infusions">All started infusions of the patient, whatever the medication, in any order.</param>
    /// <param name="courseGap">How far apart infusions of a course may be.</param>
    /// <param name="options">The choices.</param>
    /// <exception cref="ArgumentException">The instrument has no onset (profiles and triages).</exception>
    public static Trajectory Of(
        Instrument instrument,
        IReadOnlyCollection<ScorePoint> scores,
        IReadOnlyCollection<Infusion> infusions,
        CourseGap courseGap,
        OnsetOptions options)
    {
        var line = InfusionLine.Of(infusions, courseGap);
        var counted = ScoreLine.Of(scores);
        ImmutableArray<CourseOnset> courses =
        [
            .. line.Courses.Select((course, index) => new CourseOnset(index + 1, course, OnsetOf(Alignment.ToCourse(line, course.Infusions[0].SessionId)))),
        ];
        var placed = ImmutableArray.CreateBuilder<TrajectoryScore>(counted.Scores.Length);
        var last = -1;
        SessionOnset? session = null;
        foreach (var score in counted.Scores)
        {
            while (last + 1 < line.Places.Length && line.Places[last + 1].Infusion.T0 < score.AssessedAt)
            {
                last++;
                session = null;
            }

            if (last < 0)
            {
                placed.Add(new(score, null));
                continue;
            }

            var place = line.Places[last];
            session ??= OnsetOf(Alignment.ToSession(line, place.Infusion.SessionId));
            placed.Add(new(score, new(
                place.Infusion,
                place.CourseNumber,
                place.Ordinal,
                PointOf(courses[place.CourseNumber - 1].Onset, score),
                PointOf(session, score))));
        }

        return new(
            line,
            courses,
            placed.MoveToImmutable(),
            [.. scores.Except(counted.Scores).OrderBy(s => s.AssessedAt).ThenBy(s => s.FirstRecordedAt).ThenBy(s => s.Id)]);

        SessionOnset OnsetOf(Alignment alignment) => SessionOnset.Of(instrument, counted, alignment, options);
    }

    /// <summary>A score after an infusion and before the next is a point of its session and of its course, which are in time order.</summary>
    private static OnsetPoint PointOf(SessionOnset onset, ScorePoint score)
    {
        var (low, high) = (0, onset.Points.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = onset.Points[middle].Score.AssessedAt < score.AssessedAt ? (middle + 1, high) : (low, middle);
        }

        return onset.Points[low];
    }
}
