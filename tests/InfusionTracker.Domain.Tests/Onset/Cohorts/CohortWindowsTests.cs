using CsCheck;
using InfusionTracker.Domain.Instruments;
using InfusionTracker.Domain.Onset;
using InfusionTracker.Domain.Onset.Cohorts;
using NodaTime;
using static InfusionTracker.Domain.Tests.Onset.Assessments;
using static InfusionTracker.Domain.Tests.Onset.Cohorts.Cohorts;

namespace InfusionTracker.Domain.Tests.Onset.Cohorts;

public class CohortWindowsTests
{
    private static readonly Instant MuchLater = T0 + Duration.FromDays(400);

    [Fact]
    public void A_window_summarises_those_who_were_observed_in_it()
    {
        var figures = In("PT2H", Of(ByPatient, Session(1, At("PT2H", 20)), Session(2, At("PT110M", 40)), Session(3, At("PT2H", 60))));
        Assert.Equal((3, 40d, 20d, 40d), (figures.Total!.N, figures.Total.Mean, figures.Total.Sd, figures.Total.Median));
        Assert.Equal((-40d, -50d), (figures.Change!.Mean, figures.PercentChange!.Mean));
        Assert.Equal((2, 3), (figures.Responders!.Count, figures.Responders.Of));
        Assert.Equal((0, 3), (figures.Remitters!.Count, figures.Remitters.Of));
    }

    [Fact]
    public void Totals_that_occur_often_count_as_often_to_the_last_bit() =>
        Gen.Int[0, 12].Array[1, 40].Sample(totals =>
            Assert.Equal(
                Summary.Of(totals.Select(total => total / 10d)),
                In("PT2H", Of(ByPatient, [.. totals.Select((total, i) => Session(i, At("PT2H", total / 10m)))])).Total));

    [Fact]
    public void The_mean_percent_change_is_that_of_the_patients_percentages()
    {
        var (small, large) = (
            SessionOf(Vas, new(), 1, 0, null, At("PT0S", 10), At("PT2H", 0)),
            SessionOf(Vas, new(), 2, 0, null, At("PT0S", 90), At("PT2H", 90)));
        var figures = In("PT2H", Of(ByPatient, small, large));
        Assert.Equal((-50d, -5d), (figures.PercentChange!.Mean, figures.Change!.Mean));
    }

    [Fact]
    public void A_missed_window_is_expected_and_one_ahead_is_not()
    {
        // The window of 2 h ends at 2 h 30.
        var cohort = Of(ByPatient, Session(1, At("PT2H", 40)), Session(2));
        Assert.Equal((1, 1, 0, 1), Counts(cohort, T0 + Span("PT2H30M")));
        Assert.Equal((1, 2, 1, 0), Counts(cohort, T0 + Span("PT2H30M0.000001S")));
    }

    [Fact]
    public void A_window_that_the_next_infusion_cut_off_was_not_missed()
    {
        Assert.Equal((0, 0, 0, 1), Counts(Of(ByPatient, Session(1).CutOff("PT2H30M")), MuchLater));
        Assert.Equal((0, 1, 1, 0), Counts(Of(ByPatient, Session(1).CutOff("PT2H30M0.000001S")), MuchLater));
    }

    [Fact]
    public void Missing_points_are_never_averaged_over_unless_the_last_is_carried_forward()
    {
        var cohort = Of(ByPatient, Session(1, At("PT2H", 20)), Session(2, At("PT40M", 60)), Session(3));
        Assert.Equal((1, 20d, 0), Told(In("PT2H", cohort)));

        // The third has no point at all, and a baseline is never carried.
        var carried = In("PT2H", cohort, MissingValues.LastObservationCarriedForward);
        Assert.Equal((2, 40d, 1), Told(carried));
        Assert.Equal((1, 3, 2), (carried.Observed, carried.Expected, carried.Missing));

        static (int, double?, int?) Told(WindowFigures figures) => (figures.Total!.N, figures.Total.Mean, figures.Carried);
    }

    [Fact]
    public void A_later_point_is_never_carried_back_nor_any_into_a_window_ahead()
    {
        var cohort = Of(ByPatient, Session(1, At("P1D", 20)));
        Assert.Equal(0, In("PT2H", cohort, MissingValues.LastObservationCarriedForward).Total!.N);
        var ahead = Cohorts.Windows(cohort.Design, cohort.Sessions, T0 + Span("P2D"), MissingValues.LastObservationCarriedForward, null);
        Assert.Equal((0, 1), (ahead.Windows.Single(w => w.Window.Name == "P2D").Total!.N, ahead.Windows.Single(w => w.Window.Name == "P2D").NotReached));
    }

    [Fact]
    public void Sessions_of_one_patient_have_no_interval()
    {
        var figures = In("PT2H", Of(BySession, SessionOn(1, 0, null, At("PT2H", 20)), SessionOn(1, 7, null, At("PT2H", 40))));
        Assert.Equal((2, 30d, null, null, null), (figures.Total!.N, figures.Total.Mean, figures.Total.Se, figures.Total.Ci95, figures.Responders!.Ci95));
        Assert.NotNull(figures.Total.Sd);
    }

    [Fact]
    public void Where_no_rule_exists_there_are_no_responders()
    {
        var figures = In("PT40M", Of(ByPatient, SessionOf(Moaas, new(), 1, 0, null, At("-PT1M", 5), At("PT40M", 3))));
        Assert.Equal((null, null), (figures.Responders, figures.Remitters));
        Assert.Equal((-2d, 0), (figures.Change!.Mean, figures.PercentChange!.N));
    }

    [Fact]
    public void An_empty_window_says_so()
    {
        var figures = In("P28D", Of(ByPatient, Session(1, At("PT2H", 20))));
        Assert.Equal((false, 0, null), (figures.Withheld, figures.Total!.N, figures.Total.Mean));
        Assert.Null(figures.Responders);
    }

    private static WindowFigures In(string window, Asked cohort, MissingValues missing = MissingValues.Omit) =>
        Cohorts.Windows(cohort.Design, cohort.Sessions, MuchLater, missing, null).Windows.Single(w => w.Window.Name == window);

    private static (int?, int?, int?, int?) Counts(Asked cohort, Instant asOf)
    {
        var figures = Cohorts.Windows(cohort.Design, cohort.Sessions, asOf, MissingValues.Omit, null)
            .Windows.Single(w => w.Window.Name == "PT2H");
        return (figures.Observed, figures.Expected, figures.Missing, figures.NotReached);
    }

    private static Asked Of(CohortDesign design, params IndexSession[] sessions) => new(design, sessions);

    private sealed record Asked(CohortDesign Design, IndexSession[] Sessions);
}
