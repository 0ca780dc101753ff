using InfusionTracker.Domain.Instruments;
using InfusionTracker.Domain.Onset;
using InfusionTracker.Domain.Onset.Cohorts;
using NodaTime;
using static InfusionTracker.Domain.Tests.Onset.Assessments;
using static InfusionTracker.Domain.Tests.Onset.Cohorts.Cohorts;

namespace InfusionTracker.Domain.Tests.Onset.Cohorts;

/// <summary>What is told of a cohort's windows where few patients must not be told of; few are one to four.</summary>
public class SmallCellsTests
{
    private static readonly SmallCells Five = new();

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(4, true)]
    [InlineData(5, false)]
    public void One_to_four_patients_are_few_and_none_is_not(int patients, bool few) =>
        Assert.Equal(few, Five.AreFew(Cell.Of(Enumerable.Range(0, patients))));

    [Fact]
    public void Sessions_more_than_half_of_which_are_of_one_patient_are_of_few()
    {
        var half = Cell.Of([1, 2, 3, 4, 5, 5, 5, 5]);
        Assert.False((Five with { Unit = CohortUnit.Session }).AreFew(half));
        Assert.True((Five with { Unit = CohortUnit.Session }).AreFew(Cell.Of([1, 2, 3, 4, 5, 5, 5, 5, 5])));
        Assert.True((Five with { Unit = CohortUnit.Session }).AreFew(Cell.Of([1, 2, 3, 4, 1, 2, 3, 4])));
    }

    [Fact]
    public void Nothing_is_told_of_a_cohort_of_few()
    {
        var told = Told(Of(4, (_, _) => 30));
        Assert.Equal((false, null, null), (told.Counts.IsEmpty, told.Counts.Cohort, told.Counts.Counted));
        Assert.All(told.Counts.LeftOut.Values, Assert.Null);
        Assert.Null(told.Baseline);
        Assert.All(told.Windows, window => Assert.Equal((true, null, null), (window.Withheld, window.Total, window.Observed)));
    }

    [Fact]
    public void A_window_of_few_has_no_figures_and_the_others_stay()
    {
        var told = Told(Of(9, (i, at) => at == 0 ? 60 + i : i <= 3 ? 30 + i : null));
        Assert.Equal(["PT2H"], told.Windows.Where(w => w.Withheld).Select(w => w.Window.Name));
        Assert.Null(told.Windows[1].Total);
        Assert.Null(told.Windows[1].Expected);
        Assert.Equal((9, 9, 9), (told.Windows[0].Total!.N, told.Counts.Counted, told.Counts.Cohort));
    }

    [Theory]
    [InlineData(5, true, false, false, false)]
    [InlineData(9, true, false, false, false)]
    [InlineData(10, true, true, false, false)]
    [InlineData(14, true, true, false, false)]
    [InlineData(15, true, true, true, false)]
    [InlineData(19, true, true, true, false)]
    [InlineData(20, true, true, true, true)]
    public void The_more_patients_the_more_is_told_of_their_scores(int patients, bool mean, bool spread, bool median, bool quartiles)
    {
        var told = Told(Of(patients, (i, _) => 20 + i, i => 60 + (2 * i)));
        foreach (var summary in new[] { told.Baseline!, told.Windows[0].Total!, told.Windows[0].Change!, told.Windows[0].PercentChange! })
        {
            Assert.Equal(patients, summary.N);
            Assert.Equal(
                (mean, spread, spread, spread, median, quartiles, quartiles),
                (summary.Mean is not null, summary.Sd is not null, summary.Se is not null, summary.Ci95 is not null, summary.Median is not null,
                    summary.LowerQuartile is not null, summary.UpperQuartile is not null));
        }
    }

    [Fact]
    public void Values_that_most_share_and_few_do_not_are_only_counted()
    {
        var most = Told(Of(20, (i, _) => i <= 4 ? 50 + i : 40, i => 60 + i));
        Assert.Equal(new Summary(20, null, null, null, null, null, null, null), most.Windows[0].Total);
        Assert.Equal(40, Told(Of(20, (_, _) => 40, i => 60 + i)).Windows[0].Total!.Mean);
        Assert.NotNull(Told(Of(20, (i, _) => i <= 5 ? 50 + i : 40, i => 60 + i)).Windows[0].Total!.Mean);
        Assert.NotNull(Told(Of(8, (i, _) => i <= 4 ? 50 + i : 40, i => 60 + i)).Windows[0].Total!.Mean);
        Assert.Null(Told(Of(9, (i, _) => i <= 4 ? 50 + i : 40, i => 60 + i)).Windows[0].Total!.Mean);
    }

    [Fact]
    public void A_sum_that_two_others_give_away_is_as_little_told_as_itself()
    {
        var noTotal = Told(Of(20, (i, _) => i <= 4 ? 50 + i : 40, i => 60 + i));
        Assert.Equal((null, null, null, null), Sum(noTotal.Windows[0].Change));
        Assert.NotNull(noTotal.Windows[0].Change!.Median);
        Assert.NotNull(noTotal.Baseline!.Mean);
        var noChange = Told(Of(20, (i, _) => 40 + i - (i <= 4 ? i : 0), i => 60 + i));
        Assert.Equal((null, null, null, null), Sum(noChange.Windows[0].Change));
        Assert.Null(noChange.Windows[0].Change!.Median);
        Assert.Equal((null, null, null, null), Sum(noChange.Windows[0].Total));
        Assert.NotNull(noChange.Windows[0].Total!.Median);
        var noBaseline = Told(Of(20, (i, _) => 40 + i, i => i <= 4 ? 90 + i : 60));
        Assert.Equal((null, null), (noBaseline.Baseline!.Mean, noBaseline.Baseline.Median));
        Assert.Equal((null, null, null, null), Sum(noBaseline.Windows[0].Total));
        Assert.NotNull(noBaseline.Windows[0].Change!.Mean);
    }

    [Fact]
    public void Where_all_change_by_one_per_cent_figure_a_missing_patients_baseline_does_not_follow()
    {
        int[] baselines = [31, 26, 22, 28, 19, 37];
        var window = Told(Of(6, (i, _) => i <= 5 ? 0 : null, i => baselines[i - 1])).Windows[0];
        Assert.Equal(new Summary(5, null, null, null, null, null, null, null), window.PercentChange);
        Assert.Equal(-25.2, window.Change!.Mean!.Value, 9);
        Assert.Equal(-100, Told(Of(5, (_, _) => 0, i => baselines[i - 1])).Windows[0].PercentChange!.Mean);
        Assert.NotNull(Told(Of(6, (i, _) => i <= 5 ? i : null, i => baselines[i - 1])).Windows[0].PercentChange!.Mean);
    }

    [Fact]
    public void Per_cent_changes_are_as_little_told_as_totals_that_few_have_another_of()
    {
        var window = Told(Of(10, (i, _) => i == 1 ? 14 : 13, i => i <= 5 ? 20 : 21)).Windows[0];
        Assert.Null(window.Total!.Mean);
        Assert.Equal(new Summary(10, null, null, null, null, null, null, null), window.PercentChange);
    }

    [Fact]
    public void Of_a_short_scale_only_the_number_and_the_mean_are_told()
    {
        Assert.Equal(57, Hama.TotalValues);
        Assert.Equal(int.MaxValue, (Hama with { FractionalTotal = true }).TotalValues);
        var sessions = Of(40, (i, _) => 20 + i, i => 60 + (2 * i));
        Assert.NotNull(Told(sessions, ByPatient with { ScaleValues = 20 }).Windows[0].Total!.Median);
        var told = Told(sessions, ByPatient with { ScaleValues = 19 }).Windows[0];
        Assert.All(
            new[] { told.Total!, told.Change!, told.PercentChange! },
            summary => Assert.Equal((40, true, null, null, null), (summary.N, summary.Mean is not null, summary.Sd, summary.Median, summary.LowerQuartile)));
    }

    [Fact]
    public void Percentages_are_told_in_tenths_and_only_where_those_without_one_are_not_few()
    {
        var told = Told(Of(20, (i, _) => 20 + i, i => 60 + (3 * i))).Windows[0].PercentChange!;
        Assert.All(
            new[] { told.Mean, told.Sd, told.Se, told.Ci95!.Lower, told.Ci95.Upper, told.Median, told.LowerQuartile, told.UpperQuartile },
            figure => Assert.Equal(Math.Round(figure!.Value, 1), figure));
        Assert.Null(Percent(atFloor: 4));
        Assert.Equal((15, true), (Percent(atFloor: 5)!.N, Percent(atFloor: 5)!.Mean is not null));
        Assert.Null(Percent(atFloor: 16));
        Assert.Equal(0, Percent(atFloor: 20)!.N);

        static Summary? Percent(int atFloor) =>
            Told([.. Enumerable.Range(1, 20).Select(i => SessionOf(
                Vas with { Response = null }, new(), i, 0, null, At("PT0S", i <= atFloor ? 0 : 60 + i), At("PT40M", 30 + i)))]).Windows[0].PercentChange;
    }

    [Fact]
    public void Where_somebody_has_no_score_totals_have_no_sum_beside_the_changes()
    {
        var told = Told(Of(30, (i, at) => i == 7 && at == 0 ? null : 20 + i, i => 60 + (2 * i)));
        Assert.Equal((29, 30), (told.Windows[0].Total!.N, told.Counts.Counted));
        Assert.Equal((null, null, null, null), Sum(told.Windows[0].Total));
        Assert.Equal((true, true, true), (told.Windows[0].Total!.Median is not null, told.Windows[0].Total!.LowerQuartile is not null, told.Windows[0].Change!.Mean is not null));
        Assert.NotNull(told.Windows[1].Total!.Mean);
        Assert.NotNull(told.Baseline!.Mean);
    }

    [Fact]
    public void A_scale_that_is_itself_a_change_has_means_of_its_totals()
    {
        var sessions = Enumerable.Range(1, 30).Select(i => SessionOf(Cgii, new(), i, 0, null, i == 1 ? At("P20D", 1) : At("P7D", 1 + (i % 7)))).ToArray();
        Assert.NotNull(Told(sessions).Windows.Single(w => w.Window.Name == "P7D").Total!.Mean);
    }

    [Theory]
    [InlineData(2, 20, false)]
    [InlineData(18, 20, false)]
    [InlineData(0, 20, true)]
    [InlineData(20, 20, true)]
    [InlineData(5, 10, true)]
    [InlineData(5, 9, false)]
    public void Responders_are_counted_where_neither_they_nor_the_rest_are_few(int responders, int patients, bool told)
    {
        var share = Told(Of(patients, (i, _) => i <= responders ? 30 : 70, i => 80)).Windows[0].Responders!;
        Assert.Equal((told ? responders : null, patients), (share.Count, share.Of));
        Assert.Equal((told, told), (share.Rate is not null, share.Ci95 is not null));
    }

    [Theory]
    [InlineData(10, 5, true)]
    [InlineData(9, 5, false)]
    [InlineData(5, 5, true)]
    public void Remitters_are_not_counted_where_all_respond_and_few_responders_do_not_remit(int responders, int remitters, bool told)
    {
        var window = Told(Of(20, (i, _) => i <= remitters ? 5 : i <= responders ? 30 : 70, i => 80)).Windows[0];
        Assert.Equal((responders, told ? remitters : null), (window.Responders!.Count, window.Remitters!.Count));
        Assert.Equal((20, told), (window.Remitters.Of, window.Remitters.Rate is not null));
    }

    [Fact]
    public void Remitters_who_do_not_all_respond_are_counted_beside_responders()
    {
        IndexSession[] sessions =
        [
            .. Enumerable.Range(1, 20).Select(i => SessionOf(
                Vas with { Remission = Level(Comparison.AtMost, 30) }, new(), i, 0, null, At("PT0S", i == 1 ? 40 : 80), At("PT40M", i <= 6 ? 30 : i <= 9 ? 35 : 70))),
        ];
        var window = Told(sessions).Windows[0];
        Assert.Equal((8, 6), (window.Responders!.Count, window.Remitters!.Count));
    }

    [Fact]
    public void Of_how_many_is_not_told_where_few_could_not_be_judged()
    {
        Assert.Equal(new Proportion(null, null, null, null), Remitters(reachable: 16, of: 18));
        Assert.Equal((8, 16), (Remitters(16, 16)!.Count, Remitters(16, 16)!.Of));

        static Proportion? Remitters(int reachable, int of) => Told([.. Enumerable.Range(1, of).Select(i => SessionOf(
            Vas with { Remission = Points(30) }, new(), i, 0, null, At("PT0S", i <= reachable ? 80 : 20), At("PT40M", i <= 8 ? 50 : 51)))]).Windows[0].Remitters;
    }

    [Theory]
    [InlineData(2, 0, false)]
    [InlineData(0, 2, false)]
    [InlineData(5, 4, false)]
    [InlineData(5, 5, true)]
    [InlineData(0, 0, true)]
    public void Visits_are_counted_where_neither_the_missing_nor_those_ahead_are_few(int missing, int ahead, bool told)
    {
        var sessions = Of(20 + missing + ahead, (i, at) => i <= 20 || at == 0 ? 30 + i : null)
            .Select((session, i) => i < 20 + missing ? session : session.CutOff("PT1H")).ToArray();
        var window = Told(sessions).Windows[1];
        Assert.Equal((20, 20), (window.Total!.N, window.Observed));
        Assert.Equal(told ? (20 + missing, missing, ahead) : (null, null, (int?)null), (window.Expected, window.Missing, window.NotReached));
    }

    [Theory]
    [InlineData(0, 0, "", true)]
    [InlineData(5, 0, "", true)]
    [InlineData(2, 0, "DoseUnknown NoBaseline", false)]
    [InlineData(2, 7, "DoseUnknown NoBaseline", false)]
    [InlineData(2, 3, "NoBaseline InRemissionAtBaseline", false)]
    public void A_reason_of_few_takes_the_whole_cohort_and_if_alone_the_next_smallest_with_it(int noBaseline, int inRemission, string hidden, bool tellsCohort)
    {
        var sessions = Of(20, (i, _) => 30 + i)
            .Concat(Enumerable.Range(100, noBaseline).Select(i => SessionOf(Vas, new(), i, 0, null, At("PT40M", 30))))
            .Concat(Enumerable.Range(200, inRemission).Select(i => SessionOf(
                Vas with { Remission = Level(Comparison.AtMost, 10) }, new(), i, 0, null, At("PT0S", 5), At("PT40M", 30))))
            .ToArray();
        var told = Told(sessions);
        Assert.Equal((20, tellsCohort), (told.Counts.Counted, told.Counts.Cohort is not null));
        Assert.Equal(hidden, string.Join(' ', told.Counts.LeftOut.Where(reason => reason.Value is null).Select(reason => reason.Key)));
        Assert.Equal(inRemission is 7 or 0, told.Counts.LeftOut.GetValueOrDefault(LeftOutReason.InRemissionAtBaseline, 0) is 7 or 0);
        Assert.NotNull(told.Baseline!.Mean);
    }

    [Fact]
    public void Several_sessions_of_few_patients_are_few()
    {
        var sessions = Enumerable.Range(0, 12).Select(i => SessionOn(i % 4, i, null, At("PT2H", 30))).ToArray();
        Assert.Null(Told(sessions, BySession).Counts.Counted);
    }

    [Fact]
    public void Several_values_of_one_patient_are_of_one()
    {
        // Eight of twenty sessions differ from the rest, of two patients only.
        var sessions = Enumerable.Range(0, 20).Select(i => SessionOn(i < 8 ? i % 2 : i, i, null, At("PT40M", i < 8 ? 30 + i : 70))).ToArray();
        Assert.Equal((20, null), (Told(sessions, BySession).Windows[0].Total!.N, Told(sessions, BySession).Windows[0].Total!.Mean));
    }

    /// <summary>Patients who are scored at 40 minutes (0) and at two hours (1); the baseline is 81, 82, … unless said.</summary>
    internal static IndexSession[] Of(int patients, Func<int, int, int?> total, Func<int, int>? baseline = null) =>
    [
        .. Enumerable.Range(1, patients).Select(i => SessionOf(
            Vas with { TotalMax = 200, Remission = Level(Comparison.AtMost, 10) },
            new(),
            i,
            0,
            null,
            [
                At("PT0S", baseline?.Invoke(i) ?? 80 + i),
                .. new[] { "PT40M", "PT2H" }.Select((at, w) => (at, total(i, w))).Where(s => s.Item2 is not null).Select(s => At(s.at, s.Item2!.Value)),
            ])),
    ];

    private static CohortWindows Told(IndexSession[] sessions, CohortDesign? design = null) =>
        Windows(design ?? ByPatient, sessions, T0 + Duration.FromDays(400), MissingValues.Omit, Five);

    private static (double? Mean, double? Sd, double? Se, double? Lower) Sum(Summary? summary) =>
        (summary!.Mean, summary.Sd, summary.Se, summary.Ci95?.Lower);
}
