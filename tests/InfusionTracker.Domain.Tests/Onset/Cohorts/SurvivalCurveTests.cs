using CsCheck;
using InfusionTracker.Domain.Onset.Cohorts;
using NodaTime;

namespace InfusionTracker.Domain.Tests.Onset.Cohorts;

public class SurvivalCurveTests
{
    public static TheoryData<string, string> SetsAndIntervals
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var set in new[] { "aml", "ties", "flat", "random", "rising", "censored" })
            {
                foreach (var interval in new[] { "log-log", "log", "plain" })
                {
                    data.Add(set, interval);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(SetsAndIntervals))]
    public void Curves_are_those_of_R(string set, string interval)
    {
        var reference = ReferenceTable.Read("curves.csv").Where(row => row["set"] == set && row["interval"] == interval);
        var groups = ReferenceTable.FollowUps(set);
        foreach (var expected in reference.GroupBy(row => row["group"]))
        {
            var rows = SurvivalCurve.Of(groups[expected.Key], ReferenceTable.Interval(interval)).Rows;
            Assert.Equal(expected.Count(), rows.Length);
            foreach (var (row, ours) in expected.Zip(rows))
            {
                Assert.Equal(row.Number("time"), ours.Time.TotalMinutes);
                Assert.Equal(
                    (row.Number("atRisk"), row.Number("events"), row.Number("censored")), (ours.AtRisk, ours.Events, ours.Censored));
                ReferenceTable.Same(row.Number("survival"), ours.Survival);
                ReferenceTable.Same(row.Number("standardError"), ours.StandardError);
                ReferenceTable.Same(row.Number("lower"), ours.Lower);
                ReferenceTable.Same(row.Number("upper"), ours.Upper);
            }
        }
    }

    [Theory]
    [MemberData(nameof(SetsAndIntervals))]
    public void Quantiles_are_those_of_R_but_at_the_end_of_a_curve_and_where_a_limit_rises(string set, string interval)
    {
        var groups = ReferenceTable.FollowUps(set);
        foreach (var row in ReferenceTable.Read("quantiles.csv").Where(row => row["set"] == set && row["interval"] == interval))
        {
            var ours = SurvivalCurve.Of(groups[row["group"]], ReferenceTable.Interval(interval)).Quantile(row.Number("p")!.Value);
            var expected = (row.Number("estimate"), row.Number("lower"), row.Number("upper"));
            Assert.Equal(
                WhereTheyDiffer.GetValueOrDefault((set, interval, row["group"], row["p"]), expected),
                (ours.EstimateMinutes, ours.LowerMinutes, ours.UpperMinutes));
        }
    }

    /// <summary>Where R's <c>quantile</c> does otherwise: at a curve that ends at the level (3), and at an upper limit that rises again.</summary>
    private static readonly Dictionary<(string Set, string Interval, string Group, string P), (double?, double?, double?)> WhereTheyDiffer = new()
    {
        [("flat", "log-log", "a", "0.5")] = (2, 1, null),
        [("flat", "log", "a", "0.5")] = (2, 1, null),
        [("flat", "plain", "a", "0.5")] = (2, 1, null),
        [("rising", "log", "a", "0.5")] = (11, 7, 17),
        [("rising", "log", "b", "0.25")] = (7, 3, 12),
        [("rising", "log", "c", "0.25")] = (8, 5, 13),
    };

    [Theory]
    [InlineData("300e 1440c", 0.5, 300)] // the middle up to the last follow-up would be 870
    [InlineData("1e 2e 9c 9c", 0.5, 2)]
    [InlineData("1e 9c 9c 9c", 0.25, 1)]
    [InlineData("1e 2e 3e 9c", 0.75, 3)]
    public void A_curve_that_ends_at_a_level_reaches_it_when_it_first_comes_there(string followUps, double p, double minutes) =>
        Assert.Equal(minutes, SurvivalCurve.Of(FollowUps(followUps)).Quantile(p).EstimateMinutes);

    [Fact]
    public void The_medians_of_maintained_and_not_are_31_and_23() =>
        Assert.Equal(
            [31d, 23d],
            ReferenceTable.FollowUps("aml").Values.Select(group => SurvivalCurve.Of(group).Quantile(0.5).EstimateMinutes!.Value));

    [Fact]
    public void Limits_can_rise_again_where_few_are_left() =>
        Assert.Contains(
            Pairs(SurvivalCurve.Of(ReferenceTable.FollowUps("rising")["b"], CurveInterval.Log).Rows.Where(row => row.Upper is not null).ToList()),
            pair => pair.Later.Upper > pair.Earlier.Upper);

    [Fact]
    public void A_curve_flat_at_one_half_has_its_median_in_the_middle_of_the_flat_stretch()
    {
        Assert.Equal(3, SurvivalCurve.Of(FollowUps("1e 2e 4e 9e")).Quantile(0.5).EstimateMinutes);
        Assert.Equal(5.5, SurvivalCurve.Of(FollowUps("1e 2e 9e 9c")).Quantile(0.5).EstimateMinutes);
    }

    [Fact]
    public void A_curve_that_stays_above_one_half_has_no_median() =>
        Assert.Null(SurvivalCurve.Of(FollowUps("1e 2c 3c 4c")).Quantile(0.5).EstimateMinutes);

    [Fact]
    public void Where_all_have_had_it_the_limits_are_null()
    {
        foreach (var interval in Enum.GetValues<CurveInterval>())
        {
            var last = SurvivalCurve.Of(FollowUps("1e 2e"), interval).Rows[^1];
            Assert.Equal((0d, null, null, null), (last.Survival, last.StandardError, last.Lower, last.Upper));
        }
    }

    [Fact]
    public void Where_nobody_has_had_it_yet_the_limits_are_null_or_one()
    {
        Assert.Equal((1d, null, null), Limits(CurveInterval.LogLog));
        Assert.Equal((1d, 1d, 1d), Limits(CurveInterval.Log));
        Assert.Equal((1d, 1d, 1d), Limits(CurveInterval.Plain));

        static (double, double?, double?) Limits(CurveInterval interval)
        {
            var row = SurvivalCurve.Of(FollowUps("1c 2c"), interval).Rows[0];
            return (row.Survival, row.Lower, row.Upper);
        }
    }

    [Fact]
    public void Events_come_before_censorings_of_the_same_time()
    {
        var row = Assert.Single(SurvivalCurve.Of(FollowUps("5e 5c 5c 5c")).Rows);
        Assert.Equal((4, 1, 3, 0.75), (row.AtRisk, row.Events, row.Censored, row.Survival));
    }

    [Fact]
    public void Times_a_microsecond_apart_are_two()
    {
        var apart = Duration.FromNanoseconds(1000);
        Assert.Equal(2, SurvivalCurve.Of(FollowUpCounts.Of([new(apart, true), new(apart * 2, true)])).Rows.Length);
    }

    [Fact]
    public void Of_nobody_there_is_no_curve()
    {
        Assert.Empty(SurvivalCurve.Of(new()).Rows);
        Assert.Equal(new CurveQuantile(null, null, null), SurvivalCurve.Of(new()).Quantile(0.5));
    }

    [Fact]
    public void Of_one_patient_the_median_is_the_time_of_the_event() =>
        Assert.Equal(new CurveQuantile(7, null, null), SurvivalCurve.Of(FollowUps("7e")).Quantile(0.5));

    [Fact]
    public void A_curve_never_rises_and_counts_everybody_once() =>
        Gen.Select(Gen.Int[0, 20], Gen.Bool).Array[0, 40].Sample(drawn =>
        {
            var rows = SurvivalCurve.Of(FollowUpCounts.Of(drawn.Select(d => new FollowUp(Duration.FromMinutes(d.Item1), d.Item2)))).Rows;
            return rows.Sum(row => row.Events + row.Censored) == drawn.Length
                && Pairs(rows).All(p => p.Later.Survival <= p.Earlier.Survival && p.Later.AtRisk == p.Earlier.AtRisk - p.Earlier.Events - p.Earlier.Censored)
                && rows.All(row => row.Lower is null || (row.Lower <= row.Survival && row.Survival <= row.Upper));
        });

    [Fact]
    public void Without_censoring_the_curve_is_the_share_that_is_left() =>
        Gen.Int[1, 20].Array[1, 40].Sample(minutes =>
        {
            var rows = SurvivalCurve.Of(FollowUpCounts.Of(minutes.Select(m => new FollowUp(Duration.FromMinutes(m), true)))).Rows;
            return rows.All(row =>
                Math.Abs(row.Survival - (minutes.Count(m => m > row.Time.TotalMinutes) / (double)minutes.Length)) < 1e-12);
        });

    /// <summary>Reads <c>5e 7c</c> as an event at 5 minutes and a censoring at 7.</summary>
    internal static FollowUpCounts FollowUps(string text) =>
        FollowUpCounts.Of(text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => new FollowUp(
            Duration.FromMinutes(double.Parse(word[..^1], System.Globalization.CultureInfo.InvariantCulture)), word[^1] == 'e')));

    private static IEnumerable<(CurveRow Earlier, CurveRow Later)> Pairs(IReadOnlyList<CurveRow> rows) => rows.Zip(rows.Skip(1));
}
