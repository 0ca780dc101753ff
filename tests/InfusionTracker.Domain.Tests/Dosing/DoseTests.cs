using InfusionTracker.Domain.Dosing;
using NodaTime;
using Xunit;
using static InfusionTracker.Domain.Tests.Dosing.Infusions;

namespace InfusionTracker.Domain.Tests.Dosing;

public class DoseTests
{
    [Fact]
    public void Three_sprays_of_28_mg_are_84_mg_at_no_rate()
    {
        var timeline = Timeline(Event(InfusionEventType.Start, 0), BolusOf(28, 0), BolusOf(28, 5), BolusOf(28, 10), Stop(10));
        foreach (var (minute, mg) in new[] { (-1d, 0m), (0, 28), (4.999, 28), (5, 56), (10, 84), (600, 84) })
        {
            var dose = Dose.At(timeline, T0 + Duration.FromMinutes(minute), endedWithoutStop: false, 70);
            Assert.Equal((mg, 0m, minute < 10 ? DoseStatus.Running : DoseStatus.Final), (dose.CumulativeMg, dose.RateMgPerHour, dose.Status));
        }

        var curve = DoseCurve.UpTo(timeline, T0 + Duration.FromHours(1), endedWithoutStop: false, 70)!.Value;
        Assert.Equal([0, 28, 28, 56, 56, 84], curve.Select(point => point.Mg.ToDecimal()));
        Assert.All(curve, point => Assert.Equal(Rational.Zero, point.MgPerHour));
    }

    [Fact]
    public void A_loading_bolus_comes_before_the_infusion_and_adds_to_it()
    {
        var timeline = Timeline(Event(InfusionEventType.Start, 0), BolusOf(7, 0), RateChange(10, MgPerHour(60)), Stop(40));
        Assert.Equal(7, Dose.At(timeline, T0 + Duration.FromMinutes(10), endedWithoutStop: false, 70).CumulativeMg);
        Assert.Equal(60, Dose.At(timeline, T0 + Duration.FromMinutes(10), endedWithoutStop: false, 70).RateMgPerHour);
        Assert.Equal(37, Dose.At(timeline, T0 + Duration.FromMinutes(40), endedWithoutStop: false, 70).CumulativeMg);
    }

    [Fact]
    public void Sprays_of_a_session_that_ended_without_a_stop_are_unknown_and_not_zero() =>
        Assert.Null(Dose.At(Timeline(Event(InfusionEventType.Start, 0), BolusOf(28, 0)), T0, endedWithoutStop: true, 70).CumulativeMg);

