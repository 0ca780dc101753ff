using InfusionTracker.Domain.Instruments;
using Xunit;

namespace InfusionTracker.Domain.Tests.Instruments;

public class SpinTests
{
    [Theory]
    [InlineData("00000000000000000", 0, "none")]
    [InlineData("22222222220000000", 20, "none")]
    [InlineData("22222222221000000", 21, "mild")]
    [InlineData("33333333330000000", 30, "mild")]
    [InlineData("33333333331000000", 31, "moderate")]
    [InlineData("44444444440000000", 40, "moderate")]
    [InlineData("44444444441000000", 41, "severe")]
    [InlineData("44444444444420000", 50, "severe")]
    [InlineData("44444444444430000", 51, "very severe")]
    [InlineData("44444444444444444", 68, "very severe")]
    public void Published_bands(string answers, int total, string band) => Forms.Table("SPIN", answers, total, band);

    [Fact]
    public void Fear_avoidance_and_physiological_arousal_share_out_all_items()
    {
        var scored = Forms.Score("SPIN", "44444444444444444");
        Assert.Equal([24m, 28m, 16m], scored.Subscales.Select(s => s.Value ?? -1));
    }
}
