using CsCheck;
using InfusionTracker.Domain.Onset;
using NodaTime;
using static InfusionTracker.Domain.Tests.Onset.Assessments;

namespace InfusionTracker.Domain.Tests.Onset;

/// <summary>Two infusions of one patient overlap where both began at once, or one began before the other was stopped.</summary>
public class OverlapTests
{
    [Theory]
    [InlineData(0, 40, 30, 70, true)]
    [InlineData(0, 40, 40, 80, false)] // touching
    [InlineData(0, 40, 10, 20, true)] // within
    [InlineData(0, 40, 0, 40, true)]
    [InlineData(0, 0, 0, 40, true)]
    [InlineData(0, null, 0, null, true)] // both began at once
    [InlineData(0, null, 0, 40, true)]
    [InlineData(0, null, 30, 70, false)] // without a stop, running or ended, it is there at its t0 alone
    [InlineData(0, 40, 30, null, true)]
    [InlineData(0, 40, 40, null, false)]
    [InlineData(0, 40, 90, 130, false)]
    public void Who_began_before_the_other_had_stopped_overlaps_it(int start, int? stop, int otherStart, int? otherStop, bool overlap)
    {
        var (one, other) = (Given(1, start, stop), Given(2, otherStart, otherStop) with { Medication = "midazolam" });
        Assert.Equal(overlap, one.Overlaps(other));
        Assert.Equal(overlap, other.Overlaps(one));
        Assert.All(Line(one, other).Places, place => Assert.Equal(overlap, place.IsOverlapping));
    }

    [Fact]
    public void One_that_runs_past_several_overlaps_each_of_them_and_they_do_not_overlap_each_other()
    {
        var (whole, first, second, after) = (Given(1, 0, 100), Given(2, 10, 20), Given(3, 50, 60), Given(4, 100, 140));
        var line = Line(after, second, whole, first);
        Assert.Equal([(whole, first), (whole, second)], line.Overlaps());
        Assert.Equal([first.SessionId, second.SessionId], line.OverlappingWith(line.PlaceOf(whole.SessionId)));
        Assert.Equal([whole.SessionId], line.OverlappingWith(line.PlaceOf(second.SessionId)));
        Assert.Equal([true, true, true, false], line.Places.Select(place => place.IsOverlapping));
    }

    [Fact]
    public void The_overlaps_are_those_that_a_look_at_every_two_finds() =>
        Gen.Select(Gen.Int[0, 20], Gen.Int[0, 8], Gen.Bool).Array[0, 12].Sample(drawn =>
        {
            Infusion[] infusions = [.. drawn.Select((d, i) => Given(i, d.Item1, d.Item3 ? d.Item1 + d.Item2 : null))];
            var line = Line(infusions);
            foreach (var place in line.Places)
            {
                var one = place.Infusion;
                var others = infusions.Where(other => other != one && Overlap(one, other)).OrderBy(i => i.T0).ThenBy(i => i.SessionId).ToList();
                Assert.Equal(others.Count > 0, place.IsOverlapping);
                Assert.Equal(others.Select(other => other.SessionId), line.OverlappingWith(place));
                Assert.Equal(
                    others.Select(other => other.SessionId).Order(),
                    line.Overlaps().Where(two => two.Earlier == one || two.Later == one)
                        .Select(two => two.Earlier == one ? two.Later.SessionId : two.Earlier.SessionId).Order());
            }

            static bool Overlap(Infusion one, Infusion other)
            {
                var (a, b) = one.T0 <= other.T0 ? (one, other) : (other, one);
                return b.T0 == a.T0 || (a.StoppedAt is { } stop && b.T0 < stop);
            }
        });

    [Fact]
    public void A_hundred_thousand_infusions_that_all_overlap_are_marked_in_as_many_steps()
    {
        var line = Line([.. Enumerable.Range(0, 100_000).Select(i => Given(i, i, 200_000))]);
        Assert.All(line.Places, place => Assert.True(place.IsOverlapping));
        Assert.Equal(7, line.Overlaps().Take(7).Count());
    }

    private static InfusionLine Line(params Infusion[] infusions) => InfusionLine.Of(infusions, new(Course.DefaultGap, DateTimeZone.Utc));

    private static Infusion Given(int number, int start, int? stop) =>
        new(new Guid(number, 0, 0, new byte[8]), Minute(start), "ketamine", stop is { } at ? Minute(at) : null);

    private static Instant Minute(int minute) => T0 + Duration.FromMinutes(minute);
}
