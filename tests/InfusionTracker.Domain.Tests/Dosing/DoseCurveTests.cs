using System.Collections.Immutable;
using CsCheck;
using InfusionTracker.Domain.Dosing;
using NodaTime;
using Xunit;
using static InfusionTracker.Domain.Tests.Dosing.Infusions;

namespace InfusionTracker.Domain.Tests.Dosing;

public class DoseCurveTests
{
    /// <summary>Infusions of any shape, at rates in every unit, with two events at one instant often enough.</summary>
    private static readonly Gen<InfusionTimeline> AnyInfusion = Gen.Select(Gen.Enum<InfusionEventType>(), Gen.Int[0, 30], Gen.Int[1, 97], Gen.Enum<RateUnit>())
        .Array[0, 12]
        .Select(drawn => InfusionTimeline.TryOf([Start(0), .. drawn.Select(d => Told(d.Item1, d.Item2, d.Item3, d.Item4))], out var timeline, out _) ? timeline : null)
        .Where(timeline => timeline is not null)
        .Select(timeline => timeline!);

    [Fact]
    public void It_breaks_where_something_happens_and_twice_at_a_bolus()
    {
        var curve = UpTo(60, Timeline(Start(0), Pause(10), Resume(15), BolusOf(5, 20), Stop(40)), 70);
        Assert.Equal(
            [(0, "0", "105/2"), (10, "35/4", "0"), (15, "35/4", "105/2"), (20, "105/8", "105/2"), (20, "145/8", "105/2"), (40, "285/8", "0")],
            curve.Select(point => ((point.At - T0).TotalMinutes, point.Mg.ToString(), point.MgPerHour.ToString())));
        Assert.All(curve, point => Assert.Equal(point.Mg / 70, point.MgPerKg));
    }

    [Fact]
    public void While_it_runs_and_while_it_is_held_it_goes_up_to_the_time_that_is_asked_about()
    {
        Assert.Equal([(0, 0m), (5, 5m)], Told(UpTo(5, Timeline(Start(0, MgPerHour(60)), Pause(10)))));
        Assert.Equal([(0, 0m), (10, 10m)], Told(UpTo(10, Timeline(Start(0, MgPerHour(60)), Pause(10)))));
        Assert.Equal([(0, 0m), (10, 10m), (12, 10m)], Told(UpTo(12, Timeline(Start(0, MgPerHour(60)), Pause(10)))));
        Assert.Equal([(-5, 0m)], Told(UpTo(-5, Timeline(Start(0), Stop(40)))));
    }

    [Fact]
    public void A_bolus_at_the_time_that_is_asked_about_is_given() =>
        Assert.Equal([(0, 0m), (5, 5m), (5, 12m)], Told(UpTo(5, Timeline(Start(0, MgPerHour(60)), BolusOf(7, 5), Stop(10)))));

    [Fact]
    public void Boluses_of_one_instant_are_one_step() =>
        Assert.Equal([(0, 0m), (0, 7m), (10, 17m)], Told(UpTo(10, Timeline(Start(0, MgPerHour(60)), BolusOf(5, 0), BolusOf(2, 0), Stop(10)))));

    [Fact]
    public void An_unknown_dose_has_no_curve()
    {
        Assert.Null(DoseCurve.UpTo(Timeline(Start(0)), T0 + Duration.FromMinutes(20), endedWithoutStop: true, 70));
        Assert.Null(DoseCurve.UpTo(Timeline(Start(0, RateOf(0.75m, RateUnit.MgPerKgPerHour)), Stop(40)), T0 + Duration.FromMinutes(20), endedWithoutStop: false, null));
        Assert.Null(DoseCurve.UpTo(Timeline(Start(0), BolusOf(1, 5) with { Bolus = new(1, IsPerKg: true) }), T0 + Duration.FromMinutes(20), endedWithoutStop: false, null));
    }

