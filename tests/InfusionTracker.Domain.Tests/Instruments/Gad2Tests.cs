using InfusionTracker.Domain.Instruments;
using Xunit;

namespace InfusionTracker.Domain.Tests.Instruments;

public class Gad2Tests
{
    [Theory]
    [InlineData("00", 0, "negative screen")]
    [InlineData("11", 2, "negative screen")]
    [InlineData("12", 3, "positive screen")]
    [InlineData("33", 6, "positive screen")]
    public void Positive_from_3(string answers, int total, string band) => Forms.Table("GAD2", answers, total, band);

    [Fact]
    public void Its_items_are_the_first_two_of_the_gad7_and_carry_their_codes()
    {
        var (gad2, gad7) = (Forms.Instrument("GAD2"), Forms.Instrument("GAD7"));
        Assert.Equal("GAD7", gad2.ItemsOf!.Instrument);
        Assert.Equal([1, 2], gad2.ItemsOf.Items);
        Assert.All(gad2.Loinc.Items, i => Assert.Equal(gad7.Loinc.Items[i.Key], i.Value));
    }

    [Fact]
    public void There_is_no_rule_of_response() => Assert.Null(Forms.Instrument("GAD2").Response);
}
