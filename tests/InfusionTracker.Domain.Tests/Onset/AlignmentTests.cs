using InfusionTracker.Domain.Onset;
using NodaTime;
using Xunit;
using static InfusionTracker.Domain.Tests.Onset.Assessments;

namespace InfusionTracker.Domain.Tests.Onset;

public class AlignmentTests
{
    private static readonly Duration Gap = Course.DefaultGap;

    [Fact]
    public void A_score_at_the_start_is_a_baseline_and_never_a_point()
    {
        var onset = OnsetOf(Vas, At("PT0S", 80), At("PT0.001S", 30));
        Assert.Equal(80m, onset.Baseline!.Total.ToDecimal());
        Assert.Equal(30m, Assert.Single(onset.Points).Score.Total);
    }

    [Fact]
    public void Points_go_up_to_the_next_infusion_and_include_it()
    {
        ScorePoint[] scores = [At("-PT1H", 80), At("P7D", 30), At("P7DT0.000001S", 20)];
        var onset = SessionOnset.Of(Vas, scores, Alone(next: T0 + Duration.FromDays(7)), new());
        Assert.Equal([30m], onset.Points.Select(p => p.Score.Total));
    }

    [Fact]
    public void Of_scores_at_one_instant_the_latest_first_recorded_counts_then_the_higher_id()
    {
        var (early, late) = (At("PT1H", 40), At("PT1H", 30));
        Assert.Equal(30m, Assert.Single(OnsetOf(Vas, At("-PT1H", 80), late, early).Points).Score.Total);

        var (lower, higher) = (early with { Id = new("7fffffff-0000-0000-0000-000000000000") }, late with
        {
            Id = new("80000000-0000-0000-0000-000000000000"),
            FirstRecordedAt = early.FirstRecordedAt,
        });
        Assert.Equal(30m, Assert.Single(OnsetOf(Vas, At("-PT1H", 80), higher, lower).Points).Score.Total);
        Assert.Equal(30m, Assert.Single(OnsetOf(Vas, At("-PT1H", 80), lower, higher).Points).Score.Total);
    }

    [Fact]
    public void A_course_is_a_run_of_one_medication_each_within_28_days_of_the_one_before()
    {
        Infusion[] infusions =
        [
            Given(0, "ketamine"), Given(28, "ketamine"), Given(57, "ketamine"), Given(58, "midazolam"), Given(60, "ketamine"),
        ];
        var courses = Course.Of(infusions.Reverse(), Gap);
        Assert.Equal([[0, 28], [57], [58], [60]], courses.Select(c => c.Infusions.Select(i => (int)(i.T0 - T0).TotalDays).ToArray()));
        Assert.Equal(2, courses[0].OrdinalOf(infusions[1].SessionId));
        Assert.Equal(0, courses[0].OrdinalOf(infusions[2].SessionId));
    }

    [Fact]
    public void A_session_is_cut_off_by_the_next_infusion_whatever_the_medication()
    {
        Infusion[] infusions = [Given(-3, "midazolam"), Given(0, "ketamine"), Given(7, "ketamine"), Given(9, "midazolam")];
        Assert.Equal(
            new Alignment(Day(0), Day(-3), Day(7), Day(0), Day(-3)), Alignment.ToSession(infusions, infusions[1].SessionId, Gap));
        Assert.Equal(
            new Alignment(Day(7), Day(0), Day(9), Day(0), Day(-3)), Alignment.ToSession(infusions, infusions[2].SessionId, Gap));
        Assert.Equal(
            new Alignment(Day(9), Day(7), null, Day(9), Day(7)), Alignment.ToSession(infusions, infusions[3].SessionId, Gap));
    }

    [Fact]
    public void A_course_counts_from_its_first_infusion_up_to_the_next_course()
    {
        Infusion[] infusions = [Given(0, "ketamine"), Given(7, "ketamine"), Given(50, "ketamine")];
        Assert.Equal(
            new Alignment(Day(0), null, Day(50), Day(0), null), Alignment.ToCourse(infusions, infusions[1].SessionId, Gap));
        Assert.Equal(
            new Alignment(Day(50), Day(7), null, Day(50), Day(7)), Alignment.ToCourse(infusions, infusions[2].SessionId, Gap));
    }

    [Fact]
    public void A_session_without_a_start_has_no_onset() =>
        Assert.Throws<ArgumentException>(() => Alignment.ToSession([Given(0, "ketamine")], new Guid(99, 0, 0, new byte[8]), Gap));

    private static Infusion Given(int day, string medication) => new(new Guid(day + 1000, 0, 0, new byte[8]), Day(day), medication);

    private static Instant Day(int day) => T0 + Duration.FromDays(day);
}