    [Fact]
    public void Centuries_after_a_start_are_as_good_as_any_time()
    {
        var at = T0 + Duration.FromDays(365 * 300);
        Assert.Equal(60m * 24 * 365 * 300, Dose.At(Timeline(Start(0, MgPerHour(60))), at, endedWithoutStop: false, null).CumulativeMg);
        Assert.Equal(60m * 24 * 365 * 300, DoseCurve.UpTo(Timeline(Start(0, MgPerHour(60))), at, endedWithoutStop: false, null)!.Value[^1].Mg.ToDecimal());
        Assert.Equal(10m, DoseCurve.UpTo(Timeline(Start(0, MgPerHour(60)), Stop(10)), at, endedWithoutStop: false, null)!.Value[^1].Mg.ToDecimal());
    }

    [Fact]
    public void A_straight_line_between_two_points_is_the_dose_exactly() =>
        Gen.Select(AnyInfusion, Gen.Long[-60_000_000_000, 2_400_000_000_000], Gen.Long[0, 2_400_000_000_000]).Sample((timeline, asked, between) =>
        {
            var at = T0 + Duration.FromNanoseconds(asked);
            var curve = DoseCurve.UpTo(timeline, at, endedWithoutStop: false, 67.3m)!.Value;
            var time = Instant.Min(T0 + Duration.FromNanoseconds(between), at);
            Assert.Equal(Dose.At(timeline, time, false, 67.3m).CumulativeMg, Interpolated(curve, time).ToDecimal());
        });

    [Fact]
    public void It_never_falls_and_ends_at_the_dose_of_the_time_that_is_asked_about() =>
        Gen.Select(AnyInfusion, Gen.Long[-60_000_000_000, 2_400_000_000_000]).Sample((timeline, asked) =>
        {
            var at = T0 + Duration.FromNanoseconds(asked);
            var curve = DoseCurve.UpTo(timeline, at, endedWithoutStop: false, 67.3m)!.Value;
            foreach (var (one, next) in curve.Zip(curve.Skip(1)))
            {
                Assert.True(one.At <= next.At && one.Mg <= next.Mg);
                Assert.True(one.At < next.At || one.Mg < next.Mg, "Two points say the same.");
            }

            var dose = Dose.At(timeline, at, false, 67.3m);
            var last = curve[^1];
            Assert.Equal((dose.CumulativeMg, dose.CumulativeMgPerKg, dose.RateMgPerHour), (last.Mg.ToDecimal(), last.MgPerKg?.ToDecimal(), last.MgPerHour.ToDecimal()));
            Assert.Equal(dose.Status == DoseStatus.Final ? timeline.StoppedAt : at, last.At);
        });

    /// <summary>The line from the last point at or before a time; before the first point nothing was given.</summary>
    private static Rational Interpolated(IReadOnlyList<DosePoint> curve, Instant time)
    {
        var from = curve.LastOrDefault(point => point.At <= time);
        var to = curve.FirstOrDefault(point => point.At > time);
        return (from, to) switch
        {
            (null, _) => Rational.Zero,
            (_, null) => from.Mg,
            _ => from.Mg + ((to.Mg - from.Mg) * (time - from.At).ToInt64Nanoseconds() / (to.At - from.At).ToInt64Nanoseconds()),
        };
    }

    private static InfusionEvent Told(InfusionEventType type, int minute, int value, RateUnit unit) => type switch
    {
        InfusionEventType.Bolus => Event(type, minute) with { Bolus = new(decimal.Round(value / 7m, 9), IsPerKg: unit is RateUnit.MgPerKgPerHour) },
        InfusionEventType.Start or InfusionEventType.RateChange => Event(type, minute, RateOf(value, unit, unit == RateUnit.MlPerHour ? 1.7m : null)),
        _ => Event(type, minute),
    };

    private static IEnumerable<(double Minute, decimal Mg)> Told(IEnumerable<DosePoint> curve) =>
        curve.Select(point => ((point.At - T0).TotalMinutes, point.Mg.ToDecimal()));

    private static ImmutableArray<DosePoint> UpTo(double minute, InfusionTimeline timeline, decimal? weightKg = null) =>
        DoseCurve.UpTo(timeline, T0 + Duration.FromMinutes(minute), endedWithoutStop: false, weightKg)!.Value;
}
