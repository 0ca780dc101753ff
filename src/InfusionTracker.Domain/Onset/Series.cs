using System.Collections.Immutable;
using NodaTime;

namespace InfusionTracker.Domain.Onset;

/// <summary>One value of a series.</summary>
/// <param name="Elapsed">Time since t0; negative before it.</param>
/// <param name="Value">The value in the code's own unit.</param>
public sealed record Reading(Duration Elapsed, decimal Value);

/// <summary>The readings of [k·b, (k+1)·b) from t0.</summary>
/// <param name="Index">k; below 0 before t0. A jump in k is a gap, and a gap is never bridged by a line.</param>
/// <param name="From">k·b, included.</param>
/// <param name="To">(k+1)·b, excluded.</param>
/// <param name="N">How many readings, at least 1.</param>
/// <param name="Mean">Their mean, rounded as <see cref="Rational.ToDecimal"/> states.</param>
/// <param name="Min">The lowest.</param>
/// <param name="Max">The highest.</param>
/// <param name="Last">The latest; at one instant the one that was given last.</param>
public sealed record Bucket(
    long Index, Duration From, Duration To, int N, decimal Mean, decimal Min, decimal Max, decimal Last);

/// <summary>Readings within hours of a dose, as a monitor's curve.</summary>
public static class Series
{
    /// <summary>The buckets that hold a reading, in time order; empty ones are left out.</summary>
    /// <param name="readings">Readings in any order.</param>
    /// <param name="bucket">Length of a bucket, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is not above 0.</exception>
    public static ImmutableArray<Bucket> InBuckets(IEnumerable<Reading> readings, Duration bucket)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(bucket, Duration.Zero);
        return
        [
            .. readings
                .OrderBy(reading => reading.Elapsed)
                .GroupBy(reading => IndexOf(reading.Elapsed, bucket))
                .Select(group => BucketOf(group.Key, bucket, [.. group.Select(reading => reading.Value)])),
        ];
    }

    /// <summary>The k of the bucket [k·b, (k+1)·b) that an elapsed time falls into.</summary>
    public static long IndexOf(Duration elapsed, Duration bucket)
    {
        var (quotient, remainder) = Math.DivRem(elapsed.ToInt64Nanoseconds(), bucket.ToInt64Nanoseconds());
        return remainder < 0 ? quotient - 1 : quotient;
    }

    /// <summary>
    /// At most <paramref name="maxPoints"/> of the points, chosen so that the curve keeps its shape: the first, the last,
    /// and of each stretch between the one that spans the largest triangle with its neighbours (largest triangle three
    /// buckets, Steinarsson 2013); on a tie the earlier.
    /// </summary>
    /// <param name="points">Points in the order of <paramref name="x"/>.</param>
    /// <param name="x">The time of a point.</param>
    /// <param name="y">The value of a point.</param>
    /// <param name="maxPoints">At least 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 2 points are asked for.</exception>
    public static ImmutableArray<T> Reduce<T>(
        IReadOnlyList<T> points, Func<T, double> x, Func<T, double> y, int maxPoints)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPoints, 2);
        if (points.Count <= maxPoints)
        {
            return [.. points];
        }

        var kept = ImmutableArray.CreateBuilder<T>(maxPoints);
        var chosen = 0;
        kept.Add(points[0]);
        for (var stretch = 0; stretch < maxPoints - 2; stretch++)
        {
            var (from, to) = StretchOf(stretch, points.Count, maxPoints);
            var (nextFrom, nextTo) = stretch == maxPoints - 3
                ? (points.Count - 1, points.Count)
                : StretchOf(stretch + 1, points.Count, maxPoints);
            var next = Enumerable.Range(nextFrom, nextTo - nextFrom).Select(i => points[i]).ToList();
            var (nextX, nextY) = (next.Average(x), next.Average(y));
            var (lastX, lastY) = (x(points[chosen]), y(points[chosen]));
            chosen = Enumerable.Range(from, to - from).MaxBy(i =>
                Math.Abs(((lastX - nextX) * (y(points[i]) - lastY)) - ((lastX - x(points[i])) * (nextY - lastY))));
            kept.Add(points[chosen]);
        }

        kept.Add(points[^1]);
        return kept.MoveToImmutable();
    }

    /// <summary>The points between the first and the last, in stretches of as equal a number as can be; never empty.</summary>
    private static (int From, int To) StretchOf(int stretch, int count, int maxPoints)
    {
        var (inner, stretches) = ((long)count - 2, maxPoints - 2);
        return (1 + (int)(inner * stretch / stretches), 1 + (int)(inner * (stretch + 1) / stretches));
    }

    private static Bucket BucketOf(long index, Duration bucket, decimal[] values)
    {
        var sum = values.Aggregate(Rational.Zero, (total, value) => total + value);
        return new(
            index,
            bucket * index,
            bucket * (index + 1),
            values.Length,
            (sum / values.Length).ToDecimal(),
            values.Min(),
            values.Max(),
            values[^1]);
    }
}
