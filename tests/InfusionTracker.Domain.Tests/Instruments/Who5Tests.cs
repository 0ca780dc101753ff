using InfusionTracker.Domain.Instruments;
using Xunit;

namespace InfusionTracker.Domain.Tests.Instruments;

public class Who5Tests
{
    [Theory]
    [InlineData("00000", 0, 0, "poor well-being: assess for depression")]
    [InlineData("33222", 12, 48, "poor well-being: assess for depression")]
    [InlineData("33322", 13, 52, "not poor")]
    [InlineData("55555", 25, 100, "not poor")]
    public void Published_bands_and_the_per_cent(string answers, int total, int percent, string band)
    {
        Forms.Table("WHO5", answers, total, band);
        Assert.Equal(percent, Forms.Score("WHO5", answers).Percent);
    }

    [Fact]
    public void Higher_is_better_and_no_item_is_turned_round()
    {
        Assert.Equal(Direction.HigherIsBetter, Forms.Instrument("WHO5").Direction);
        Assert.Empty(Forms.Instrument("WHO5").ReverseItems);
    }

    [Fact]
    public void Ten_points_of_the_per_cent_are_two_and_a_half_raw_ones() =>
        Assert.Equal(2.5m, Forms.Instrument("WHO5").MeaningfulChange!.Value);
}
