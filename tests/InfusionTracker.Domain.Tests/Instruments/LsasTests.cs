using InfusionTracker.Domain.Instruments;
using InfusionTracker.Domain.Onset;
using Xunit;

namespace InfusionTracker.Domain.Tests.Instruments;

public class LsasTests
{
    private const string Zeros = "000000000000000000000000";
    private const string Ones = "111111111111111111111111";
    private const string Twos = "222222222222222222222222";
    private const string Threes = "333333333333333333333333";

    [Theory]
    [InlineData(Zeros, Zeros, 0, "minimal")]
    [InlineData(Ones, "111110000000000000000000", 29, "minimal")]
    [InlineData(Ones, "111111000000000000000000", 30, "mild")]
    [InlineData(Twos, "100000000000000000000000", 49, "mild")]
    [InlineData(Twos, "110000000000000000000000", 50, "moderate")]
    [InlineData(Twos, "111111111111111100000000", 64, "moderate")]
    [InlineData(Twos, "111111111111111110000000", 65, "marked")]
    [InlineData(Threes, "111111100000000000000000", 79, "marked")]
    [InlineData(Threes, "111111110000000000000000", 80, "severe")]
    [InlineData(Threes, "111111111111111111111100", 94, "severe")]
    [InlineData(Threes, "111111111111111111111110", 95, "very severe")]
    [InlineData(Threes, Threes, 144, "very severe")]
    public void Published_bands(string fear, string avoidance, int total, string band) =>
        Forms.Table("LSAS", fear + avoidance, total, band);

    [Fact]
    public void Fear_is_the_first_24_numbers_and_avoidance_the_last()
    {
        var scored = Forms.Score("LSAS", Threes + Ones);
        Assert.Equal(72, Forms.Subscale(scored, "fear"));
        Assert.Equal(24, Forms.Subscale(scored, "avoidance"));
    }

    [Fact]
    public void Performance_and_social_interaction_share_out_all_48_numbers()
    {
        var scored = Forms.Score("LSAS", Threes + Ones);
        Assert.Equal(13 * 4, Forms.Subscale(scored, "performance"));
        Assert.Equal(11 * 4, Forms.Subscale(scored, "socialInteraction"));
    }

    [Fact]
    public void The_24_situations_alone_are_half_a_form() =>
        Assert.Equal(ScoreRefusalReason.AnswerCount, Assert.Single(Forms.Refusals("LSAS", Ones)).Reason);

    [Fact]
    public void Response_is_more_than_35_per_cent_not_35()
    {
        var response = Forms.Instrument("LSAS").Response!;
        Assert.Equal((RuleKind.PercentReduction, Comparison.MoreThan, 35m), (response.Kind, response.Op, response.Value));
    }

    [Fact]
    public void Which_form_it_was_is_left_open_where_nobody_says()
    {
        Assert.Null(Forms.Score("LSAS", Ones + Ones).Version);
        Assert.Equal("LSAS-SR", Forms.Score("LSAS", Ones + Ones, "LSAS-SR").Version);
    }
}
