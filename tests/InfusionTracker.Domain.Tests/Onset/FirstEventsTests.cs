using InfusionTracker.Domain.Onset;
using NodaTime;
using Xunit;
using static InfusionTracker.Domain.Tests.Onset.Assessments;

namespace InfusionTracker.Domain.Tests.Onset;

public class FirstEventsTests
{
    [Fact]
    public void The_first_event_lies_between_the_preceding_point_and_its_own()
    {
        var first = First("0@1 1@2 1@3")!;
        Assert.Equal((Hours(2), Hours(1)), (first.Elapsed, first.After));
        Assert.Equal(Duration.Zero, First("1@2")!.After);
    }

    [Fact]
    public void Without_a_point_that_meets_it_there_is_no_event()
    {
        Assert.Null(First("0@1 0@2"));
        Assert.Null(First(""));
        Assert.Null(FirstEvents.Loss(Points("0@1")));
    }

    [Theory]
    [InlineData("1@2 1@3", true)]
    [InlineData("1@2 0@3 1@4", false)]
    [InlineData("0@1 1@2", null)]
    public void Sustained_asks_the_next_eligible_point(string points, bool? sustained) => Assert.Equal(sustained, First(points)!.Sustained);

    [Theory]
    [InlineData("1@2 1@10", true)] // an unbroken run beyond
    [InlineData("1@2 1@6", true)] // up to it exactly
    [InlineData("1@2 0@6", false)] // fails at its very end
    [InlineData("1@2 1@3 0@5 1@6", false)]
    [InlineData("1@2 1@3 1@5", null)] // nobody looked long enough
    [InlineData("1@2 1@3 0@7", null)] // lost after it, and nobody looked at its end
    [InlineData("1@2", null)]
    public void Sustained_for_four_hours_asks_all_points_of_them(string points, bool? sustained) =>
        Assert.Equal(sustained, First(points, Hours(4))!.Sustained);

    [Theory]
    [InlineData("1@2")]
    [InlineData("1@2 0@3")]
    public void What_need_not_hold_for_any_time_has_held(string points) => Assert.True(First(points, Duration.Zero)!.Sustained);

    [Fact]
    public void Loss_is_the_first_later_point_that_no_longer_meets_it()
    {
        var loss = FirstEvents.Loss(Points("0@1 1@2 1@3 0@10 1@11 0@12"))!;
        Assert.Equal((Hours(10), Hours(8)), (loss.Elapsed, loss.Lasted));
    }

    [Fact]
    public void A_response_that_was_never_seen_lost_is_censored_at_the_last_eligible_point()
    {
        var onset = OnsetOf(Vas, At("-PT1H", 80), At("PT2H", 30), At("P1D", 20));
        Assert.Null(onset.LossOfResponse);
        Assert.Equal(Duration.FromDays(1), onset.ResponseCensoredAt);
        Assert.Null(OnsetOf(Vas, At("-PT1H", 80), At("PT2H", 70)).ResponseCensoredAt);
    }

    private static FirstEvent? First(string points, Duration? sustainedFor = null) => FirstEvents.First(Points(points), sustainedFor);

    /// <summary>Reads <c>1@2</c> as met at two hours.</summary>
    private static List<RulePoint> Points(string text) =>
    [
        .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => new RulePoint(default, Hours(int.Parse(part[2..], System.Globalization.CultureInfo.InvariantCulture)), part[0] == '1')),
    ];

    private static Duration Hours(int hours) => Duration.FromHours(hours);
}
