using InfusionTracker.Domain.Instruments;
using Xunit;

namespace InfusionTracker.Domain.Tests.Instruments;

public class Hamd17Tests
{
    [Theory]
    [InlineData("000 000 00000 000 0 0 0", 0, "none")]
    [InlineData("111 111 10000 000 0 0 0", 7, "none")]
    [InlineData("111 111 11000 000 0 0 0", 8, "mild")]
    [InlineData("222 222 10000 000 0 0 0", 13, "mild")]
    [InlineData("222 222 20000 000 0 0 0", 14, "moderate")]
    [InlineData("222 222 22200 000 0 0 0", 18, "moderate")]
    [InlineData("222 222 22210 000 0 0 0", 19, "severe")]
    [InlineData("222 222 22222 000 0 0 0", 22, "severe")]
    [InlineData("222 222 22222 100 0 0 0", 23, "very severe")]
    [InlineData("444 222 44444 222 4 2 2", 52, "very severe")]
    public void Published_bands(string answers, int total, string band) => Forms.Table("HAMD17", answers, total, band);

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(17)]
    public void These_items_end_at_2(int item)
    {
        var answers = new int?[17];
        answers[item - 1] = 3;
        var refusal = Assert.Single(Forms.Refusals(Forms.Instrument("HAMD17").Score(answers)));
        Assert.Equal((item - 1, $"Answer {item} of HAMD17 is from 0 to 2."), (refusal.Index, refusal.Message));
    }

    [Fact]
    public void Code_3_on_item_16_is_not_assessed_and_adds_nothing()
    {
        var scored = Forms.Score("HAMD17", "111 111 11111 111 1 3 1");
        Assert.Equal(16, scored.Total);
        Assert.True(scored.Complete);
        Assert.Equal([16], scored.NotAssessed);
    }

    [Fact]
    public void Code_4_on_item_16_is_nothing() =>
        Assert.Equal(15, Assert.Single(Forms.Refusals("HAMD17", "111 111 11111 111 1 4 1")).Index);

    [Fact]
    public void A_blank_item_16_is_missing_and_not_the_same_as_code_3()
    {
        var scored = Forms.Score("HAMD17", "111 111 11111 111 1 - 1");
        Assert.Null(scored.Total);
        Assert.Equal([16], scored.Missing);
    }

    [Fact]
    public void Items_18_to_21_are_not_scored() =>
        Assert.Equal(ScoreRefusalReason.AnswerCount, Assert.Single(Forms.Refusals("HAMD17", "111111111111111111111")).Reason);
}
