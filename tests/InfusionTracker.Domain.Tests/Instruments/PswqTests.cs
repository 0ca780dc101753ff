using InfusionTracker.Domain.Instruments;
using Xunit;

namespace InfusionTracker.Domain.Tests.Instruments;

public class PswqTests
{
    [Theory]
    [InlineData("5151111515511111", 16, "low")] // no worry at all: the five turned items at their highest
    [InlineData("1515555151155555", 80, "high")]
    [InlineData("3333333333333333", 48, "moderate")]
    [InlineData("4242222424422222", 32, "low")]
    [InlineData("4242222424425555", 44, "moderate")]
    [InlineData("2424444242244444", 64, "high")]
    public void Items_1_3_8_10_and_11_are_turned_round(string answers, int total, string band) =>
        Forms.Table("PSWQ", answers, total, band);

    [Theory]
    [InlineData(1, 46)]
    [InlineData(2, 50)]
    [InlineData(3, 46)]
    [InlineData(8, 46)]
    [InlineData(10, 46)]
    [InlineData(11, 46)]
    [InlineData(12, 50)]
    public void A_higher_answer_to_a_turned_item_lowers_the_total(int item, int total)
    {
        var answers = Forms.Answers("3333333333333333");
        answers[item - 1] = 5;
        Assert.Equal(total, Assert.IsType<ScoreOutcome.Scored>(Forms.Instrument("PSWQ").Score(answers)).Total);
    }

    [Theory]
    [InlineData(39, "low")]
    [InlineData(40, "moderate")]
    [InlineData(59, "moderate")]
    [InlineData(60, "high")]
    public void Bands_are_from_memory_and_say_so(int total, string band)
    {
        Assert.Equal(band, Forms.Instrument("PSWQ").BandOf(total)?.Label);
        Assert.Contains("bandSets.severity", Forms.Instrument("PSWQ").UnverifiedFields);
    }

    [Fact]
    public void An_answer_of_0_is_none() => Assert.Equal(0, Assert.Single(Forms.Refusals("PSWQ", "0333333333333333")).Index);

    [Fact]
    public void A_trait_takes_no_recall_period()
    {
        var pswq = Forms.Instrument("PSWQ");
        Assert.True(pswq.IsTrait);
        Assert.Equal(ScoreRefusalReason.RecallNotStated, pswq.CheckRecall(NodaTime.Duration.FromDays(7))?.Reason);
    }
}
