using System.Collections.Immutable;
using NodaTime;

namespace InfusionTracker.Domain.Onset;

/// <summary>Where an infusion stands.</summary>
/// <param name="Infusion">The infusion.</param>
/// <param name="Course">Its course.</param>
/// <param name="CourseNumber">The number of that course, from 1.</param>
/// <param name="Ordinal">Its place in the course, from 1.</param>
/// <param name="PreviousT0">The last start before it; an infusion of the same instant is not before it.</param>
/// <param name="NextT0">The first start after it.</param>
/// <param name="NextCourseT0">The first start of a course that began after its own; one of the same instant did not.</param>
/// <param name="IsOverlapping">True where it overlaps another infusion of the patient, whatever the medication.</param>
public sealed record InfusionPlace(
    Infusion Infusion, Course Course, int CourseNumber, int Ordinal, Instant? PreviousT0, Instant? NextT0, Instant? NextCourseT0, bool IsOverlapping);

/// <summary>All started infusions of one patient in time order, whatever the medication, laid out once for any number of questions.</summary>
public sealed class InfusionLine
{
    private readonly Dictionary<Guid, InfusionPlace> _bySession;

    private InfusionLine(ImmutableArray<Course> courses, ImmutableArray<InfusionPlace> places)
    {
        (Courses, Places) = (courses, places);
        _bySession = places.ToDictionary(place => place.Infusion.SessionId);
    }

    /// <summary>The courses, in time order.</summary>
    public ImmutableArray<Course> Courses { get; }

    /// <summary>The infusions, course by course, which is in time order.</summary>
    public ImmutableArray<InfusionPlace> Places { get; }

    /// <param name="infusions">All started infusions of the patient, in any order, each session once.</param>
    /// <param name="courseGap">How far apart those of a course may be.</param>
    public static InfusionLine Of(IEnumerable<Infusion> infusions, CourseGap courseGap)
    {
        var courses = Course.Of(infusions, courseGap);
        var places = courses
            .SelectMany((course, number) => course.Infusions.Select((infusion, place) =>
                new InfusionPlace(infusion, course, number + 1, place + 1, null, null, null, false)))
            .ToArray();
        var lastToStop = places.FirstOrDefault()?.Infusion;
        for (var i = 1; i < places.Length; i++)
        {
            var earlier = places[i - 1];
            var infusion = places[i].Infusion;
            places[i] = places[i] with
            {
                PreviousT0 = earlier.Infusion.T0 < infusion.T0 ? earlier.Infusion.T0 : earlier.PreviousT0,
                IsOverlapping = infusion.Overlaps(earlier.Infusion) || infusion.Overlaps(lastToStop!),
            };
            lastToStop = lastToStop!.StoppedAt > infusion.StoppedAt || infusion.StoppedAt is null ? lastToStop : infusion;
        }

        for (var i = places.Length - 2; i >= 0; i--)
        {
            var later = places[i + 1];
            var isLater = later.Infusion.T0 > places[i].Infusion.T0;
            var beganLater = later.Course.FirstT0 > places[i].Course.FirstT0;
            places[i] = places[i] with
            {
                NextT0 = isLater ? later.Infusion.T0 : later.NextT0,
                NextCourseT0 = beganLater ? later.Course.FirstT0 : later.NextCourseT0,
                IsOverlapping = places[i].IsOverlapping || places[i].Infusion.Overlaps(later.Infusion),
            };
        }

        return new(courses, [.. places]);
    }

    /// <summary>The sessions whose infusions overlap one of them, in time order.</summary>
    public IEnumerable<Guid> OverlappingWith(InfusionPlace one) =>
        from other in Places
        where other.Infusion.SessionId != one.Infusion.SessionId && other.Infusion.Overlaps(one.Infusion)
        select other.Infusion.SessionId;

    /// <summary>Every two infusions that overlap, by the earlier, then the later of them.</summary>
    public IEnumerable<(Infusion Earlier, Infusion Later)> Overlaps()
    {
        for (var i = 0; i < Places.Length; i++)
        {
            // In the order of their starts, the first that this one no longer overlaps is followed by none that it does.
            for (var j = i + 1; j < Places.Length && Places[i].Infusion.Overlaps(Places[j].Infusion); j++)
            {
                yield return (Places[i].Infusion, Places[j].Infusion);
            }
        }
    }

    /// <summary>Where the infusion of a session stands.</summary>
    /// <exception cref="ArgumentException">The session is not among them: it has no t0, and so no onset.</exception>
    public InfusionPlace PlaceOf(Guid sessionId) =>
        _bySession.TryGetValue(sessionId, out var place) ? place
        : throw new ArgumentException("The session has not started.", nameof(sessionId));
}
