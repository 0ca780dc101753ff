using InfusionTracker.Api.Platform;
using NodaTime;

namespace InfusionTracker.Api.AdverseEvents;

/// <summary>What the times and codes of an adverse event must be, whether new or corrected.</summary>
internal static class AdverseEventShape
{
    public static Problem? Refuse(Instant startedAt, Instant? endedAt, IClock clock)
    {
        var latest = Times.LatestPast(clock);
        return startedAt > latest ? Problem.Invalid("/startedAt", "The time lies in the future.")
            : endedAt > latest ? Problem.Invalid("/endedAt", "The time lies in the future.")
            : endedAt < startedAt ? Problem.Invalid("/endedAt", "Give an end that is not before startedAt.")
            : null;
    }
}
