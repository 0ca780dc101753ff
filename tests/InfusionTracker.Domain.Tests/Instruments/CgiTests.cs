using InfusionTracker.Domain.Instruments;
using Xunit;

namespace InfusionTracker.Domain.Tests.Instruments;

public class CgiTests
{
    [Theory]
    [InlineData("CGIS", "1", 1)]
    [InlineData("CGIS", "7", 7)]
    [InlineData("CGII", "1", 1)]
    [InlineData("CGII", "7", 7)]
    public void One_rating_from_1_to_7_without_bands(string code, string answer, int total) =>
        Forms.Table(code, answer, total, null);

    [Theory]
    [InlineData("CGIS")]
    [InlineData("CGII")]
    public void Zero_is_not_assessed_and_no_total(string code)
    {
        var scored = Forms.Score(code, "0");
        Assert.Null(scored.Total);
        Assert.False(scored.Complete);
        Assert.Equal([1], scored.NotAssessed);
        Assert.Empty(scored.Missing);
        Assert.Single(Forms.Refusals(code, "8"));
        Assert.Single(Forms.Refusals(Forms.Instrument(code).CheckTotal(0)));
    }

    [Fact]
    public void Improvement_is_itself_a_change_and_2_is_a_response()
    {
        var cgii = Forms.Instrument("CGII");
        Assert.Equal(OnsetUse.IsChange, cgii.Onset);
        Assert.Equal(("CGII-response", 2m), (cgii.Response!.Id, cgii.Response.Value));
        Assert.Null(cgii.RecallDays);
        Assert.False(cgii.IsTrait);
    }
}
