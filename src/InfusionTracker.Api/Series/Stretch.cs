using NodaTime;

namespace InfusionTracker.Api.Series;

/// <summary>The times that a series tells.</summary>
/// <param name="From">The first of them; null for the beginning.</param>
/// <param name="To">The end, excluded; null for none.</param>
internal readonly record struct Stretch(Instant? From, Instant? To)
{
    public bool Holds(Instant time) => !(time < From) && !(time >= To);

    /// <summary>True where a time from the one to the other, itself excluded, is told.</summary>
    public bool Holds(Instant from, Instant? to) => !(from >= To) && !(to <= From);
}
