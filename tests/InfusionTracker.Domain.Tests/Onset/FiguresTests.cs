using CsCheck;
using InfusionTracker.Domain.Instruments;
using InfusionTracker.Domain.Onset;
using NodaTime;
using Xunit;
using static InfusionTracker.Domain.Tests.Onset.Assessments;

namespace InfusionTracker.Domain.Tests.Onset;

public class FiguresTests
{
    [Fact]
    public void Percent_change_is_the_nearest_double()
    {
        var percent = Figures.PercentChange(Hama, 31, 14);
        Assert.Equal("-54.83870967741935", percent!.Value.ToString("R", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Percent_change_counts_from_the_floor_of_the_scale()
    {
        Assert.Equal(-50, Figures.PercentChange(Pswq with { IsTrait = false }, 48, 32));
        Assert.Null(Figures.PercentChange(Pswq, 16, 20));
        Assert.Equal(50, Figures.PercentChange(Who5, 5, 15));
        Assert.Null(Figures.PercentChange(Who5, 25, 20));
    }

    [Fact]
    public void Where_higher_is_better_a_rise_improves()
    {
        Assert.Equal(new Rational(10, 1), Figures.Improvement(Who5, 5, 15));
        Assert.Equal(new Rational(-10, 1), Figures.Improvement(Hama, 5, 15));
    }

    [Fact]
    public void A_sedation_scale_has_change_and_no_improvement()
    {
        var point = Assert.Single(OnsetOf(Moaas, At("-PT5M", 5), At("PT20M", 3)).Points);
        Assert.Equal((-2m, null, null, null), (point.Change, point.PercentChange, point.Improvement, point.Response));
    }

    [Fact]
    public void A_change_score_responds_without_a_baseline()
    {
        var onset = OnsetOf(Cgii, At("-P1D", 4), At("PT4H", 3), At("P1D", 2));
        Assert.Equal([null, null], onset.Points.Select(p => p.Change));
        Assert.Equal([false, true], onset.Points.Select(p => p.Response!.Value));
        Assert.Equal((Duration.FromDays(1), Duration.FromHours(4)), (onset.FirstResponse!.Elapsed, onset.FirstResponse.After));
        Assert.Null(onset.ResponseNotEvaluable);
    }

    [Fact]
    public void Profiles_and_triages_have_no_onset() =>
        Assert.Throws<ArgumentException>(() => OnsetOf(Vas with { Onset = OnsetUse.None }, At("PT1H", 1)));

    [Theory]
    [InlineData(Comparison.AtLeast, 15, true)]
    [InlineData(Comparison.MoreThan, 15, false)]
    [InlineData(Comparison.AtLeast, 16, false)]
    [InlineData(Comparison.MoreThan, 14, true)]
    public void Each_rule_compares_by_its_own_operator(Comparison op, int total, bool met) =>
        Assert.Equal(met, Figures.Met(Hama, Percent(50, op), 30, total));

    [Theory]
    [InlineData(Comparison.LessThan, 5, false)]
    [InlineData(Comparison.AtMost, 5, true)]
    [InlineData(Comparison.LessThan, 4, true)]
    public void A_level_is_compared_with_the_total(Comparison op, int total, bool met) =>
        Assert.Equal(met, Figures.Met(Gad7, Level(op, 5), null, total));

    [Fact]
    public void A_percentage_is_compared_without_dividing()
    {
        // 35 % of 31 is 10.85: a double of 100 × 10.85 ÷ 31 falls short of 35.
        Assert.True(Figures.Met(Hama, Percent(35), 31, 31 - 10.85m));
        Assert.False(Figures.Met(Hama, Percent(35, Comparison.MoreThan), 31, 31 - 10.85m));
    }

    [Fact]
    public void Without_a_rule_response_is_null()
    {
        var onset = OnsetOf(Moaas with { Onset = OnsetUse.Improvement, Direction = Direction.HigherIsWorse }, At("-PT5M", 4), At("PT20M", 1));
        Assert.Null(onset.Points[0].Response);
        Assert.Equal(NotEvaluable.NoRule, onset.ResponseNotEvaluable);
    }

    [Fact]
    public void A_rule_of_the_query_overrides_and_is_named()
    {
        var onset = OnsetOf(Hama, new OnsetOptions { Response = Percent(60) }, At("-P1D", 31), At("P7D", 14));
        Assert.False(onset.Points[0].Response);
        Assert.Equal(60, onset.Rules.Response!.Value);
        Assert.Equal(7, onset.Rules.Remission!.Value);
    }

    [Theory]
    [InlineData(24, false, false)]
    [InlineData(23.25, true, false)]
    [InlineData(16, true, false)]
    [InlineData(15.5, false, true)]
    public void Partial_is_at_least_a_quarter_better_and_no_response(double total, bool partial, bool response)
    {
        var point = OnsetOf(Hama, At("-P1D", 31), At("P7D", (decimal)total)).Points[0];
        Assert.Equal((partial, response), (point.Partial, point.Response));
    }

    [Fact]
    public void Partial_is_for_percentages_only() =>
        Assert.Null(OnsetOf(Hama, new OnsetOptions { Response = Points(10) }, At("-P1D", 31), At("P7D", 14)).Points[0].Partial);

    [Theory]
    [InlineData(11, true)]
    [InlineData(12, false)]
    public void A_change_that_matters_is_counted_in_points(int total, bool meaningful) =>
        Assert.Equal(meaningful, OnsetOf(Gad7, At("-P1D", 15), At("P14D", total)).Points[0].Meaningful);

    [Fact]
    public void Half_points_matter_where_the_catalogue_says_so()
    {
        var onset = OnsetOf(Who5, At("-P1D", 10), At("P14D", 12), At("P15D", 13));
        Assert.Equal([false, true], onset.Points.Select(p => p.Meaningful!.Value));
        Assert.Equal(Duration.FromDays(15), onset.FirstMeaningfulChange!.Elapsed);
    }

    [Fact]
    public void Remission_is_a_state_and_needs_no_baseline()
    {
        var onset = OnsetOf(Hama, At("P7D", 5));
        Assert.True(onset.Points[0].Remission);
        Assert.Null(onset.Points[0].Response);
        Assert.Null(onset.FirstRemission);
        Assert.Equal((NotEvaluable.NoBaseline, NotEvaluable.NoBaseline), (onset.ResponseNotEvaluable, onset.RemissionNotEvaluable));
        Assert.Equal(BaselineMissing.NoScoreBeforeDose, onset.BaselineMissing);
    }

    [Fact]
    public void From_a_baseline_in_remission_no_response_is_judged()
    {
        var onset = OnsetOf(Hama, At("-P1D", 7), At("P7D", 2));
        Assert.Equal(NotEvaluable.InRemissionAtBaseline, onset.ResponseNotEvaluable);
        Assert.Equal((null, null, true), (onset.Points[0].Response, onset.Points[0].Partial, onset.Points[0].Remission));
        Assert.Null(onset.FirstRemission);
        Assert.Equal(-5, onset.Points[0].Change);
    }

    [Theory]
    [InlineData(18, null)]
    [InlineData(17, NotEvaluable.BelowMinBaseline)]
    public void A_lowest_baseline_may_be_asked_for(int baseline, NotEvaluable? reason) =>
        Assert.Equal(reason, OnsetOf(Hama, new OnsetOptions { MinBaseline = 18 }, At("-P1D", baseline), At("P7D", 2)).ResponseNotEvaluable);

    [Theory]
    [InlineData(10, null)]
    [InlineData(9, NotEvaluable.RuleUnreachable)]
    public void A_rule_that_the_best_total_would_not_meet_is_not_judged(int baseline, NotEvaluable? reason)
    {
        var onset = OnsetOf(Hama, new OnsetOptions { Response = Points(10) }, At("-P1D", baseline), At("P7D", 0));
        Assert.Equal(reason, onset.ResponseNotEvaluable);
        Assert.Equal(reason is null ? true : (bool?)null, onset.Points[0].Response);
        Assert.Null(onset.RemissionNotEvaluable);
    }

    [Fact]
    public void From_the_floor_of_a_scale_no_percentage_can_be_met() =>
        Assert.Equal(NotEvaluable.RuleUnreachable, Figures.WhyNot(Vas, Percent(50), null, 0, null));

    [Fact]
    public void Improvement_turns_its_sign_with_the_direction() =>
        Gen.Select(Gen.Int[0, 25], Gen.Int[0, 25]).Sample((from, to) =>
            Figures.Improvement(Who5, from, to) == -Figures.Improvement(Who5 with { Direction = Direction.HigherIsWorse }, from, to)!.Value);
}
