using CsCheck;
using InfusionTracker.Domain.Dosing;
using NodaTime;
using Xunit;
using static InfusionTracker.Domain.Tests.Dosing.Infusions;

namespace InfusionTracker.Domain.Tests.Dosing;

public class DoseWalkTests
{
    [Fact]
    public void The_dose_at_one_time_after_another_is_that_of_each_time_by_itself() =>
        Gen.Select(Gen.Select(Gen.Int[0, 4], Gen.Int[0, 9]).Array[0, 12], Gen.Int[0, 130].Array[1, 12], Gen.Int[0, 2]).Sample((drawn, minutes, weight) =>
        {
            var timeline = Timeline([.. Story(drawn)]);
            decimal? weightKg = weight == 0 ? null : 50 + (weight / 3m);
            var walk = new DoseWalk(timeline, endedWithoutStop: false, weightKg);
            foreach (var at in minutes.Order().Select(minute => T0 + Duration.FromMinutes(minute)))
            {
                var told = walk.To(at);
                Assert.Equal(Summed(timeline, at, weightKg), (told.CumulativeMg, told.RateMgPerHour));
                Assert.Equal(Dose.At(timeline, at, endedWithoutStop: false, weightKg), told);
            }
        });

    /// <summary>Where every time looked at every segment, this took hours.</summary>
    [Fact]
    public void Tens_of_thousands_of_rate_changes_are_walked_along_once()
    {
        const int Many = 40_000;
        var timeline = Timeline([Start(0), .. Enumerable.Range(1, Many).Select(i => RateChange(i, MgPerHour(i % 2 == 0 ? 60 : 30)))]);
        var doses = DoseSeries.AtBucketEnds(timeline, Duration.FromMinutes(1), Enumerable.Range(0, Many + 1).Select(k => (long)k), T0 + Duration.FromMinutes(Many), endedWithoutStop: false, 70);
        Assert.Equal((Many / 2 * 1.5m) - 0.125m, doses[^1].CumulativeMg);
        Assert.Equal(0.875m, doses[0].CumulativeMg);
    }

    /// <summary>A start, then what fits: changes of rate, boluses, and pauses that are ended.</summary>
    private static IEnumerable<InfusionEvent> Story((int What, int After)[] drawn)
    {
        yield return Start(0);
        var (minute, isHeld) = (0, false);
        foreach (var (what, after) in drawn)
        {
            minute += after;
            yield return what switch
            {
                0 => BolusOf(2.5m, minute),
                _ when isHeld => Resume(minute, what == 1 ? MgPerHour(40) : null),
                1 => RateChange(minute, RateOf(7, RateUnit.UgPerKgPerMinute)),
                2 => RateChange(minute, RateOf(33.3m, RateUnit.MlPerHour, 1.7m)),
                _ => Pause(minute),
            };
            isHeld = what == 0 ? isHeld : !isHeld && what > 2;
        }
    }

    /// <summary>The sum over all segments and boluses, as the definition has it.</summary>
    private static (decimal? Mg, decimal? Rate) Summed(InfusionTimeline timeline, Instant at, decimal? weightKg)
    {
        var begun = timeline.Segments.Where(s => s.From <= at).ToList();
        if (begun.Exists(s => s.Rate.MgPerHour(weightKg) is null))
        {
            return (null, null);
        }

        var given = begun.Aggregate(Rational.Zero, (sum, s) =>
            sum + (s.Rate.MgPerHour(weightKg)!.Value * new Rational((Instant.Min(s.To ?? at, at) - s.From).ToBigIntegerNanoseconds(), NodaConstants.NanosecondsPerHour)));
        var atOnce = timeline.Boluses.Where(b => b.At <= at).Aggregate(Rational.Zero, (sum, b) => sum + b.Amount.Milligrams(weightKg)!.Value);
        var rate = begun.LastOrDefault(s => !(s.To <= at))?.Rate.MgPerHour(weightKg) ?? Rational.Zero;
        return ((given + atOnce).ToDecimal(), rate.ToDecimal());
    }
}
