using InfusionTracker.Domain.Onset;
using NodaTime;
using Xunit;
using static InfusionTracker.Domain.Tests.Onset.Assessments;

namespace InfusionTracker.Domain.Tests.Onset;

public class TrajectoryTests
{
    private static readonly Infusion[] ThreeCourses =
    [
        Infused("P0D"), Infused("P3D"), Infused("P31D"), Infused("P59DT0.000001S"), Infused("P60D", "midazolam"),
    ];

    private static readonly ScorePoint[] Scores =
    [
        At("-P20D", 33), At("-PT1H", 31), At("PT0S", 30), At("PT2H", 20, "PT1H"), At("P3D", 14, "P1D"), At("P3DT2H", 12, "PT1H"),
        At("P10D", 10), At("P31D", 18), At("P38D", 9), At("P45D", 28), At("P59D", 27), At("P60D", 20, "PT2H"), At("P67D", 6),
    ];

    [Fact]
    public void Courses_are_numbered_and_end_with_a_gap_of_more_than_28_days_or_another_medication()
    {
        var trajectory = Of(ThreeCourses, Scores);
        Assert.Equal([(1, 3), (2, 1), (3, 1)], trajectory.Courses.Select(c => (c.Number, c.Course.Infusions.Length)));
        Assert.Equal([T0, T0 + Span("P59DT0.000001S"), T0 + Span("P60D")], trajectory.Courses.Select(c => c.Onset.Alignment.T0));
    }

    [Fact]
    public void A_score_follows_the_last_infusion_before_it_and_one_at_a_start_follows_the_earlier_one()
    {
        var trajectory = Of(ThreeCourses, Scores);
        Assert.Equal(
            [null, null, null, (1, 1), (1, 1), (1, 2), (1, 2), (1, 2), (1, 3), (1, 3), (1, 3), (2, 1), (3, 1)],
            trajectory.Scores.Select(s => s.After is { } after ? (after.Course, after.Ordinal) : ((int, int)?)null));
        Assert.Equal(Span("P3D"), trajectory.Scores[4].After!.InSession.Elapsed);
        Assert.Equal((Span("PT2H"), Span("P3DT2H")), (trajectory.Scores[5].After!.InSession.Elapsed, trajectory.Scores[5].After!.InCourse.Elapsed));
    }

    [Fact]
    public void Every_figure_is_the_one_that_the_onset_of_its_course_gives()
    {
        var trajectory = Of(ThreeCourses, Scores);
        foreach (var course in trajectory.Courses)
        {
            foreach (var infusion in course.Course.Infusions)
            {
                var told = SessionOnset.Of(Hama, ScoreLine.Of(Scores), Alignment.ToCourse(InfusionLine.Of(ThreeCourses, Gap), infusion.SessionId), new());
                Assert.Equal(told.Points, course.Onset.Points);
                Assert.Equal(told.Points, trajectory.Scores.Where(s => s.After?.Course == course.Number).Select(s => s.After!.InCourse));
                Assert.Equal((told.FirstResponse, told.FirstRemission, told.LossOfResponse), (course.Onset.FirstResponse, course.Onset.FirstRemission, course.Onset.LossOfResponse));
                Assert.Equal(told.Baseline?.Total, course.Onset.Baseline?.Total);
            }
        }

        Assert.Equal(
            ("P3D", "P31D"),
            (IsoSpan.Text(trajectory.Courses[0].Onset.FirstResponse!.Elapsed), IsoSpan.Text(trajectory.Courses[0].Onset.LossOfResponse!.Elapsed)));
        Assert.Equal([30m, 27m, 20m], trajectory.Courses.Select(c => c.Onset.Baseline!.Total.ToDecimal()));
    }

    [Fact]
    public void The_window_of_a_score_is_the_one_that_the_onset_of_its_session_gives()
    {
        foreach (var score in Of(ThreeCourses, Scores).Scores.Where(s => s.After is not null))
        {
            var session = Alignment.ToSession(InfusionLine.Of(ThreeCourses, Gap), score.After!.Infusion.SessionId);
            Assert.Contains(score.After.InSession, SessionOnset.Of(Hama, ScoreLine.Of(Scores), session, new()).Points);
        }

        Assert.Equal("PT2H", Of(ThreeCourses, Scores).Scores[5].After!.InSession.Window!.Name);
    }

    [Fact]
    public void A_course_whose_gap_a_clinic_shortened_falls_apart()
    {
        var trajectory = Trajectory.Of(Hama, Scores, ThreeCourses, new(CalendarSpan.OfDays(2), DateTimeZone.Utc), new());
        Assert.Equal([1, 1, 1, 1, 1], trajectory.Courses.Select(c => c.Course.Infusions.Length));
    }

