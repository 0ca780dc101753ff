using InfusionTracker.Domain.Instruments;
using Xunit;

namespace InfusionTracker.Domain.Tests.Instruments;

public class Gad7Tests
{
    [Theory]
    [InlineData("0000000", 0, "minimal")]
    [InlineData("1111000", 4, "minimal")]
    [InlineData("1111100", 5, "mild")]
    [InlineData("2221110", 9, "mild")]
    [InlineData("2222110", 10, "moderate")]
    [InlineData("2222222", 14, "moderate")]
    [InlineData("3222222", 15, "severe")]
    [InlineData("3333333", 21, "severe")]
    public void Published_bands(string answers, int total, string band) => Forms.Table("GAD7", answers, total, band);

    [Fact]
    public void A_missing_answer_leaves_no_total_and_no_band()
    {
        var scored = Forms.Score("GAD7", "33-3333");
        Assert.False(scored.Complete);
        Assert.Null(scored.Total);
        Assert.Null(scored.Band);
        Assert.Equal([3], scored.Missing);
    }

    [Fact]
    public void Every_answer_out_of_range_is_named()
    {
        var refusals = Forms.Refusals("GAD7", "4003005");
        Assert.Equal([0, 6], refusals.Select(r => r.Index));
        Assert.All(refusals, r => Assert.Equal(ScoreRefusalReason.AnswerOutOfRange, r.Reason));
        Assert.Equal("Answer 1 of GAD7 is from 0 to 3.", refusals[0].Message);
    }

    [Fact]
    public void A_negative_answer_is_out_of_range() =>
        Assert.Equal(2, Assert.Single(Forms.Refusals(Forms.Instrument("GAD7").Score([0, 0, -1, 0, 0, 0, 0]))).Index);

    [Theory]
    [InlineData("000000")]
    [InlineData("00000000")]
    [InlineData("")]
    public void Another_number_of_answers_is_refused(string answers) =>
        Assert.Equal(ScoreRefusalReason.AnswerCount, Assert.Single(Forms.Refusals("GAD7", answers)).Reason);

    [Fact]
    public void A_form_without_any_answer_is_refused() =>
        Assert.Equal(ScoreRefusalReason.NoAnswers, Assert.Single(Forms.Refusals("GAD7", "-------")).Reason);

    [Fact]
    public void A_version_that_does_not_exist_is_refused() =>
        Assert.Equal(ScoreRefusalReason.UnknownVersion, Assert.Single(Forms.Refusals("GAD7", "0000000", "GAD7-24h")).Reason);

    [Fact]
    public void Item_6_keeps_the_code_of_the_two_week_panel_although_its_time_aspect_is_four_weeks() =>
        Assert.Equal("69689-8", Forms.Instrument("GAD7").Loinc.Items[6]);

    [Fact]
    public void Its_answers_carry_loinc_answers_of_which_the_last_is_unverified()
    {
        var gad7 = Forms.Instrument("GAD7");
        Assert.Equal("LA6571-9", gad7.Loinc.Answers[3]);
        Assert.Contains("loinc.answers.3", gad7.UnverifiedFields);
        Assert.Contains("response", gad7.UnverifiedFields);
        Assert.Contains("remission", gad7.UnverifiedFields);
        Assert.DoesNotContain("meaningfulChange", gad7.UnverifiedFields);
    }
}
