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
public sealed record InfusionPlace(
    Infusion Infusion, Course Course, int CourseNumber, int Ordinal, Instant? PreviousT0, Instant? NextT0, Instant? NextCourseT0);

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
                new InfusionPlace(infusion, course, number + 1, place + 1, null, null, null)))
            .ToArray();
        for (var i = 1; i < places.Length; i++)
        {
            var earlier = places[i - 1];
            var isEarlier = earlier.Infusion.T0 < places[i].Infusion.T0;
            places[i] = places[i] with { PreviousT0 = isEarlier ? earlier.Infusion.T0 : earlier.PreviousT0 };
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
            };
        }

        return new(courses, [.. places]);
    }

    /// <summary>Where the infusion of a session stands.</summary>
    /// <exception cref="ArgumentException">The session is not among them: it has no t0, and so no onset.</exception>
    public InfusionPlace PlaceOf(Guid sessionId) =>
        _bySession.TryGetValue(sessionId, out var place) ? place
        : throw new ArgumentException("The session has not started.", nameof(sessionId));
}
