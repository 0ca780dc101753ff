using InfusionTracker.Domain.Instruments;
using InfusionTracker.Domain.Onset;
using NodaTime;
using Xunit;
using static InfusionTracker.Domain.Tests.Onset.Assessments;

namespace InfusionTracker.Domain.Tests.Onset;

public class ComparabilityTests
{
    private static readonly Rational Seventh = new(1, 7);

    [Theory]
    [InlineData("PT2H", true)]
    [InlineData("P5DT23H59M59S", true)]
    [InlineData("P6D", false)]
    [InlineData("P6DT23H", false)]
    public void A_week_form_is_evidence_from_six_sevenths_of_its_week_on(string elapsed, bool overlaps) =>
        Assert.Equal(overlaps, Overlaps(Hama, At(elapsed, 20), Seventh));

    [Theory]
    [InlineData("P6DT23H59M59S", true)]
    [InlineData("P7D", false)]
    public void A_strict_tolerance_asks_for_the_whole_stretch(string elapsed, bool overlaps) =>
        Assert.Equal(overlaps, Overlaps(Hama, At(elapsed, 20), 0));

    [Theory]
    [InlineData("PT51M25.714285S", true)]
    [InlineData("PT51M25.714286S", false)]
    public void A_stated_recall_replaces_the_forms(string elapsed, bool overlaps) =>
        Assert.Equal(overlaps, Overlaps(Hama, At(elapsed, 20, "PT1H"), Seventh));

    [Fact]
    public void A_month_form_at_day_28_counts() =>
        Assert.False(Overlaps(Hama with { RecallDays = 30 }, At("P28D", 20), Seventh));

    [Fact]
    public void Recall_is_by_form_version_where_versions_differ()
    {
        var pcl5 = Gad7 with { RecallDays = 30, RecallDaysByVersion = new Dictionary<string, int> { ["week"] = 7 } };
        Assert.True(Overlaps(pcl5, At("P7D", 20), Seventh));
        Assert.False(Overlaps(pcl5, At("P7D", 20) with { FormVersion = "week" }, Seventh));
    }

    [Fact]
    public void Right_now_never_overlaps() => Assert.False(Overlaps(Vas, At("PT0.000001S", 20), Seventh));

    [Fact]
    public void Without_any_recall_a_trait_always_overlaps_and_a_change_never_does()
    {
        Assert.True(Overlaps(Pswq, At("P28D", 20), Seventh));
        Assert.False(Overlaps(Cgii, At("PT1M", 2), Seventh));
    }

    [Fact]
    public void An_overlapping_score_is_shown_and_is_no_point_of_any_figure()
    {
        var onset = OnsetOf(Gad7, At("-P1D", 15), At("PT2H", 3), At("P14D", 6));
        var early = onset.Points[0];
        Assert.Equal((true, false, 3m), (early.RecallOverlapsBaseline, early.Eligible, early.Score.Total));
        Assert.Equal((null, null, null, null, null), (early.Change, early.PercentChange, early.Response, early.Remission, early.Window));
        Assert.Equal((Duration.FromDays(14), Duration.Zero), (onset.FirstResponse!.Elapsed, onset.FirstResponse.After));
    }

    [Fact]
    public void An_overlapping_score_counts_where_it_is_asked_for_and_keeps_its_mark()
    {
        var onset = OnsetOf(Gad7, new OnsetOptions { IncludeRecallOverlap = true }, At("-P1D", 15), At("PT2H", 3));
        Assert.True(onset.Points[0].RecallOverlapsBaseline);
        Assert.Equal(Duration.FromHours(2), onset.FirstResponse!.Elapsed);
    }

    [Fact]
    public void A_form_that_is_not_named_is_the_standard_one()
    {
        var named = Hama with { StandardVersion = "HAM-A", Versions = [new("HAM-A", "As published."), new("SIGH-A", "Interview guide.")] };
        var onset = OnsetOf(named, At("-P1D", 31), At("P7D", 10) with { FormVersion = "HAM-A" }, At("P8D", 10) with { FormVersion = "SIGH-A" });
        Assert.Equal([false, true], onset.Points.Select(p => p.VersionDiffers));
        var other = OnsetOf(named, At("-P1D", 31) with { FormVersion = "SIGH-A" }, At("P7D", 10), At("P8D", 10) with { FormVersion = "SIGH-A" });
        Assert.Equal([true, false], other.Points.Select(p => p.VersionDiffers));
    }

    [Fact]
    public void A_point_of_another_form_than_any_score_of_a_mean_baseline_differs()
    {
        var onset = OnsetOf(
            Hama,
            new OnsetOptions { BaselineRule = BaselineRule.MeanPreDose },
            At("-P2D", 31) with { FormVersion = "SIGH-A" }, At("-P1D", 31), At("P7D", 10));
        Assert.True(onset.Points[0].VersionDiffers);
    }

    [Fact]
    public void Another_form_version_or_rater_is_not_compared_unless_asked_for()
    {
        ScorePoint[] scores =
        [
            At("-P1D", 31) with { Rater = "md-1" },
            At("P7D", 10) with { Rater = "md-2" },
            At("P8D", 10) with { Rater = "md-1", FormVersion = "SIGH-A" },
            At("P9D", 10) with { Rater = "md-1" },
            At("P10D", 10),
        ];
        var onset = OnsetOf(Hama, scores);
        Assert.Equal([true, true, false, false], onset.Points.Select(p => p.VersionDiffers));
        Assert.Equal(Duration.FromDays(9), onset.FirstResponse!.Elapsed);
        Assert.Equal(Duration.FromDays(7), OnsetOf(Hama, new OnsetOptions { IncludeVersionDiffers = true }, scores).FirstResponse!.Elapsed);
    }

    [Fact]
    public void A_shorter_recall_alone_makes_no_other_version() =>
        Assert.False(OnsetOf(Hama, At("-P1D", 31), At("PT2H", 14, "PT1H")).Points[0].VersionDiffers);

    [Theory]
    [InlineData("past-month", "past-week", false)]
    [InlineData(null, "past-month", false)]
    [InlineData(null, "past-week", false)]
    [InlineData("past-month", "past-week-by-patient", true)]
    [InlineData(null, "past-month-revised", true)]
    public void Forms_that_differ_in_recall_alone_are_one_form(string? before, string? after, bool differs)
    {
        var instrument = Gad7 with
        {
            Rater = Rater.Clinician,
            RecallDays = 30,
            RecallDaysByVersion = new Dictionary<string, int> { ["past-week"] = 7, ["past-week-by-patient"] = 7 },
            StandardVersion = "past-month",
            Versions =
            [
                new("past-month", "Standard"), new("past-week", "Week"), new("past-week-by-patient", "Week", Rater.Self),
                new("past-month-revised", "Other questions"),
            ],
        };
        var onset = OnsetOf(instrument, At("-P1D", 15) with { FormVersion = before }, At("P28D", 7) with { FormVersion = after });
        Assert.Equal(differs, Assert.Single(onset.Points).VersionDiffers);
    }

    private static bool Overlaps(Instrument instrument, ScorePoint score, Rational tolerance) =>
        Comparability.RecallOverlaps(instrument, score, score.AssessedAt - T0, tolerance);
}
