using InfusionTracker.Domain.Instruments;
using NodaTime;
using Xunit;

namespace InfusionTracker.Domain.Tests.Instruments;

public class RecallTests
{
    [Theory]
    [InlineData("HAMA", 1, null)]
    [InlineData("HAMA", 168, null)]
    [InlineData("HAMA", 169, ScoreRefusalReason.RecallTooLong)]
    [InlineData("HAMA", 0, ScoreRefusalReason.RecallNotPositive)]
    [InlineData("HAMA", -1, ScoreRefusalReason.RecallNotPositive)]
    [InlineData("MADRS", 24, null)]
    [InlineData("LSAS", 3, null)]
    [InlineData("GAD7", 24, ScoreRefusalReason.RecallTooShort)]
    [InlineData("GAD7", 336, null)]
    [InlineData("GAD7", 337, ScoreRefusalReason.RecallTooLong)]
    [InlineData("PCL5", 168, ScoreRefusalReason.RecallTooShort)]
    [InlineData("PCL5", 720, null)]
    [InlineData("VASANX", 1, ScoreRefusalReason.RecallNotStated)]
    [InlineData("CADSS6", 1, ScoreRefusalReason.RecallNotStated)]
    public void A_shorter_recall_only_where_the_instrument_was_rated_so_and_never_a_longer_one(
        string code, int hours, ScoreRefusalReason? reason) =>
        Assert.Equal(reason, Forms.Instrument(code).CheckRecall(Duration.FromHours(hours))?.Reason);

    [Theory]
    [InlineData("MADRS", "MADRS-24hr", 24, null)]
    [InlineData("MADRS", "MADRS-24hr", 25, ScoreRefusalReason.RecallTooLong)]
    [InlineData("MADRS", "MADRS-24hr", 4, null)]
    [InlineData("MADRS", "MADRS-1hr", 1, ScoreRefusalReason.UnknownVersion)]
    [InlineData("PCL5", "past-week", 168, null)]
    [InlineData("PCL5", "past-week", 169, ScoreRefusalReason.RecallTooLong)]
    public void The_form_that_was_used_decides(string code, string version, int hours, ScoreRefusalReason? reason) =>
        Assert.Equal(reason, Forms.Instrument(code).CheckRecall(Duration.FromHours(hours), version)?.Reason);

    [Fact]
    public void No_recall_given_is_the_forms_own() =>
        Assert.All(InstrumentCatalogue.All, i => Assert.Null(i.CheckRecall(null)));

    [Fact]
    public void A_refusal_says_how_to_write_what_is_right() => Assert.Equal(
        "GAD7 asks about 14 days (P14D); no form of it asks about less.",
        Forms.Instrument("GAD7").CheckRecall(Duration.FromDays(1))!.Message);
}
