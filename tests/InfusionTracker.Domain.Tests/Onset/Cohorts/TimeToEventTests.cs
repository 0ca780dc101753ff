using InfusionTracker.Domain.Instruments;
using InfusionTracker.Domain.Onset;
using InfusionTracker.Domain.Onset.Cohorts;
using NodaTime;
using static InfusionTracker.Domain.Tests.Onset.Assessments;
using static InfusionTracker.Domain.Tests.Onset.Cohorts.Cohorts;

namespace InfusionTracker.Domain.Tests.Onset.Cohorts;

public class TimeToEventTests
{
    [Fact]
    public void Response_is_timed_from_the_infusion_to_the_first_point_that_shows_it()
    {
        var times = Times(CohortEvent.Response, Session(1, At("PT40M", 60), At("PT2H", 30), At("PT4H", 20)));
        Assert.Equal((1, 1, 120d, 40d), (times.N, times.Events, times.Median!.EstimateMinutes, times.FirstVisitMinutes));
    }

    [Fact]
    public void Without_the_event_follow_up_ends_at_the_last_eligible_point_and_never_at_the_next_infusion()
    {
        var row = Assert.Single(Times(CohortEvent.Response, Session(1, At("PT40M", 60), At("P1D", 60)).CutOff("P7D")).Curve);
        Assert.Equal((Duration.FromDays(1), 0, 1), (row.Time, row.Events, row.Censored));
    }

    [Fact]
    public void Whom_nobody_looked_at_is_censored_at_zero_and_counted()
    {
        var times = Times(CohortEvent.Response, Session(1), Session(2, At("PT2H", 30)));
        Assert.Equal((2, 1), (times.N, times.Events));
        Assert.Equal((Duration.Zero, 2, 1), (times.Curve[0].Time, times.Curve[0].AtRisk, times.Curve[0].Censored));
        Assert.Equal(120, times.FirstVisitMinutes);
    }

    [Fact]
    public void Only_those_without_the_event_count_as_cut_off_by_the_next_infusion() =>
        Assert.Equal(
            1,
            Times(
                CohortEvent.Response,
                Session(1, At("P1D", 60)).CutOff("P7D"),
                Session(2, At("P1D", 30)).CutOff("P7D"),
                Session(3, At("P1D", 60))).CensoredByNextInfusion);

    [Fact]
    public void Remission_has_its_own_time() =>
        Assert.Equal(240, Times(CohortEvent.Remission, Session(1, At("PT2H", 30), At("PT4H", 10))).Median!.EstimateMinutes);

    [Fact]
    public void Relapse_is_timed_from_the_first_response_to_its_loss()
    {
        var times = Times(CohortEvent.Relapse, Session(1, At("PT2H", 30), At("P1D", 30), At("P7D", 60)));
        Assert.Equal(10080 - 120, times.Median!.EstimateMinutes);
        Assert.Equal(1440 - 120, times.FirstVisitMinutes);
    }

    [Fact]
    public void A_response_that_held_is_censored_at_the_last_point_after_it()
    {
        Assert.Equal(1440 - 120, Assert.Single(Times(CohortEvent.Relapse, Session(1, At("PT2H", 30), At("P1D", 30))).Curve).Time.TotalMinutes);
        Assert.Equal(0, Assert.Single(Times(CohortEvent.Relapse, Session(1, At("PT2H", 30))).Curve).Time.TotalMinutes);
    }

    [Fact]
    public void Groups_are_curves_of_their_own_and_compared()
    {
        // The follow-ups of R's aml data, as days to a response.
        var patient = 0;
        var sessions = ReferenceTable.FollowUps("aml")
            .SelectMany(group => group.Value.ByTime().SelectMany(ended => Enumerable.Range(0, ended.Events + ended.Censored).Select(i => SessionOn(
                ++patient, 0, group.Key, At($"P{(int)ended.Time.TotalMinutes}D", i < ended.Events ? 30 : 60)))))
            .ToArray();
        var times = All(CohortEvent.Response, ByPatient with { IsGrouped = true }, null, sessions);

        Assert.Equal(["Maintained", "Nonmaintained"], times.Groups.Select(g => g.Group));
        Assert.Equal([31 * 1440d, 23 * 1440d], times.Groups.Select(g => g.Median!.EstimateMinutes!.Value));
        ReferenceTable.Same(3.3963886989776, times.LogRank!.ChiSquare);
        ReferenceTable.Same(0.065339322040505132, times.LogRank.P);
        Assert.Equal((23, 23), (times.Counts.Cohort, times.Counts.Counted));
    }

    [Fact]
    public void Groups_seen_at_different_times_are_marked()
    {
        Assert.True(Differ("PT40M", "PT2H"));
        Assert.False(Differ("PT40M", "PT35M"));
        Assert.True(Differ("PT40M", "PT1H"));

        static bool? Differ(string one, string other) => All(
            CohortEvent.Response,
            ByPatient with { IsGrouped = true },
            null,
            SessionOn(1, 0, "a", At(one, 30)),
            SessionOn(2, 0, "b", At(other, 30))).VisitTimesDiffer;
    }

    [Fact]
    public void Sessions_of_one_patient_have_a_curve_and_no_interval_or_p()
    {
        var times = All(
            CohortEvent.Response,
            BySession with { IsGrouped = true },
            null,
            SessionOn(1, 0, "a", At("PT2H", 30)),
            SessionOn(1, 7, "b", At("PT4H", 30)),
            SessionOn(1, 14, "b", At("PT2H", 60)));
        Assert.Equal((240d, null), (times.Groups[1].Median!.EstimateMinutes, times.Groups[1].Median!.LowerMinutes));
        Assert.All(times.Groups.SelectMany(g => g.Curve), row => Assert.Equal((null, null, null), (row.StandardError, row.Lower, row.Upper)));
        Assert.NotNull(times.LogRank);
        Assert.Null(times.LogRank.P);
    }

    private static GroupTimes Times(CohortEvent asked, params IndexSession[] sessions) =>
        Assert.Single(All(asked, ByPatient, null, sessions).Groups);

    internal static TimeToEvent All(CohortEvent asked, CohortDesign design, SmallCells? cells, params IndexSession[] sessions) =>
        Cohorts.Times(design, asked, cells, sessions);
}
