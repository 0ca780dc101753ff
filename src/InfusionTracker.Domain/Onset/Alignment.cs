using System.Collections.Immutable;
using NodaTime;

namespace InfusionTracker.Domain.Onset;

/// <summary>An infusion that has started, of one patient.</summary>
/// <param name="SessionId">The session that it belongs to.</param>
/// <param name="T0">Its start event.</param>
/// <param name="Medication">Code of what was given.</param>
/// <param name="StoppedAt">Its stop event; null where it runs, and where it ended without one.</param>
public sealed record Infusion(Guid SessionId, Instant T0, string Medication, Instant? StoppedAt = null)
{
    /// <summary>
    /// True where one of the two began before the other had stopped, or both began at once. Touching is no overlap, and one
    /// without a stop is there at its t0 alone. The service's reads of sessions say the same by <c>infusions_overlap()</c>.
    /// </summary>
    public bool Overlaps(Infusion other) =>
        T0 == other.T0 || (T0 < other.T0 ? other.T0 < StoppedAt : T0 < other.StoppedAt);
}

/// <summary>How far apart infusions of one course may be.</summary>
/// <param name="Span">The longest time from one infusion to the next, end included.</param>
/// <param name="Zone">The clinic's, by whose calendar days are counted back from the later one.</param>
public sealed record CourseGap(CalendarSpan Span, DateTimeZone Zone)
{
    /// <summary>True where an infusion of the same medication goes on with the course of one before it.</summary>
    public bool Spans(Instant earlier, Instant later) => earlier >= Span.Before(later, Zone);
}

/// <summary>Consecutive infusions of one medication, each within the gap of the one before.</summary>
/// <param name="Infusions">In time order, at least one; the ordinal of an infusion is its place from 1.</param>
public sealed record Course(ImmutableArray<Infusion> Infusions)
{
    /// <summary>The longest time from one infusion to the next of the same course, end included, unless a clinic says else.</summary>
    public static readonly CalendarSpan DefaultGap = CalendarSpan.OfDays(28);

    public Instant FirstT0 => Infusions[0].T0;

    /// <summary>
    /// The courses of one patient in time order. An infusion of another medication in between ends a course, so that
    /// courses never overlap.
    /// </summary>
    public static ImmutableArray<Course> Of(IEnumerable<Infusion> infusions, CourseGap gap)
    {
        var courses = ImmutableArray.CreateBuilder<Course>();
        var run = ImmutableArray.CreateBuilder<Infusion>();
        foreach (var next in infusions.OrderBy(i => i.T0).ThenBy(i => i.SessionId))
        {
            if (run.Count > 0 && (next.Medication != run[^1].Medication || !gap.Spans(run[^1].T0, next.T0)))
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
    /// <param name="infusions">The patient's infusions.</param>
    /// <param name="sessionId">The index session; one of them.</param>
    /// <exception cref="ArgumentException">The session is not among them: it has no t0, and so no onset.</exception>
    public static Alignment ToSession(InfusionLine infusions, Guid sessionId)
    {
        var place = infusions.PlaceOf(sessionId);
        var first = infusions.PlaceOf(place.Course.Infusions[0].SessionId);
        return new(place.Infusion.T0, place.PreviousT0, place.NextT0, first.Infusion.T0, first.PreviousT0);
    }

    /// <summary>Aligns to the course that a session belongs to.</summary>
    /// <inheritdoc cref="ToSession"/>
    public static Alignment ToCourse(InfusionLine infusions, Guid sessionId)
    {
        var first = infusions.PlaceOf(infusions.PlaceOf(sessionId).Course.Infusions[0].SessionId);
        return new(first.Infusion.T0, first.PreviousT0, first.NextCourseT0, first.Infusion.T0, first.PreviousT0);
    }
}
