using InfusionTracker.Domain.Instruments;
using Xunit;

namespace InfusionTracker.Domain.Tests.Instruments;

public class BaiTests
{
    [Theory]
    [InlineData("000000000000000000000", 0, "minimal")]
    [InlineData("111111100000000000000", 7, "minimal")]
    [InlineData("111111110000000000000", 8, "mild")]
    [InlineData("222222210000000000000", 15, "mild")]
    [InlineData("222222220000000000000", 16, "moderate")]
    [InlineData("333333331000000000000", 25, "moderate")]
    [InlineData("333333332000000000000", 26, "severe")]
    [InlineData("333333333333333333333", 63, "severe")]
    public void Bands_of_the_1993_manual(string answers, int total, string band) => Forms.Table("BAI", answers, total, band);
}
