using InfusionTracker.Domain.Monitoring;
using NodaTime;
using Xunit;

namespace InfusionTracker.Domain.Tests.Monitoring;

public class FollowUpTests
{
    private static readonly Instant T0 = Instant.FromUtc(2026, 3, 2, 9, 0);
    private static readonly FollowUpRule DayOne = new() { Instrument = "HAMA", At = Duration.FromHours(24), Tolerance = Duration.FromHours(6) };

    [Theory]
    [InlineData(17, FollowUpStatus.Upcoming)]
    [InlineData(18, FollowUpStatus.Due)]
    [InlineData(30, FollowUpStatus.Due)]
    [InlineData(31, FollowUpStatus.Missed)]
    public void Both_ends_of_the_tolerance_are_in_time(int now, FollowUpStatus status)
    {
        Assert.Equal(status, FollowUp.Of(DayOne, T0, null, [], After(now)).Status);
        var scored = FollowUp.Of(DayOne, T0, null, [Score(now)], After(40));
        Assert.Equal(now is 18 or 30 ? FollowUpStatus.Done : FollowUpStatus.Missed, scored.Status);
    }

    [Theory]
    [InlineData(17, null, FollowUpStatus.NotReached)]
    [InlineData(30, null, FollowUpStatus.NotReached)]
    [InlineData(31, null, FollowUpStatus.Missed)]
    [InlineData(20, 20, FollowUpStatus.Done)]
    [InlineData(20, 21, FollowUpStatus.NotReached)]
    public void The_next_infusion_ends_what_follows_this_one(int next, int? scored, FollowUpStatus status) =>
        Assert.Equal(status, FollowUp.Of(DayOne, T0, After(next), scored is { } at ? [Score(at)] : [], After(100)).Status);

    [Fact]
    public void The_nearest_score_meets_it_and_on_a_tie_the_earlier()
    {
        var scores = new[] { Score(19), Score(26), Score(22), Score(30) };
        Assert.Equal(After(22), FollowUp.Of(DayOne, T0, null, scores, After(100)).Score!.AssessedAt);
    }

    [Fact]
    public void At_one_instant_the_last_recorded_meets_it()
    {
        var scores = new[] { Score(24, recorded: 2), Score(24, recorded: 3), Score(24, recorded: 1) };
        Assert.Equal(After(24) + Duration.FromMinutes(3), FollowUp.Of(DayOne, T0, null, scores, After(100)).Score!.RecordedAt);
    }

    private static Instant After(int hours) => T0 + Duration.FromHours(hours);

    private static FollowUpScore Score(int hours, int recorded = 0) =>
        new(new Guid(hours, (short)recorded, 0, new byte[8]), 1, After(hours), After(hours) + Duration.FromMinutes(recorded));
}
