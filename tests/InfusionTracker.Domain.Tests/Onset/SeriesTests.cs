using CsCheck;
using InfusionTracker.Domain.Dosing;
using InfusionTracker.Domain.Onset;
using InfusionTracker.Domain.Tests.Dosing;
using NodaTime;
using Xunit;

namespace InfusionTracker.Domain.Tests.Onset;

public class SeriesTests
{
    private static readonly Duration FiveMinutes = Duration.FromMinutes(5);

    [Fact]
    public void A_bucket_includes_its_start_and_excludes_its_end()
    {
        var buckets = Series.InBuckets([Read(0, 1), Read(4.999, 2), Read(5, 4), Read(-0.001, 8), Read(-5, 16)], FiveMinutes);
        Assert.Equal([(-1L, 2), (0, 2), (1, 1)], buckets.Select(b => (b.Index, b.N)));
        Assert.Equal((Duration.FromMinutes(-5), Duration.Zero), (buckets[0].From, buckets[0].To));
    }

    [Fact]
    public void A_bucket_has_mean_least_greatest_last_and_count()
    {
        var bucket = Assert.Single(Series.InBuckets([Read(3, 97), Read(1, 99), Read(2, 92)], FiveMinutes));
        Assert.Equal((3, 96m, 92m, 99m, 97m), (bucket.N, bucket.Mean, bucket.Min, bucket.Max, bucket.Last));
    }

    [Fact]
    public void Empty_buckets_are_gaps() =>
        Assert.Equal([0L, 6], Series.InBuckets([Read(0, 1), Read(30, 1)], FiveMinutes).Select(b => b.Index));

    [Fact]
    public void A_bucket_has_a_length() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Series.InBuckets([], Duration.Zero));

    [Fact]
    public void Buckets_add_up() =>
        Gen.Select(Gen.Int[-100, 300], Gen.Int[0, 200]).Array[1, 50].Sample(drawn =>
        {
            var buckets = Series.InBuckets(drawn.Select(d => Read(d.Item1, d.Item2)), Duration.FromMinutes(7));
            Assert.Equal(drawn.Length, buckets.Sum(b => b.N));
            Assert.Equal(drawn.Sum(d => (decimal)d.Item2), Math.Round(buckets.Sum(b => b.Mean * b.N), 20));
            Assert.Equal(drawn.Min(d => d.Item2), buckets.Min(b => b.Min));
            Assert.Equal(drawn.Max(d => d.Item2), buckets.Max(b => b.Max));
            Assert.All(buckets, b => Assert.Equal(b.Index * 7, b.From.TotalMinutes));
        });

    [Fact]
    public void A_reduced_curve_keeps_its_ends_its_peak_and_its_order()
    {
        var points = Enumerable.Range(0, 1000).Select(i => (X: i, Y: i == 777 ? 220 : 120 + (i % 3))).ToList();
        var kept = Series.Reduce(points, p => p.X, p => p.Y, 50);
        Assert.Equal(50, kept.Length);
        Assert.Equal((points[0], points[^1]), (kept[0], kept[^1]));
        Assert.Contains((777, 220), kept);
        Assert.Equal(kept.Order(), kept);
        Assert.Equal(kept, Series.Reduce(points, p => p.X, p => p.Y, 50));
    }

    [Fact]
    public void A_reduction_never_gives_more_than_asked_nor_invents_a_point() =>
        Gen.Select(Gen.Int[-50, 50].Array[0, 60], Gen.Int[2, 70]).Sample((values, max) =>
        {
            var points = values.Select((y, x) => (x, y)).ToList();
            var kept = Series.Reduce(points, p => p.x, p => p.y, max);
            return kept.Length == Math.Min(points.Count, max) && kept.Distinct().Count() == kept.Length && kept.All(points.Contains);
        });

    [Fact]
    public void Each_point_of_a_reduced_curve_spans_the_largest_triangle_with_the_one_before_and_the_middle_of_the_next_stretch() =>
        Gen.Int[-50, 50].Array[5, 40].Sample(values =>
        {
            var points = values.Select((y, x) => (X: x + 3, Y: y)).ToList();
            var kept = Series.Reduce(points, p => p.X, p => p.Y, 4);

            // Four are the ends and one of each half between them.
            var middle = 1 + ((points.Count - 2) / 2);
            var (first, second) = (points[1..middle], points[middle..^1]);
            var before = points[0];
            foreach (var (stretch, (nextX, nextY), chosen) in new[]
            {
                (first, (second.Average(p => p.X), second.Average(p => p.Y)), kept[1]),
                (second, (points[^1].X, points[^1].Y), kept[2]),
            })
            {
                var largest = stretch.MaxBy(p => Math.Abs((before.X * (p.Y - nextY)) + (p.X * (nextY - before.Y)) + (nextX * (before.Y - p.Y))));
                Assert.Equal(Area(largest), Area(chosen), 1e-6);
                Assert.Contains(chosen, stretch);
                before = chosen;

                double Area((int X, int Y) p) => Math.Abs((before.X * (p.Y - nextY)) + (p.X * (nextY - before.Y)) + (nextX * (before.Y - p.Y)));
            }
        });

    [Fact]
    public void Fewer_than_two_points_make_no_curve() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Series.Reduce([1, 2, 3], x => x, y => y, 1));

    [Fact]
    public void The_dose_stands_at_the_end_of_each_bucket()
    {
        var timeline = Infusions.Timeline(Infusions.Start(0), Infusions.Pause(10), Infusions.Resume(15), Infusions.Stop(40));
        var doses = DoseSeries.AtBucketEnds(
            timeline, FiveMinutes, [-2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8], Infusions.T0 + Duration.FromMinutes(42), endedWithoutStop: false, 70);

        Assert.Equal([0m, 0, 4.375m, 8.75m, 8.75m, 13.125m], doses.Take(6).Select(d => d.CumulativeMg!.Value));
        Assert.Equal([0m, 52.5m, 52.5m, 0m, 52.5m], doses.Take(5).Select(d => d.RateMgPerHour!.Value));
        Assert.Equal((30.625m, 0.4375m, DoseStatus.Final), (doses[^1].CumulativeMg, doses[^1].CumulativeMgPerKg, doses[^1].Status));
        Assert.Equal(Infusions.T0 + Duration.FromMinutes(42), doses[^1].Time);
    }

    [Fact]
    public void A_dose_series_needs_a_start() =>
        Assert.Throws<ArgumentException>(() =>
            DoseSeries.AtBucketEnds(InfusionTimeline.Empty, FiveMinutes, [0, 1], Infusions.T0, endedWithoutStop: false, null));

    private static Reading Read(double minute, decimal value) => new(Duration.FromMinutes(minute), value);
}
