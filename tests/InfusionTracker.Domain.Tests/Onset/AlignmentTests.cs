using CsCheck;
using InfusionTracker.Domain.Onset;
using NodaTime;
using Xunit;
using static InfusionTracker.Domain.Tests.Onset.Assessments;

namespace InfusionTracker.Domain.Tests.Onset;

public class AlignmentTests
{
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
        var onset = SessionOnset.Of(Vas, ScoreLine.Of(scores), Alone(next: T0 + Duration.FromDays(7)), new());
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
        Assert.Equal([(1, 1), (1, 2), (2, 1), (3, 1), (4, 1)], infusions.Select(i => InfusionLine.Of(infusions, Gap).PlaceOf(i.SessionId)).Select(p => (p.CourseNumber, p.Ordinal)));
    }

    [Fact]
    public void A_session_is_cut_off_by_the_next_infusion_whatever_the_medication()
    {
        Infusion[] infusions = [Given(-3, "midazolam"), Given(0, "ketamine"), Given(7, "ketamine"), Given(9, "midazolam")];
        Assert.Equal(
            new Alignment(Day(0), Day(-3), Day(7), Day(0), Day(-3)), Alignment.ToSession(InfusionLine.Of(infusions, Gap), infusions[1].SessionId));
        Assert.Equal(
            new Alignment(Day(7), Day(0), Day(9), Day(0), Day(-3)), Alignment.ToSession(InfusionLine.Of(infusions, Gap), infusions[2].SessionId));
        Assert.Equal(
            new Alignment(Day(9), Day(7), null, Day(9), Day(7)), Alignment.ToSession(InfusionLine.Of(infusions, Gap), infusions[3].SessionId));
    }

    [Fact]
    public void A_course_counts_from_its_first_infusion_up_to_the_next_course()
    {
        Infusion[] infusions = [Given(0, "ketamine"), Given(7, "ketamine"), Given(50, "ketamine")];
        Assert.Equal(
            new Alignment(Day(0), null, Day(50), Day(0), null), Alignment.ToCourse(InfusionLine.Of(infusions, Gap), infusions[1].SessionId));
        Assert.Equal(
            new Alignment(Day(50), Day(7), null, Day(50), Day(7)), Alignment.ToCourse(InfusionLine.Of(infusions, Gap), infusions[2].SessionId));
    }

    [Fact]
    public void A_course_goes_on_up_to_the_next_courses_first_infusion_also_where_that_is_at_one_instant_with_its_own_last()
    {
        Infusion[] infusions = [Given(0, "ketamine"), Given(7, "ketamine"), Given(7, "midazolam") with { SessionId = Guid.AllBitsSet }];
        var line = InfusionLine.Of(infusions, Gap);
        Assert.Equal(new Alignment(Day(0), null, Day(7), Day(0), null), Alignment.ToCourse(line, infusions[1].SessionId));
        Assert.Equal(new Alignment(Day(7), Day(0), null, Day(7), Day(0)), Alignment.ToCourse(line, infusions[2].SessionId));
    }

    [Fact]
    public void Two_courses_with_one_first_infusion_time_end_at_the_same_next_one()
    {
        Infusion[] infusions =
        [
            Given(0, "midazolam") with { SessionId = Guid.Empty }, Given(0, "ketamine"), Given(7, "ketamine"), Given(9, "midazolam"),
        ];
        var line = InfusionLine.Of(infusions, Gap);
        Assert.Equal([Day(9), Day(9), Day(9), null], infusions.Select(i => Alignment.ToCourse(line, i.SessionId).NextT0));
    }

    [Fact]
    public void A_session_without_a_start_has_no_onset() =>
        Assert.Throws<ArgumentException>(() => Alignment.ToSession(InfusionLine.Of([Given(0, "ketamine")], Gap), new Guid(99, 0, 0, new byte[8])));

    [Fact]
    public void The_infusion_before_and_the_one_after_are_those_that_a_look_at_every_other_finds() =>
        Gen.Select(Gen.Int[0, 12], Gen.Bool).Array[1, 15].Sample(drawn =>
        {
            Infusion[] infusions = [.. drawn.Select((d, i) => new Infusion(new Guid(i, 0, 0, new byte[8]), Day(d.Item1), d.Item2 ? "ketamine" : "midazolam"))];
            var line = InfusionLine.Of(infusions, new(CalendarSpan.OfDays(2), DateTimeZone.Utc));
            Assert.Equal(infusions.OrderBy(i => i.T0).ThenBy(i => i.SessionId), line.Places.Select(p => p.Infusion));
            foreach (var place in line.Places)
            {
                var (session, course) = (Alignment.ToSession(line, place.Infusion.SessionId), Alignment.ToCourse(line, place.Infusion.SessionId));
                var first = place.Course.FirstT0;
                Assert.Equal(new Alignment(place.Infusion.T0, Before(place.Infusion.T0), After(place.Infusion.T0), first, Before(first)), session);
                Assert.Equal(new Alignment(first, Before(first), line.Courses.Where(c => c.FirstT0 > first).Min(c => (Instant?)c.FirstT0), first, Before(first)), course);
            }

            Instant? Before(Instant t0) => infusions.Where(i => i.T0 < t0).Max(i => (Instant?)i.T0);
            Instant? After(Instant t0) => infusions.Where(i => i.T0 > t0).Min(i => (Instant?)i.T0);
        });

    [Fact]
    public void A_stretch_of_scores_holds_those_that_a_look_at_every_one_finds() =>
        Gen.Select(Gen.Int[0, 20].Array[0, 30], Gen.Int[-1, 21], Gen.Int[-1, 21]).Sample((hours, after, upTo) =>
        {
            var line = ScoreLine.Of(hours.Select(hour => At($"PT{hour}H", hour)));
            var (from, to) = (after < 0 ? (Instant?)null : T0 + Duration.FromHours(after), upTo < 0 ? (Instant?)null : T0 + Duration.FromHours(upTo));
            Assert.Equal(line.Scores.Where(s => !(s.AssessedAt <= from) && !(s.AssessedAt > to)), line.Between(from, to).ToArray());
            Assert.Equal(hours.Distinct().Count(hour => hour < after), ScoreLine.FirstFrom(line.Between(null, null), T0 + Duration.FromHours(after)));
        });

    private static Infusion Given(int day, string medication) => new(new Guid(day + 1000, 0, 0, new byte[8]), Day(day), medication);

    private static Instant Day(int day) => T0 + Duration.FromDays(day);
}
