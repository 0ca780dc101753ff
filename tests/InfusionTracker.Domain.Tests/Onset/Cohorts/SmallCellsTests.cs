using InfusionTracker.Domain.Onset;
using InfusionTracker.Domain.Onset.Cohorts;
using NodaTime;
using static InfusionTracker.Domain.Tests.Onset.Assessments;
using static InfusionTracker.Domain.Tests.Onset.Cohorts.Cohorts;

namespace InfusionTracker.Domain.Tests.Onset.Cohorts;

public class SmallCellsTests
{
    private static readonly SmallCells Five = new();

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(4, true)]
    [InlineData(5, false)]
    public void One_to_four_patients_are_few_and_none_is_not(int patients, bool small) => Assert.Equal(small, Five.IsSmall(patients));

    [Fact]
    public void To_those_who_are_exempt_nothing_is_small() => Assert.False(SmallCells.Shown.IsSmall(1));

    [Fact]
    public void A_single_small_cell_takes_the_next_smallest_with_it()
    {
        Assert.Equal([false, true, true, false], Five.Withheld([9, 2, 6, 0]));
        Assert.Equal([true, false, true], Five.Withheld([1, 9, 2]));
        Assert.Equal([true, true, false], Five.Withheld([6, 2, 6]));
        Assert.Equal([true], Five.Withheld([2]));
        Assert.Equal([false, false], Five.Withheld([5, 0]));
    }

    [Fact]
    public void A_count_is_withheld_where_it_or_the_rest_is_small()
    {
        Assert.Null(Five.Count(4, 4, 20));
        Assert.Null(Five.Count(20, 20, 4));
        Assert.Equal(5, Five.Count(5, 5, 5));
        Assert.Equal(0, Five.Count(0, 0, 20));
    }

    [Fact]
    public void A_small_group_and_the_next_smallest_have_no_figures_and_nothing_is_compared()
    {
        var sessions = Groups(("a", 3), ("b", 7), ("c", 9));
        var times = TimeToEventTests.All(CohortEvent.Response, ByPatient with { IsGrouped = true }, Five, sessions);
        Assert.Equal([true, true, false], times.Groups.Select(g => g.Withheld));
        Assert.Equal((null, null, null), (times.Groups[1].N, times.Groups[1].Median, times.Groups[1].Events));
        Assert.Empty(times.Groups[1].Curve);
        Assert.Equal((null, null, null, null), (times.LogRank, times.VisitTimesDiffer, times.Counts.Cohort, times.Counts.Counted));
        Assert.Equal(9, times.Groups[2].N);
    }

    [Fact]
    public void A_curve_ends_before_fewer_than_five_are_at_risk()
    {
        var times = TimeToEventTests.All(CohortEvent.Response, ByPatient, Five, Groups(("a", 9)));
        Assert.Equal([9, 8, 7, 6, 5], times.Groups[0].Curve.Select(row => row.AtRisk));
        Assert.Equal(9, TimeToEventTests.All(CohortEvent.Response, ByPatient, SmallCells.Shown, Groups(("a", 9))).Groups[0].Curve.Length);
    }

    [Fact]
    public void No_time_is_told_that_lies_beyond_the_curve()
    {
        var told = TimeToEventTests.All(CohortEvent.Response, ByPatient, Five, Groups(("a", 9))).Groups[0];
        var all = TimeToEventTests.All(CohortEvent.Response, ByPatient, SmallCells.Shown, Groups(("a", 9))).Groups[0];
        Assert.Equal(all.LowerQuartile!.EstimateMinutes, told.LowerQuartile!.EstimateMinutes);
        Assert.Equal(all.Median!.EstimateMinutes, told.Median!.EstimateMinutes);
        Assert.NotNull(all.UpperQuartile!.EstimateMinutes);
        Assert.Null(told.UpperQuartile!.EstimateMinutes);
        Assert.NotNull(told.Median.LowerMinutes);
        Assert.Null(told.Median.UpperMinutes);
    }

    [Fact]
    public void The_first_visits_of_few_are_not_told()
    {
        var sessions = Enumerable.Range(1, 6).Select(i => i == 1 ? Session(i, At("PT43M", 30)) : Session(i)).ToArray();
        var group = TimeToEventTests.All(CohortEvent.Response, ByPatient, Five, sessions).Groups[0];
        Assert.Equal((6, null, null, null), (group.N, group.Events, group.FirstVisitMinutes, group.Median!.EstimateMinutes));
        Assert.Null(TimeToEventTests.All(CohortEvent.Response, ByPatient, Five, sessions).VisitTimesDiffer);
        Assert.Equal(43, TimeToEventTests.All(CohortEvent.Response, ByPatient, SmallCells.Shown, sessions).Groups[0].FirstVisitMinutes);
    }

    [Fact]
    public void Few_without_a_percentage_are_not_given_away_by_how_many_have_one()
    {
        IndexSession[] sessions =
        [
            .. Enumerable.Range(1, 10).Select(i => SessionOf(Vas with { Response = null }, new(), i, 0, null, At("PT0S", i <= 8 ? 80 : 0), At("PT2H", 30))),
        ];
        var few = Windows(sessions).Windows[1];
        Assert.Equal((10, 10, null), (few.Total!.N, few.Change!.N, few.PercentChange));
        Assert.Equal(8, Cohorts.Windows(ByPatient, sessions, T0 + Duration.FromDays(400), MissingValues.Omit, SmallCells.Shown).Windows[1].PercentChange!.N);
    }

    [Fact]
    public void Of_how_many_is_not_told_where_few_could_not_be_judged()
    {
        IndexSession[] sessions =
        [
            .. Enumerable.Range(1, 18).Select(i =>
                SessionOf(Vas with { Remission = Points(30) }, new(), i, 0, null, At("PT0S", i <= 16 ? 80 : 20), At("PT2H", i <= 8 ? 50 : 51))),
        ];
        Assert.Equal(new Proportion(null, null, null, null), Windows(sessions).Windows[1].Remitters);
        Assert.Equal((8, 16), (Windows(sessions[..16]).Windows[1].Remitters!.Count, Windows(sessions[..16]).Windows[1].Remitters!.Of));
    }

    [Fact]
    public void Several_sessions_of_few_patients_are_few()
    {
        var sessions = Enumerable.Range(0, 12).Select(i => SessionOn(i % 4, i, null, At("PT2H", 30))).ToArray();
        Assert.True(Assert.Single(TimeToEventTests.All(CohortEvent.Response, BySession, Five, sessions).Groups).Withheld);
    }

    [Fact]
    public void A_small_window_and_the_next_smallest_have_no_figures()
    {
        var sessions = Enumerable.Range(1, 9).Select(i => Session(
            i, [At("PT40M", 60), .. i <= 7 ? [At("PT2H", 30)] : Array.Empty<ScorePoint>(), .. i <= 3 ? [At("PT4H", 30)] : Array.Empty<ScorePoint>()]));
        var windows = Windows([.. sessions]).Windows;
        Assert.Equal(["PT2H", "PT4H"], windows.Where(w => w.Withheld).Select(w => w.Window.Name));
        Assert.Null(windows[1].Total);
        Assert.Equal(9, windows[0].Total!.N);
    }

    [Fact]
    public void Few_responders_among_many_are_not_counted()
    {
        var sessions = Enumerable.Range(1, 20).Select(i => Session(i, At("PT2H", i <= 2 ? 30 : 70))).ToArray();
        var responders = Windows(sessions).Windows[1].Responders!;
        Assert.Equal((null, 20, null, null), (responders.Count, responders.Of, responders.Rate, responders.Ci95));
    }

    [Fact]
    public void Few_who_missed_a_window_are_not_counted_nor_what_gives_them_away()
    {
        var sessions = Enumerable.Range(1, 20).Select(i => i <= 2 ? Session(i) : Session(i, At("PT2H", 30))).ToArray();
        var figures = Windows(sessions).Windows[1];
        Assert.Equal((18, null, null, null), (figures.Observed, figures.Expected, figures.Missing, figures.NotReached));
    }

    [Fact]
    public void Few_into_whom_a_point_was_carried_are_not_counted_nor_what_gives_them_away()
    {
        var few = AtTwoHours(observed: 14, carried: 2, unfilled: 6);
        Assert.Equal((null, null, null, null), (few.Observed, few.Expected, few.Missing, few.Carried));
        Assert.Equal(16, few.Total!.N);
        var rest = AtTwoHours(observed: 14, carried: 7, unfilled: 2);
        Assert.Equal((null, null, null, null), (rest.Observed, rest.Expected, rest.Missing, rest.Carried));
        var many = AtTwoHours(observed: 14, carried: 7, unfilled: 6);
        Assert.Equal((14, 27, 13, 7), (many.Observed, many.Expected, many.Missing, many.Carried));

        static WindowFigures AtTwoHours(int observed, int carried, int unfilled) => Cohorts.Windows(
            ByPatient,
            Enumerable.Range(1, observed + carried + unfilled).Select(i =>
                i <= observed ? Session(i, At("PT40M", 60), At("PT2H", 30)) : i <= observed + carried ? Session(i, At("PT40M", 60)) : Session(i)),
            T0 + Duration.FromDays(400),
            MissingValues.LastObservationCarriedForward,
            Five).Windows[1];
    }

    [Fact]
    public void Few_left_out_are_not_counted_nor_the_totals_that_give_them_away()
    {
        var sessions = Enumerable.Range(1, 20).Select(i => Session(i, At("PT2H", 30)))
            .Append(SessionOf(Vas, new(), 21, 0, null, At("PT2H", 30)))
            .ToArray();
        var counts = Windows(sessions).Counts;
        Assert.Equal((null, null), (counts.Cohort, counts.Counted));
        Assert.Equal(LeftOutReason.NoBaseline, Assert.Single(counts.LeftOut).Key);
        Assert.Null(counts.LeftOut[LeftOutReason.NoBaseline]);
    }

    [Fact]
    public void Baselines_are_told_of_many_and_not_of_few()
    {
        Assert.Equal((9, 80.0), (Nine.Baseline!.N, Nine.Baseline.Mean));
        Assert.Null(Windows([.. Enumerable.Range(1, 3).Select(i => Session(i, At("PT2H", 30)))]).Baseline);
        Assert.Equal(0, Windows([.. Enumerable.Range(1, 9).Select(i => SessionOf(Cgii, new(), i, 0, null, At("PT2H", 2)))]).Baseline!.N);
    }

    private static CohortWindows Nine => Windows([.. Enumerable.Range(1, 9).Select(i => Session(i, At("PT2H", 30)))]);

    private static CohortWindows Windows(IndexSession[] sessions) =>
        Cohorts.Windows(ByPatient, sessions, T0 + Duration.FromDays(400), MissingValues.Omit, Five);

    /// <summary>Groups of so many patients, who respond one after the other a minute apart.</summary>
    private static IndexSession[] Groups(params (string Name, int Patients)[] groups) =>
    [
        .. groups.SelectMany((group, g) => Enumerable.Range(1, group.Patients)
            .Select(i => SessionOn((100 * g) + i, 0, group.Name, At($"PT{i}M", 30)))),
    ];
}
