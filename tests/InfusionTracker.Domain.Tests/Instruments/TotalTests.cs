using InfusionTracker.Domain.Instruments;
using Xunit;

namespace InfusionTracker.Domain.Tests.Instruments;

public class TotalTests
{
    [Fact]
    public void A_total_is_kept_from_the_lowest_to_the_highest_and_not_beyond() => Assert.All(
        InstrumentCatalogue.All.Where(i => i.HasTotal),
        i =>
        {
            Assert.IsType<ScoreOutcome.Scored>(i.CheckTotal(i.TotalMin));
            Assert.IsType<ScoreOutcome.Scored>(i.CheckTotal(i.TotalMax));
            Assert.Equal(ScoreRefusalReason.TotalOutOfRange, Assert.Single(Forms.Refusals(i.CheckTotal(i.TotalMin - 1))).Reason);
            Assert.Equal(ScoreRefusalReason.TotalOutOfRange, Assert.Single(Forms.Refusals(i.CheckTotal(i.TotalMax + 1))).Reason);
        });

    [Fact]
    public void A_total_alone_is_complete_and_knows_nothing_of_subscales()
    {
        var scored = Assert.IsType<ScoreOutcome.Scored>(Forms.Instrument("PHQ9").CheckTotal(27));
        Assert.True(scored.Complete);
        Assert.Equal(("severe", "severity"), (scored.Band?.Label, scored.BandSet));
        Assert.Empty(scored.Subscales);
    }

    [Fact]
    public void A_refusal_never_repeats_what_was_given() =>
        Assert.DoesNotContain("9731", Assert.Single(Forms.Refusals(Forms.Instrument("HAMA").CheckTotal(9731))).Message);
}
