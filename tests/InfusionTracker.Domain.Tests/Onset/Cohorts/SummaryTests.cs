using CsCheck;
using InfusionTracker.Domain.Onset.Cohorts;

namespace InfusionTracker.Domain.Tests.Onset.Cohorts;

public class SummaryTests
{
    [Fact]
    public void A_summary_is_that_of_R()
    {
        // R: x <- c(31,14,12,20,26,9.5); mean, sd, t.test(x)$conf.int, quantile(x)
        var summary = Summary.Of([31, 14, 12, 20, 26, 9.5]);
        Assert.Equal(6, summary.N);
        ReferenceTable.Same(18.75, summary.Mean);
        ReferenceTable.Same(8.4602009432400607, summary.Sd);
        ReferenceTable.Same(3.4538625720585165, summary.Se);
        ReferenceTable.Same(9.8715636094822585, summary.Ci95!.Lower);
        ReferenceTable.Same(27.6284363905177379, summary.Ci95.Upper);
        Assert.Equal((17d, 12.5, 24.5), (summary.Median, summary.LowerQuartile, summary.UpperQuartile));
    }

    [Fact]
    public void Of_one_value_there_is_no_spread()
    {
        var summary = Summary.Of([14]);
        Assert.Equal((1, 14d, 14d, 14d, 14d), (summary.N, summary.Mean, summary.Median, summary.LowerQuartile, summary.UpperQuartile));
        Assert.Equal((null, null, null), (summary.Sd, summary.Se, summary.Ci95));
    }

    [Fact]
    public void Of_no_value_all_is_null() => Assert.Equal(new Summary(0, null, null, null, null, null, null, null), Summary.Of([]));

    [Fact]
    public void Values_that_depend_on_each_other_have_a_spread_and_no_interval()
    {
        var summary = Summary.Of([1, 2, 3], areIndependent: false);
        Assert.Equal((1d, null, null), (summary.Sd, summary.Se, summary.Ci95));
    }

    [Fact]
    public void The_order_of_values_is_no_matter() =>
        Gen.Double[-100, 100].Array[0, 30].Sample(values => Assert.Equal(Summary.Of(values), Summary.Of(values.Reverse())));

    [Fact]
    public void A_mean_lies_between_least_and_greatest_and_moves_with_its_values() =>
        Gen.Int[-1000, 1000].Array[1, 30].Sample(values =>
        {
            var summary = Summary.Of(values.Select(v => v / 4.0));
            var moved = Summary.Of(values.Select(v => (v / 4.0) + 1024));
            return summary.Mean >= values.Min() / 4.0 && summary.Mean <= values.Max() / 4.0
                && Math.Abs(moved.Mean!.Value - 1024 - summary.Mean!.Value) < 1e-9
                && Math.Abs((moved.Sd ?? 0) - (summary.Sd ?? 0)) < 1e-9
                && summary.LowerQuartile <= summary.Median && summary.Median <= summary.UpperQuartile;
        });

    [Theory]
    [InlineData(7, 19, 0.19149512745135075, 0.58960466835196923)]
    [InlineData(0, 10, 0, 0.27753279986288915)]
    [InlineData(10, 10, 0.72246720013711085, 1)]
    public void Wilsons_interval_is_that_of_R(int count, int of, double lower, double upper)
    {
        // R: prop.test(count, of, correct = FALSE)$conf.int
        var proportion = Proportion.From(count, of);
        ReferenceTable.Same((double)count / of, proportion.Rate);
        ReferenceTable.Same(lower, proportion.Ci95!.Lower);
        ReferenceTable.Same(upper, proportion.Ci95.Upper);
    }

    [Fact]
    public void Of_nobody_there_is_no_rate() => Assert.Equal(new Proportion(0, 0, null, null), Proportion.From(0, 0));

    [Fact]
    public void Sessions_of_one_patient_have_a_rate_and_no_interval() => Assert.Null(Proportion.From(3, 9, areIndependent: false).Ci95);
}
