using InfusionTracker.Domain.Onset;
using InfusionTracker.Domain.Onset.Cohorts;
using NodaTime;
using static InfusionTracker.Domain.Tests.Onset.Assessments;
using static InfusionTracker.Domain.Tests.Onset.Cohorts.Cohorts;

namespace InfusionTracker.Domain.Tests.Onset.Cohorts;

/// <summary>What is told of times to an event where few patients must not be told of; few are one to four.</summary>
public class SmallTimesTests
{
    private static readonly SmallCells Five = new();

    [Fact]
    public void A_cohort_of_few_is_told_to_be_there_and_no_more()
    {
        var times = Told(Group(null, 4, events: 4));
        Assert.Empty(times.Groups);
        Assert.Equal((true, false, null, null), (times.WithheldGroups, times.Counts.IsEmpty, times.Counts.Cohort, times.Counts.Counted));
        Assert.False(Told().WithheldGroups);
        Assert.True(Told().Counts.IsEmpty);
    }

    [Fact]
    public void Groups_of_few_are_not_named_and_nothing_is_compared()
    {
        var times = Told([.. Group("a", 3, 0), .. Group("b", 4, 0, first: 100), .. Group("c", 30, 10, first: 200)]);
        Assert.Equal(["c"], times.Groups.Select(g => g.Group));
        Assert.Equal((true, null, null), (times.WithheldGroups, times.LogRank, times.VisitTimesDiffer));
        Assert.Equal((null, null), (times.Counts.Cohort, times.Counts.Counted));
        Assert.All(times.Counts.LeftOut.Values, Assert.Null);
        Assert.Equal((30, 10), (times.Groups[0].N, times.Groups[0].Events));
    }

    [Fact]
    public void The_next_smallest_group_joins_until_those_withheld_are_no_few()
    {
        Assert.Equal("c d", Named(("a", 3, 1), ("c", 12, 6), ("b", 7, 4), ("d", 12, 6)));
        Assert.Equal("d e", Named(("a", 3, 1), ("c", 11, 2), ("b", 6, 2), ("d", 12, 6), ("e", 30, 15)));
        Assert.Equal("d", Named(("a", 3, 1), ("b", 6, 1), ("c", 6, 3), ("d", 12, 6)));
        Assert.Equal("c", Named(("a", 3, 0), ("b", 6, 0), ("c", 6, 0)));
        Assert.Equal("", Named(("a", 3, 1), ("b", 6, 0)));

        static string Named(params (string Name, int Patients, int Events)[] groups) => string.Join(
            ' ', Told([.. groups.SelectMany((group, i) => Group(group.Name, group.Patients, group.Events, first: 100 * i))]).Groups.Select(g => g.Group));
    }

    [Theory]
    [InlineData(9, 5, true, false)]
    [InlineData(10, 5, true, true)]
    [InlineData(20, 4, false, false)]
    [InlineData(20, 16, false, false)]
    [InlineData(20, 20, true, true)]
    [InlineData(20, 0, true, true)]
    public void A_curve_needs_ten_patients_and_events_that_are_told(int patients, int events, bool tellsEvents, bool tellsCurve)
    {
        var group = Told(Group(null, patients, events)).Groups.Single();
        if (patients == 9)
        {
            Assert.Null(group.Events);
            return;
        }

        Assert.Equal((patients, tellsEvents ? events : null), (group.N, group.Events));
        Assert.Equal((tellsCurve, tellsCurve, tellsCurve), (group.Curve.Length > 0, group.Median is not null, group.FirstVisitMinutes is not null));
    }

    [Fact]
    public void Times_are_rounded_up()
    {
        Assert.Equal(0, Coarse("PT0S"));
        Assert.Equal(10, Coarse("PT1S"));
        Assert.Equal(40, Coarse("PT40M"));
        Assert.Equal(50, Coarse("PT40M0.000001S"));
        Assert.Equal(240, Coarse("PT4H"));
        Assert.Equal(300, Coarse("PT4H1S"));
        Assert.Equal(1440, Coarse("PT24H"));
        Assert.Equal(2880, Coarse("PT24H1S"));

        static double Coarse(string last) => Told([.. Enumerable.Range(1, 10).Select(i => last == "PT0S" ? Session(i) : Session(i, At(last, 70)))])
            .Groups.Single().Curve.Single().Time.TotalMinutes;
    }

    [Fact]
    public void A_row_is_told_where_no_few_had_the_event_since_the_last_and_no_few_will()
    {
        // Three at 10 minutes, three at 20, three at 30, one at 40, four at 50; six never, seen for an hour.
        int[] at = [10, 10, 10, 20, 20, 20, 30, 30, 30, 40, 50, 50, 50, 50];
        var curve = Told([
            .. at.Select((minutes, i) => Session(i, At($"PT{minutes}M", 30))), .. Enumerable.Range(20, 6).Select(i => Session(i, At("PT1H", 70))),
        ]).Groups.Single().Curve;
        Assert.Equal([(20d, 6), (50d, 8), (60d, 0)], curve.Select(row => (row.Time.TotalMinutes, row.Events)));
        Assert.Equal([0.7, 0.3, 0.3], curve.Select(row => row.Survival));
        Assert.All(curve, row => Assert.Equal((null, null, null), (row.AtRisk, row.Censored, row.StandardError)));
        Assert.All(curve, row => Assert.Equal((Math.Round(row.Lower!.Value, 2), Math.Round(row.Upper!.Value, 2)), (row.Lower, row.Upper)));
    }

