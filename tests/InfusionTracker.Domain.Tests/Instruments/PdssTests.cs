using InfusionTracker.Domain.Instruments;
using Xunit;

namespace InfusionTracker.Domain.Tests.Instruments;

public class PdssTests
{
    [Theory]
    [InlineData("0000000", 0, "normal")]
    [InlineData("1000000", 1, "normal")]
    [InlineData("1100000", 2, "borderline")]
    [InlineData("1111100", 5, "borderline")]
    [InlineData("1111110", 6, "slightly ill")]
    [InlineData("2211111", 9, "slightly ill")]
    [InlineData("2221111", 10, "moderately ill")]
    [InlineData("2222221", 13, "moderately ill")]
    [InlineData("2222222", 14, "markedly ill")]
    [InlineData("4444444", 28, "markedly ill")]
    public void Published_bands_without_agoraphobia(string answers, int total, string band)
    {
        Forms.Table("PDSS", answers, total, band);
        Assert.Equal("without-agoraphobia", Forms.Score("PDSS", answers).BandSet);
    }

    [Theory]
    [InlineData(0, "normal")]
    [InlineData(2, "normal")]
    [InlineData(3, "borderline")]
    [InlineData(7, "borderline")]
    [InlineData(8, "slightly ill")]
    [InlineData(10, "slightly ill")]
    [InlineData(11, "moderately ill")]
    [InlineData(15, "moderately ill")]
    [InlineData(16, "markedly ill")]
    [InlineData(28, "markedly ill")]
    public void Published_bands_with_agoraphobia(int total, string band) =>
        Assert.Equal(band, Forms.Instrument("PDSS").BandOf(total, "with-agoraphobia")?.Label);

    [Fact]
    public void Bands_of_another_name_do_not_exist() => Assert.Null(Forms.Instrument("PDSS").BandOf(3, "severity"));

    [Fact]
    public void The_clinician_form_asks_about_a_month_and_the_self_rated_one_about_a_week()
    {
        var pdss = Forms.Instrument("PDSS");
        Assert.Equal((30, 30, 7), (pdss.RecallDaysOf(null), pdss.RecallDaysOf("PDSS"), pdss.RecallDaysOf("PDSS-SR")));
        Assert.Equal("PDSS", Forms.Score("PDSS", "0000000").Version);
    }
}
