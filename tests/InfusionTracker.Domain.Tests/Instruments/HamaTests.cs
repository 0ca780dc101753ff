using InfusionTracker.Domain.Instruments;
using Xunit;

namespace InfusionTracker.Domain.Tests.Instruments;

public class HamaTests
{
    [Theory]
    [InlineData("00000000000000", 0, "mild")]
    [InlineData("11111111111222", 17, "mild")]
    [InlineData("11111111112222", 18, "mild to moderate")]
    [InlineData("22222222221111", 24, "mild to moderate")]
    [InlineData("22222222222111", 25, "moderate to severe")]
    [InlineData("22222222222233", 30, "moderate to severe")]
    [InlineData("22222222222333", 31, "very severe")]
    [InlineData("44444444444444", 56, "very severe")]
    public void Published_bands(string answers, int total, string band) => Forms.Table("HAMA", answers, total, band);

    [Fact]
    public void Psychic_anxiety_is_items_1_to_6_and_14_and_somatic_the_rest()
    {
        var scored = Forms.Score("HAMA", "444444 0000000 4");
        Assert.Equal(28, Forms.Subscale(scored, "psychic"));
        Assert.Equal(0, Forms.Subscale(scored, "somatic"));
    }

    [Fact]
    public void A_subscale_that_is_complete_has_a_value_although_the_form_is_not()
    {
        var scored = Forms.Score("HAMA", "111111 -111111 1");
        Assert.Equal(7, Forms.Subscale(scored, "psychic"));
        Assert.Null(Forms.Subscale(scored, "somatic"));
        Assert.Null(scored.Total);
    }

    [Theory]
    [InlineData(24, "mild to moderate")]
    [InlineData(25, "moderate to severe")]
    [InlineData(56, "moderate to severe")]
    public void The_nci_thesaurus_draws_its_last_band_from_25(int total, string band) =>
        Assert.Equal(band, Forms.Instrument("HAMA").BandOf(total, "nci-thesaurus")?.Label);
}
