using InfusionTracker.Domain.Instruments;
using Xunit;

namespace InfusionTracker.Domain.Tests.Instruments;

public class Phq9Tests
{
    [Theory]
    [InlineData("000000000", 0, "minimal")]
    [InlineData("111100000", 4, "minimal")]
    [InlineData("111110000", 5, "mild")]
    [InlineData("222210000", 9, "mild")]
    [InlineData("222220000", 10, "moderate")]
    [InlineData("222222200", 14, "moderate")]
    [InlineData("333330000", 15, "moderately severe")]
    [InlineData("333333100", 19, "moderately severe")]
    [InlineData("333333200", 20, "severe")]
    [InlineData("333333333", 27, "severe")]
    public void Published_bands(string answers, int total, string band) => Forms.Table("PHQ9", answers, total, band);

    [Theory]
    [InlineData("000000001", 1)]
    [InlineData("333333333", 27)]
    public void Item_9_raises_the_suicide_flag_whatever_the_total(string answers, int total)
    {
        var scored = Forms.Score("PHQ9", answers);
        Assert.Equal(total, scored.Total);
        Assert.Equal(new SafetyFlag("suicide-risk", 9, null), Assert.Single(scored.SafetyFlags));
    }

    [Fact]
    public void Item_9_at_0_raises_nothing_even_where_everything_else_is_severe() =>
        Assert.Empty(Forms.Score("PHQ9", "333333330").SafetyFlags);

    [Fact]
    public void Item_9_raises_the_flag_on_an_incomplete_form_too()
    {
        var scored = Forms.Score("PHQ9", "-------- 1");
        Assert.Null(scored.Total);
        Assert.Single(scored.SafetyFlags);
    }

    [Fact]
    public void Item_9_left_blank_excludes_nothing_whatever_else_was_answered()
    {
        Assert.Equal(new SafetyFlag("suicide-risk", 9, null, FlagState.CannotBeExcluded), Assert.Single(Forms.Score("PHQ9", "00000000-").SafetyFlags));
        Assert.Equal(FlagState.CannotBeExcluded, Assert.Single(Forms.Score("PHQ9", "33333333- 3").SafetyFlags).State);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, FlagState.CannotBeExcluded)]
    [InlineData(24, FlagState.CannotBeExcluded)]
    [InlineData(25, FlagState.Raised)]
    [InlineData(27, FlagState.Raised)]
    public void A_total_alone_raises_the_flag_where_the_other_eight_items_fall_short_of_it(int total, FlagState? state)
    {
        var scored = Assert.IsType<ScoreOutcome.Scored>(Forms.Instrument("PHQ9").CheckTotal(total));
        Assert.Equal(state is { } s ? [new SafetyFlag("suicide-risk", 9, null, s)] : Array.Empty<SafetyFlag>(), scored.SafetyFlags);
    }

    [Fact]
    public void A_total_tells_no_more_of_item_9_than_every_form_with_that_total_does()
    {
        for (var total = 0; total <= 27; total++)
        {
            var least = Math.Max(0, total - 24);
            var most = Math.Min(3, total);
            var state = Assert.IsType<ScoreOutcome.Scored>(Forms.Instrument("PHQ9").CheckTotal(total)).SafetyFlags.SingleOrDefault()?.State;
            Assert.Equal(least >= 1 ? FlagState.Raised : most >= 1 ? FlagState.CannotBeExcluded : null, state);
        }
    }

    [Fact]
    public void Item_10_on_function_may_follow_and_never_counts()
    {
        Assert.Equal(9, Forms.Score("PHQ9", "111111111 3").Total);
        Assert.True(Forms.Score("PHQ9", "111111111 -").Complete);
        Assert.Equal(9, Assert.Single(Forms.Refusals("PHQ9", "111111111 4")).Index);
    }

    [Fact]
    public void A_four_hour_phq9_does_not_exist() => Assert.Equal(
        ScoreRefusalReason.RecallTooShort,
        Forms.Instrument("PHQ9").CheckRecall(NodaTime.Duration.FromHours(4))?.Reason);
}
