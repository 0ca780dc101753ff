using InfusionTracker.Domain.Instruments;
using Xunit;

namespace InfusionTracker.Domain.Tests.Instruments;

public class Phq2Tests
{
    [Theory]
    [InlineData("00", 0, "negative screen")]
    [InlineData("20", 2, "negative screen")]
    [InlineData("30", 3, "positive screen")]
    [InlineData("33", 6, "positive screen")]
    public void Positive_from_3(string answers, int total, string band) => Forms.Table("PHQ2", answers, total, band);

    [Fact]
    public void Its_items_are_the_first_two_of_the_phq9_and_carry_their_codes()
    {
        var (phq2, phq9) = (Forms.Instrument("PHQ2"), Forms.Instrument("PHQ9"));
        Assert.Equal("PHQ9", phq2.ItemsOf!.Instrument);
        Assert.Equal([1, 2], phq2.ItemsOf.Items);
        Assert.All(phq2.Loinc.Items, i => Assert.Equal(phq9.Loinc.Items[i.Key], i.Value));
    }

    [Fact]
    public void It_does_not_ask_about_suicide_and_raises_no_flag() => Assert.Empty(Forms.Score("PHQ2", "33").SafetyFlags);
}