    [Fact]
    public void A_row_after_which_few_have_the_event_is_not_told()
    {
        int[] at = [10, 10, 10, 10, 10, 20, 30, 40];
        var curve = Told([
            .. at.Select((minutes, i) => Session(i, At($"PT{minutes}M", 30))), .. Enumerable.Range(20, 8).Select(i => Session(i, At("PT1H", 70))),
        ]).Groups.Single().Curve;
        Assert.Equal([(40d, 8), (60d, 0)], curve.Select(row => (row.Time.TotalMinutes, row.Events)));
    }

    [Fact]
    public void A_quantile_is_the_first_row_told_at_or_below_its_level()
    {
        int[] at = [10, 10, 10, 20, 20, 20, 30, 30, 30, 40, 50, 50, 50, 50];
        var group = Told([
            .. at.Select((minutes, i) => Session(i, At($"PT{minutes}M", 30))), .. Enumerable.Range(20, 6).Select(i => Session(i, At("PT1H", 70))),
        ]).Groups.Single();
        Assert.Equal((20d, 50d, null), (group.LowerQuartile!.EstimateMinutes, group.Median!.EstimateMinutes, group.UpperQuartile!.EstimateMinutes));
        Assert.Equal(20, group.Median.LowerMinutes);
    }

    [Theory]
    [InlineData(10, 10, 10, 10)]
    [InlineData(10, 4, 6, null)]
    [InlineData(10, 7, 3, null)]
    [InlineData(0, 15, 5, 15)]
    [InlineData(1, 19, 0, null)]
    [InlineData(1, 5, 5, null)]
    [InlineData(1, 0, 5, null)]
    public void Those_cut_off_are_a_part_of_the_censored_and_these_of_all(int events, int cutOff, int others, int? told)
    {
        var patients = events + cutOff + others;
        var sessions = Group(null, patients, events).Select((s, i) => i >= events && i < events + cutOff ? s.CutOff("P3D") : s).ToArray();
        Assert.Equal(told, Told(sessions).Groups.Single().CensoredByNextInfusion);
    }

    [Fact]
    public void The_first_visit_of_few_is_not_told_nor_whether_visits_differ()
    {
        IndexSession[] unseen = [.. Enumerable.Range(1, 9).Select(i => SessionOn(i, 0, "a", At("PT43M", 70))), SessionOn(10, 0, "a")];
        var times = Told([.. unseen, .. Group("b", 20, 10, first: 100)]);
        Assert.Equal((10, 0, null), (times.Groups[0].N, times.Groups[0].Events, times.Groups[0].FirstVisitMinutes));
        Assert.Null(times.VisitTimesDiffer);
        var seen = Told([.. unseen, SessionOn(11, 0, "a", At("PT43M", 70)), .. Group("b", 20, 10, first: 100)]);
        Assert.Equal((50d, true), (seen.Groups[0].FirstVisitMinutes, seen.VisitTimesDiffer));
    }

    [Fact]
    public void Groups_are_compared_in_few_digits_where_the_events_of_all_are_told()
    {
        var test = Told([.. Group("a", 20, 8), .. Group("b", 20, 14, first: 100)]).LogRank!;
        Assert.Equal((Math.Round(test.ChiSquare, 2), Math.Round(test.P!.Value, 3)), (test.ChiSquare, test.P));
        Assert.Null(Told([.. Group("a", 20, 3), .. Group("b", 20, 14, first: 100)]).LogRank);
    }

    [Fact]
    public void Events_of_one_patient_are_of_one()
    {
        var sessions = Enumerable.Range(0, 20).Select(i => SessionOn(i < 8 ? i % 2 : i, i, null, At("PT40M", i < 8 ? 30 : 70))).ToArray();
        Assert.Equal((20, null), (Told(BySession, sessions).Groups.Single().N, Told(BySession, sessions).Groups.Single().Events));
    }

    /// <summary>Patients of whom so many respond, one after the other a minute apart, and the others are last seen after two days.</summary>
    private static IndexSession[] Group(string? name, int patients, int events, int first = 0) =>
    [
        .. Enumerable.Range(1, patients).Select(i => SessionOn(first + i, 0, name, i <= events ? At($"PT{i}M", 30) : At("P2D", 70))),
    ];

    private static TimeToEvent Told(params IndexSession[] sessions) =>
        Told(ByPatient with { IsGrouped = Array.Exists(sessions, s => s.Group is not null) }, sessions);

    private static TimeToEvent Told(CohortDesign design, IndexSession[] sessions) => Times(design, CohortEvent.Response, Five, sessions);
}
