using System.Collections.Immutable;
using NodaTime;

namespace InfusionTracker.Domain.Dosing;

/// <summary>The dose beside a series of readings: one figure at the end of each bucket.</summary>
public static class DoseSeries
{
    /// <summary>
    /// The dose at the end of the buckets [k·b, (k+1)·b) from the start.
    /// </summary>
    /// <param name="timeline">An infusion that has started.</param>
    /// <param name="bucket">Length b of a bucket, above 0.</param>
    /// <param name="buckets">Each k, in rising order; below 0 before the start.</param>
    /// <param name="upTo">A bucket that ends later is told up to here, so that a running pump is not run ahead of.</param>
    /// <param name="endedWithoutStop">True where the session has ended without a stop event.</param>
    /// <param name="weightKg">Body weight in kg, above 0; null where not known.</param>
    /// <exception cref="ArgumentException">The infusion has not started.</exception>
    public static ImmutableArray<Dose> AtBucketEnds(
        InfusionTimeline timeline,
        Duration bucket,
        IEnumerable<long> buckets,
        Instant upTo,
        bool endedWithoutStop,
        decimal? weightKg)
    {
        if (timeline.StartedAt is not { } t0)
        {
            throw new ArgumentException("An infusion that has not started has no time to count from.", nameof(timeline));
        }

        var walk = new DoseWalk(timeline, endedWithoutStop, weightKg);
        var doses = ImmutableArray.CreateBuilder<Dose>();
        foreach (var k in buckets)
        {
            var end = t0 + (bucket * (k + 1));
            doses.Add(walk.To(Instant.Min(end, upTo)));
        }

        return doses.ToImmutable();
    }
}
