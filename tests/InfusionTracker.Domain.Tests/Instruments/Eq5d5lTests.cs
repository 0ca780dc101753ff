using InfusionTracker.Domain.Instruments;
using Xunit;

namespace InfusionTracker.Domain.Tests.Instruments;

public class Eq5d5lTests
{
    [Theory]
    [InlineData("11111", "11111")]
    [InlineData("21231", "21231")]
    [InlineData("55555", "55555")]
    public void A_profile_is_its_answers_side_by_side_and_no_total(string answers, string profile)
    {
        var scored = Forms.Score("EQ5D5L", answers);
        Assert.Equal(profile, scored.Profile);
        Assert.True(scored.Complete);
        Assert.Null(scored.Total);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(100, true)]
    [InlineData(101, false)]
    [InlineData(-1, false)]
    public void The_eq_vas_may_follow_from_0_to_100(int vas, bool kept)
    {
        var outcome = Forms.Instrument("EQ5D5L").Score([2, 1, 2, 3, 1, vas]);
        Assert.Equal(kept, outcome is ScoreOutcome.Scored { Profile: "21231" });
        Assert.Equal(kept ? null : 5, (outcome as ScoreOutcome.Refused)?.Reasons.Single().Index);
    }

    [Fact]
    public void A_missing_dimension_leaves_no_profile()
    {
        var scored = Forms.Score("EQ5D5L", "21-31");
        Assert.Null(scored.Profile);
        Assert.Equal([3], scored.Missing);
    }

    [Fact]
    public void Levels_run_from_1_to_5() => Assert.Equal([0, 4], Forms.Refusals("EQ5D5L", "01236").Select(r => r.Index));

    [Fact]
    public void A_total_is_refused() => Assert.Equal(
        ScoreRefusalReason.TotalNotDefined, Assert.Single(Forms.Refusals(Forms.Instrument("EQ5D5L").CheckTotal(9))).Reason);

    [Fact]
    public void Its_text_may_not_be_shown_without_consent() => Assert.Equal(
        (LicenceStatus.Proprietary, false),
        (Forms.Instrument("EQ5D5L").Licence.Status, Forms.Instrument("EQ5D5L").Licence.MayShowText));
}
