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
