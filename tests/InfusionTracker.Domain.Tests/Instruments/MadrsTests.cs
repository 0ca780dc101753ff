using InfusionTracker.Domain.Instruments;
using InfusionTracker.Domain.Onset;
using Xunit;

namespace InfusionTracker.Domain.Tests.Instruments;

public class MadrsTests
{
    [Theory]
    [InlineData("0000000000", 0, "absent")]
    [InlineData("1111110000", 6, "absent")]
    [InlineData("1111111000", 7, "mild")]
    [InlineData("2222222221", 19, "mild")]
    [InlineData("2222222222", 20, "moderate")]
    [InlineData("4444333333", 34, "moderate")]
    [InlineData("4444433333", 35, "severe")]
    [InlineData("6666666666", 60, "severe")]
    public void Published_bands(string answers, int total, string band) => Forms.Table("MADRS", answers, total, band);

    [Fact]
    public void The_24_hour_form_asks_about_one_day()
    {
        var madrs = Forms.Instrument("MADRS");
        Assert.Equal(7, madrs.RecallDaysOf(null));
        Assert.Equal(1, madrs.RecallDaysOf("MADRS-24hr"));
        Assert.Equal("MADRS-24hr", Forms.Score("MADRS", "1111111111", "MADRS-24hr").Version);
        Assert.Null(Forms.Score("MADRS", "1111111111").Version);
    }

    [Fact]
    public void Remission_is_below_10_and_12_is_an_alternative()
    {
        var madrs = Forms.Instrument("MADRS");
        Assert.Equal((Comparison.LessThan, 10m), (madrs.Remission!.Op, madrs.Remission.Value));
        Assert.Contains(madrs.AlternativeRules, r => r is { Op: Comparison.AtMost, Value: 12, Verified: true });
    }
}
