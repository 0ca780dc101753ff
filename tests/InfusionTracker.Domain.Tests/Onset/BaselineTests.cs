using InfusionTracker.Domain.Instruments;
using InfusionTracker.Domain.Onset;
using NodaTime;
using Xunit;
using static InfusionTracker.Domain.Tests.Onset.Assessments;

namespace InfusionTracker.Domain.Tests.Onset;

public class BaselineTests
{
    [Fact]
    public void The_last_score_before_the_dose_is_the_baseline()
    {
        var baseline = Take(Hama, new(), At("-P3D", 33), At("-P1D", 31), At("PT1H", 20)).Taken!;
        Assert.Equal((31m, BaselineRule.LastPreDose, T0 - Duration.FromDays(1)), (baseline.Total.ToDecimal(), baseline.Rule, baseline.AssessedAt));
        Assert.Null(baseline.AfterEarlierInfusion);
    }

    [Theory]
    [InlineData("-P14D", true)]
    [InlineData("-P14DT0.000001S", false)]
    public void A_baseline_is_not_older_than_14_days_end_included(string taken, bool counts) => CountsWithinLookBack(Hama, taken, counts);

    [Theory]
    [InlineData("-P1D", true)]
    [InlineData("-P1DT0.000001S", false)]
    public void A_right_now_baseline_is_not_older_than_a_day_end_included(string taken, bool counts) => CountsWithinLookBack(Vas, taken, counts);

    [Fact]
    public void A_score_at_the_earlier_infusion_is_no_baseline_of_the_next()
    {
        var previous = T0 - Duration.FromDays(3);
        var (taken, missing) = Take(Hama, new(), Alone(previous), At("-P3D", 31));
        Assert.Null(taken);
        Assert.Equal(BaselineMissing.BeforeEarlierInfusion, missing);
    }

    [Fact]
    public void A_baseline_in_a_treated_state_shows_the_time_since_the_earlier_infusion() =>
        Assert.Equal(
            Duration.FromHours(48),
            Take(Hama, new(), Alone(T0 - Duration.FromDays(3)), At("-P1D", 31)).Taken!.AfterEarlierInfusion);

    [Fact]
    public void Without_any_score_the_reason_is_told() =>
        Assert.Equal(BaselineMissing.NoScoreBeforeDose, Take(Hama, new(), At("PT1H", 20)).Missing);

    [Theory]
    [InlineData("-P90D", true)]
    [InlineData("-P90DT0.000001S", false)]
    public void A_screening_is_the_first_score_of_the_90_days_before_the_course(string first, bool counts)
    {
        var (taken, _) = Take(Hama, Screening, At(first, 40), At("-P30D", 35), At("-P1D", 31));
        Assert.Equal(counts ? 40m : 35m, taken!.Total.ToDecimal());
    }

    [Fact]
    public void A_screening_is_before_the_course_also_for_its_later_infusions()
    {
        var course = new Alignment(T0, T0 - Duration.FromDays(7), null, T0 - Duration.FromDays(14), T0 - Duration.FromDays(60));
        var (taken, _) = Take(Hama, Screening, course, At("-P60D", 44), At("-P20D", 36), At("-P14D", 34), At("-P1D", 20));
        Assert.Equal(36m, taken!.Total.ToDecimal());
        Assert.Equal(Duration.FromDays(40), taken.AfterEarlierInfusion);
    }

    [Fact]
    public void A_mean_baseline_is_the_exact_mean_of_all_within_the_look_back()
    {
        var (taken, _) = Take(Hama, Mean, At("-P15D", 50), At("-P14D", 30), At("-P2D", 31), At("PT0S", 31));
        Assert.Equal(new Rational(92, 3), taken!.Total);
        Assert.Equal(3, taken.Scores.Length);
        Assert.Equal(T0, taken.AssessedAt);
    }

    [Fact]
    public void Change_from_a_mean_of_thirds_is_compared_exactly()
    {
        // The mean is 92/3; half of it is 46/3, so that 15⅓ would be the edge and no decimal can say so.
        ScorePoint[] before = [At("-P14D", 30), At("-P2D", 31), At("PT0S", 31)];
        var rule = Points(46m / 3m);
        var onset = OnsetOf(Hama, Mean with { Response = rule }, [.. before, At("P7D", 15.3333333333333333333333333m), At("P8D", 16)]);
        Assert.Equal([true, false], onset.Points.Select(p => p.Response!.Value));
    }

    [Fact]
    public void A_change_score_takes_no_baseline() =>
        Assert.Equal(BaselineMissing.InstrumentIsChange, Take(Cgii, new(), At("-P1D", 4)).Missing);

    [Fact]
    public void An_overlapping_score_may_still_be_a_later_sessions_baseline()
    {
        var early = At("PT4H", 12);
        Assert.True(Assert.Single(OnsetOf(Gad7, At("-P1D", 15), early).Points).RecallOverlapsBaseline);
        var later = new Alignment(T0 + Duration.FromDays(7), T0, null, T0, null);
        Assert.Equal(12m, Take(Gad7, new(), later, early).Taken!.Total.ToDecimal());
    }

    private static OnsetOptions Screening => new() { BaselineRule = BaselineRule.Screening };

    private static OnsetOptions Mean => new() { BaselineRule = BaselineRule.MeanPreDose };

    private static void CountsWithinLookBack(Instrument instrument, string taken, bool counts)
    {
        var (baseline, missing) = Take(instrument, new(), At(taken, 31));
        Assert.Equal(counts, baseline is not null);
        Assert.Equal(counts ? null : BaselineMissing.OlderThanLookBack, missing);
    }

    private static (Baseline? Taken, BaselineMissing? Missing) Take(Instrument instrument, OnsetOptions options, params ScorePoint[] scores) =>
        Baseline.Of(instrument, ScoreLine.Of(scores), Alone(), options);

    private static (Baseline? Taken, BaselineMissing? Missing) Take(
        Instrument instrument, OnsetOptions options, Alignment alignment, params ScorePoint[] scores) =>
        Baseline.Of(instrument, ScoreLine.Of(scores), alignment, options);
}