    [Fact]
    public void Half_a_milligram_per_kg_over_forty_minutes_is_35_mg_at_70_kg()
    {
        var dose = At(40, Timeline(Start(0), Stop(40)), 70);
        Assert.Equal((DoseStatus.Final, 35m, 0.5m, 0m), (dose.Status, dose.CumulativeMg, dose.CumulativeMgPerKg, dose.RateMgPerHour));
        Assert.Equal("35", dose.CumulativeMg!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_pause_gives_nothing_and_a_bolus_gives_its_dose() =>
        Assert.Equal(35.625m, At(40, Timeline(Start(0), Pause(10), BolusOf(5, 12), Resume(15), Stop(40)), 70).CumulativeMg);

    [Theory]
    [InlineData(RateUnit.MgPerMinute, "0.875", null)]
    [InlineData(RateUnit.MgPerKgPerHour, "0.75", null)]
    [InlineData(RateUnit.UgPerKgPerMinute, "12.5", null)]
    [InlineData(RateUnit.MlPerHour, "52.5", "1")]
    public void The_dose_is_the_same_whatever_unit_the_rate_was_told_in(RateUnit unit, string value, string? concentration)
    {
        var rate = RateOf(Number(value), unit, concentration is null ? null : Number(concentration));
        Assert.Equal(35m, At(40, Timeline(Start(0, rate), Stop(40)), 70).CumulativeMg);
    }

    [Fact]
    public void Thirds_that_add_up_to_a_whole_come_out_whole()
    {
        var third = Duration.FromMinutes(20);
        var timeline = Timeline(Start(0, MgPerHour(1)), RateChange(20, MgPerHour(2)), RateChange(40, MgPerHour(3)), Stop(60));
        Assert.Equal(2m, At(60, timeline).CumulativeMg);
        Assert.Equal(0.3333333333333333333333333333m, Dose.At(timeline, T0 + third, false, null).CumulativeMg);
    }

    [Fact]
    public void A_microsecond_counts() =>
        Assert.Equal(
            0.000001m,
            Dose.At(Timeline(Start(0, MgPerHour(3600))), T0 + Duration.FromNanoseconds(1000), false, null).CumulativeMg);

    [Fact]
    public void A_running_infusion_counts_up_to_the_time_that_is_asked_about()
    {
        var dose = At(20, Timeline(Start(0)), 70);
        Assert.Equal((DoseStatus.Running, 17.5m, 0.25m, 52.5m), (dose.Status, dose.CumulativeMg, dose.CumulativeMgPerKg, dose.RateMgPerHour));
    }

    [Fact]
    public void Later_events_are_as_if_they_had_not_happened()
    {
        var timeline = Timeline(Start(0, MgPerHour(60)), RateChange(10, MgPerHour(30)), BolusOf(5, 15), Pause(20), Stop(30));
        Assert.Equal((DoseStatus.Running, 5m, 60m), Told(5));
        Assert.Equal((DoseStatus.Running, 10m, 30m), Told(10));
        Assert.Equal((DoseStatus.Running, 17.5m, 30m), Told(15));
        Assert.Equal((DoseStatus.Running, 20m, 0m), Told(20));
        Assert.Equal((DoseStatus.Running, 20m, 0m), Told(29));
        Assert.Equal((DoseStatus.Final, 20m, 0m), Told(30));
        Assert.Equal((DoseStatus.Final, 20m, 0m), Told(3000));

        (DoseStatus, decimal?, decimal?) Told(double minute)
        {
            var dose = At(minute, timeline);
            return (dose.Status, dose.CumulativeMg, dose.RateMgPerHour);
        }
    }

    [Fact]
    public void Before_the_start_nothing_was_given()
    {
        var dose = At(-5, Timeline(Start(0), Stop(40)), 70);
        Assert.Equal((DoseStatus.Running, 0m, 0m, 0m), (dose.Status, dose.CumulativeMg, dose.CumulativeMgPerKg, dose.RateMgPerHour));
        Assert.Equal(0m, At(0, InfusionTimeline.Empty, 70).CumulativeMg);
    }

    [Fact]
    public void A_session_that_ended_without_a_stop_has_an_unknown_dose_never_zero()
    {
        var dose = Dose.At(Timeline(Start(0)), T0 + Duration.FromMinutes(20), endedWithoutStop: true, 70);
        Assert.Equal((DoseStatus.Unknown, null, null, null), (dose.Status, dose.CumulativeMg, dose.CumulativeMgPerKg, dose.RateMgPerHour));
        Assert.Equal(DoseUnknownReason.EndedWithoutStop, dose.UnknownReason);
    }

    [Fact]
    public void A_recorded_stop_outweighs_a_session_that_was_declared_ended() =>
        Assert.Equal(DoseStatus.Final, Dose.At(Timeline(Start(0), Stop(40)), T0 + Duration.FromMinutes(50), endedWithoutStop: true, 70).Status);

    [Fact]
    public void A_rate_per_kg_without_a_weight_has_an_unknown_dose()
    {
        var dose = At(40, Timeline(Start(0, RateOf(0.75m, RateUnit.MgPerKgPerHour)), Stop(40)));
        Assert.Equal((DoseStatus.Unknown, null, DoseUnknownReason.WeightMissing), (dose.Status, dose.CumulativeMg, dose.UnknownReason));
    }

    [Fact]
    public void A_bolus_per_kg_counts_with_the_weight_and_is_unknown_without_one()
    {
        var timeline = Timeline(Start(0), BolusOf(0.1m, 20) with { Bolus = new(0.1m, IsPerKg: true) }, Stop(40));
        Assert.Equal((42m, 0.6m), (At(40, timeline, 70).CumulativeMg, At(40, timeline, 70).CumulativeMgPerKg));
        Assert.Equal((DoseStatus.Running, 8.75m), (At(10, timeline).Status, At(10, timeline).CumulativeMg));
        Assert.Equal((DoseStatus.Unknown, null, DoseUnknownReason.WeightMissing), (At(40, timeline).Status, At(40, timeline).CumulativeMg, At(40, timeline).UnknownReason));
    }

    [Fact]
    public void Without_a_weight_the_dose_per_kg_is_not_told()
    {
        var dose = At(40, Timeline(Start(0), Stop(40)));
        Assert.Equal((35m, null), (dose.CumulativeMg, dose.CumulativeMgPerKg));
    }

    private static Dose At(double minute, InfusionTimeline timeline, decimal? weightKg = null) =>
        Dose.At(timeline, T0 + Duration.FromMinutes(minute), endedWithoutStop: false, weightKg);

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
