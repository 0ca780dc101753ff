using InfusionTracker.Domain.Instruments;
using Xunit;

namespace InfusionTracker.Domain.Tests.Instruments;

public class CssrsScreenTests
{
    private const string Code = "CSSRS_SCREEN";

    [Theory]
    [InlineData("00 --- 0", RiskLevel.None)]
    [InlineData("00 000 0", RiskLevel.None)]
    [InlineData("10 --- 0", RiskLevel.Low)]
    [InlineData("01 000 0", RiskLevel.Low)]
    [InlineData("01 100 0", RiskLevel.Moderate)]
    [InlineData("00 --- 1 0", RiskLevel.Moderate)] // once in a lifetime, not within three months
    [InlineData("01 010 0", RiskLevel.High)]
    [InlineData("01 001 0", RiskLevel.High)]
    [InlineData("00 --- 1 1", RiskLevel.High)]
    [InlineData("11 111 1 1", RiskLevel.High)]
    public void Published_triage(string answers, RiskLevel level)
    {
        var scored = Forms.Score(Code, answers);
        Assert.True(scored.Complete);
        Assert.Empty(scored.Missing);
        Assert.Equal(level, scored.RiskLevel);
        Assert.Null(scored.Total);
    }

    [Fact]
    public void Any_level_above_none_raises_the_same_flag_as_item_9_of_the_phq9()
    {
        Assert.Equal(new SafetyFlag("suicide-risk", null, RiskLevel.Low), Assert.Single(Forms.Score(Code, "10---0").SafetyFlags));
        Assert.Empty(Forms.Score(Code, "00---0").SafetyFlags);
    }

    [Theory]
    [InlineData("00 100 0", 2)]
    [InlineData("00 010 0", 3)]
    [InlineData("00 001 0", 4)]
    [InlineData("00 --- 0 1", 6)]
    public void A_yes_to_a_question_that_is_skipped_is_a_contradiction(string answers, int index)
    {
        var refusal = Assert.Single(Forms.Refusals(Code, answers));
        Assert.Equal((ScoreRefusalReason.AnswerContradictsSkip, index), (refusal.Reason, refusal.Index));
    }

    [Theory]
    [InlineData("01 --- 0", "3,4,5")]
    [InlineData("00 --- -", "6")]
    [InlineData("00 --- 1", "7")]
    [InlineData("0- --- 0", "2,3,4,5")]
    public void Questions_that_had_to_be_asked_are_missing(string answers, string missing)
    {
        var scored = Forms.Score(Code, answers);
        Assert.False(scored.Complete);
        Assert.Equal(missing, string.Join(",", scored.Missing));
    }

    [Theory]
    [InlineData("01 -1- 0", RiskLevel.High, null)]
    [InlineData("01 1-- 0", RiskLevel.Moderate, RiskLevel.High)]
    [InlineData("00 --- 1", RiskLevel.Moderate, RiskLevel.High)]
    [InlineData("1- --- -", RiskLevel.Low, RiskLevel.High)]
    [InlineData("00 --- -", null, RiskLevel.High)]
    [InlineData("0- --- 0", null, RiskLevel.High)]
    [InlineData("-0 --- 0", null, RiskLevel.Low)]
    public void A_form_cut_short_raises_what_is_certain_and_names_the_level_that_cannot_be_excluded(
        string answers, RiskLevel? certain, RiskLevel? possible)
    {
        var scored = Forms.Score(Code, answers);
        Assert.False(scored.Complete);
        Assert.Equal(certain, scored.RiskLevel);
        SafetyFlag[] expected =
        [
            .. certain is null ? Array.Empty<SafetyFlag>() : [new SafetyFlag("suicide-risk", null, certain)],
            .. possible is null ? Array.Empty<SafetyFlag>() : [new SafetyFlag("suicide-risk", null, possible, FlagState.CannotBeExcluded)],
        ];
        Assert.Equal(expected, scored.SafetyFlags);
    }

    [Fact]
    public void No_risk_is_never_concluded_from_a_form_cut_short() => Assert.Null(Forms.Score(Code, "00 --- -").RiskLevel);

    [Fact]
    public void A_total_is_refused() => Assert.Equal(
        ScoreRefusalReason.TotalNotDefined, Assert.Single(Forms.Refusals(Forms.Instrument(Code).CheckTotal(3))).Reason);

    [Fact]
    public void Only_the_form_since_the_last_contact_asks_about_less_than_a_month()
    {
        var day = NodaTime.Duration.FromDays(1);
        Assert.Equal(ScoreRefusalReason.RecallTooShort, Forms.Instrument(Code).CheckRecall(day)?.Reason);
        Assert.Null(Forms.Instrument(Code).CheckRecall(day, "since-last-contact"));
    }

    [Fact]
    public void Question_6a_is_the_seventh_answer() => Assert.Equal("93269-9", Forms.Instrument(Code).Loinc.Items[7]);
}