    [Fact]
    public void Of_twins_at_one_instant_one_counts_and_the_other_is_set_aside()
    {
        var (first, second) = (At("P7D", 20), At("P7D", 12));
        var trajectory = Of([Infused("P0D")], second, At("-PT1H", 31), first);
        Assert.Equal([31m, 12m], trajectory.Scores.Select(s => s.Score.Total));
        Assert.Equal([first], trajectory.SetAside);
    }

    [Fact]
    public void What_is_set_aside_is_in_time_order_then_in_that_of_recording()
    {
        var (late, lateTwin, lateTriplet) = (At("P7D", 20), At("P7D", 12), At("P7D", 9));
        var (early, earlyTwin) = (At("P1D", 25), At("P1D", 24));
        Assert.Equal([early, late, lateTwin], Of([Infused("P0D")], lateTriplet, lateTwin, late, earlyTwin, early).SetAside);
    }

    [Fact]
    public void A_retracted_twin_brings_the_other_back()
    {
        var (first, _) = (At("P7D", 20), At("P7D", 12));
        var trajectory = Of([Infused("P0D")], At("-PT1H", 31), first);
        Assert.Equal(20m, trajectory.Scores[^1].Score.Total);
        Assert.Empty(trajectory.SetAside);
    }

    [Fact]
    public void Charts_that_are_merged_become_one_course_where_their_infusions_lie_close()
    {
        Infusion[] one = [Infused("P0D"), Infused("P40D")];
        Infusion[] other = [Infused("P20D")];
        Assert.Equal([1, 1], Of(one, Scores).Courses.Select(c => c.Course.Infusions.Length));
        Assert.Equal([3], Of([.. one, .. other], Scores).Courses.Select(c => c.Course.Infusions.Length));
    }

    [Fact]
    public void A_session_recorded_in_two_charts_that_are_merged_has_one_place_for_each_score()
    {
        foreach (var medication in new[] { "ketamine", "midazolam" })
        {
            var trajectory = Of([Infused("P0D"), Infused("P0D", medication), Infused("P7D")], At("-PT1H", 31), At("P6DT12H", 12), At("P14D", 10));
            Assert.Equal([null, 12m, 10m], trajectory.Scores.Select(s => s.After?.InCourse.Score.Total));
        }
    }

    [Fact]
    public void Without_an_infusion_the_scores_are_there_and_follow_nothing()
    {
        var trajectory = Of([], Scores);
        Assert.Empty(trajectory.Courses);
        Assert.Equal(Scores.Length, trajectory.Scores.Length);
        Assert.All(trajectory.Scores, s => Assert.Null(s.After));
    }

    [Fact]
    public void With_one_infusion_course_and_session_are_the_same() =>
        Assert.All(
            Of([Infused("P0D")], Scores).Scores.Where(s => s.After is not null),
            s => Assert.Equal(s.After!.InSession, s.After.InCourse));

    [Fact]
    public void Without_a_score_the_infusions_are_there()
    {
        var trajectory = Of(ThreeCourses);
        Assert.Equal(3, trajectory.Courses.Length);
        Assert.All(trajectory.Courses, c => Assert.Equal(BaselineMissing.NoScoreBeforeDose, c.Onset.BaselineMissing));
        Assert.Empty(trajectory.Scores);
    }

    /// <summary>Where every infusion looked at every score, this took hours.</summary>
    [Fact]
    public void A_chart_of_thousands_of_infusions_is_laid_out_once()
    {
        const int Many = 30_000;
        var infusions = Enumerable.Range(0, Many).Select(i => new Infusion(new Guid(i, 7, 0, new byte[8]), T0 + Duration.FromHours(2 * i), "ketamine")).ToArray();
        var scores = Enumerable.Range(0, Many).Select(i => At("PT1H", i % 57, "PT1H") with { AssessedAt = T0 + Duration.FromHours((2 * i) + 1) }).ToArray();
        var trajectory = Of(infusions, scores);
        Assert.Equal(Enumerable.Range(1, Many), trajectory.Scores.Select(s => s.After!.Ordinal));
        Assert.All(trajectory.Scores, s => Assert.Equal(Duration.FromHours(1), s.After!.InSession.Elapsed));
    }

    private static Trajectory Of(Infusion[] infusions, params ScorePoint[] scores) =>
        Trajectory.Of(Hama, scores, infusions, Gap, new());

    private static Infusion Infused(string after, string medication = "ketamine") =>
        new(At(after, 0).Id, T0 + Span(after), medication);
}
