using System.Collections.Immutable;
using NodaTime;

namespace InfusionTracker.Domain.Onset;

/// <summary>An infusion that has started, of one patient.</summary>
/// <param name="SessionId">The session that it belongs to.</param>
/// <param name="T0">Its start event.</param>
/// <param name="Medication">Code of what was given.</param>
public sealed record Infusion(Guid SessionId, Instant T0, string Medication);

/// <summary>Consecutive infusions of one medication, each within the gap of the one before.</summary>
/// <param name="Infusions">In time order, at least one; the ordinal of an infusion is its place from 1.</param>
public sealed record Course(ImmutableArray<Infusion> Infusions)
{
    /// <summary>The longest time from one infusion to the next of the same course, end included, unless a clinic says else.</summary>
    public static readonly Duration DefaultGap = Duration.FromDays(28);

    public Instant FirstT0 => Infusions[0].T0;

    /// <summary>Place of a session's infusion in the course, from 1; 0 where it is not of it.</summary>
    public int OrdinalOf(Guid sessionId)
    {
        for (var i = 0; i < Infusions.Length; i++)
        {
            if (Infusions[i].SessionId == sessionId)
            {
                return i + 1;
            }
        }

        return 0;
    }

    /// <summary>
    /// The courses of one patient in time order. An infusion of another medication in between ends a course, so that
    /// courses never overlap.
    /// </summary>
    public static ImmutableArray<Course> Of(IEnumerable<Infusion> infusions, Duration gap)
    {
        var courses = ImmutableArray.CreateBuilder<Course>();
        var run = ImmutableArray.CreateBuilder<Infusion>();
        foreach (var next in infusions.OrderBy(i => i.T0).ThenBy(i => i.SessionId))
        {
            if (run.Count > 0 && (next.Medication != run[^1].Medication || next.T0 - run[^1].T0 > gap))
            {
                courses.Add(new(run.ToImmutable()));
                run.Clear();
            }

            run.Add(next);
        }

        if (run.Count > 0)
        {
            courses.Add(new(run.ToImmutable()));
        }

        return courses.ToImmutable();
    }
}

/// <summary>What scores are aligned to.</summary>
/// <param name="T0">The start from which time counts: the session's, or the first of the course.</param>
/// <param name="PreviousT0">The patient's last infusion before it, whatever the medication.</param>
/// <param name="NextT0">Where points end, itself included: the patient's next infusion, or the next course's first.</param>
/// <param name="CourseT0">First infusion of the course, for a screening baseline.</param>
/// <param name="BeforeCourseT0">The patient's last infusion before that.</param>
public sealed record Alignment(
    Instant T0, Instant? PreviousT0, Instant? NextT0, Instant CourseT0, Instant? BeforeCourseT0)
{
    /// <summary>Aligns to one session.</summary>
    /// <param name="infusions">All started infusions of the patient, whatever the medication.</param>
    /// <param name="sessionId">The index session; one of them.</param>
    /// <param name="courseGap">See <see cref="Course.DefaultGap"/>.</param>
    /// <exception cref="ArgumentException">The session is not among them: it has no t0, and so no onset.</exception>
    public static Alignment ToSession(IReadOnlyCollection<Infusion> infusions, Guid sessionId, Duration courseGap)
    {
        var course = CourseOf(infusions, sessionId, courseGap);
        var t0 = course.Infusions.Single(i => i.SessionId == sessionId).T0;
        return new(t0, LastBefore(infusions, t0), FirstAfter(infusions, t0), course.FirstT0, LastBefore(infusions, course.FirstT0));
    }

    /// <summary>Aligns to the course that a session belongs to.</summary>
    /// <inheritdoc cref="ToSession"/>
    public static Alignment ToCourse(IReadOnlyCollection<Infusion> infusions, Guid sessionId, Duration courseGap)
    {
        var course = CourseOf(infusions, sessionId, courseGap);
        var before = LastBefore(infusions, course.FirstT0);
        return new(course.FirstT0, before, FirstAfter(infusions, course.Infusions[^1].T0), course.FirstT0, before);
    }

    private static Course CourseOf(IEnumerable<Infusion> infusions, Guid sessionId, Duration gap) =>
        Course.Of(infusions, gap).SingleOrDefault(course => course.OrdinalOf(sessionId) > 0)
        ?? throw new ArgumentException("The session has not started.", nameof(sessionId));

    private static Instant? LastBefore(IEnumerable<Infusion> infusions, Instant t0) =>
        infusions.Where(i => i.T0 < t0).Max(i => (Instant?)i.T0);

    private static Instant? FirstAfter(IEnumerable<Infusion> infusions, Instant t0) =>
        infusions.Where(i => i.T0 > t0).Min(i => (Instant?)i.T0);
}
