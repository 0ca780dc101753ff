using InfusionTracker.Domain.Instruments;
using Xunit;

namespace InfusionTracker.Domain.Tests.Instruments;

public class Qidssr16Tests
{
    [Theory]
    [InlineData("0000 0 0000 0 0 0 0 0 00", 0, "none")]
    [InlineData("1000 1 1000 1 1 0 0 0 00", 5, "none")]
    [InlineData("1000 1 1000 1 1 1 0 0 00", 6, "mild")]
    [InlineData("2000 2 2000 2 2 0 0 0 00", 10, "mild")]
    [InlineData("2000 2 2000 2 2 1 0 0 00", 11, "moderate")]
    [InlineData("3000 3 3000 3 3 0 0 0 00", 15, "moderate")]
    [InlineData("3000 3 3000 3 3 1 0 0 00", 16, "severe")]
    [InlineData("3000 3 3000 3 3 3 2 0 00", 20, "severe")]
    [InlineData("3000 3 3000 3 3 3 3 0 00", 21, "very severe")]
    [InlineData("3333 3 3333 3 3 3 3 3 33", 27, "very severe")]
    public void Published_bands(string answers, int total, string band) => Forms.Table("QIDSSR16", answers, total, band);

    [Theory]
    [InlineData("3333 0 0000 0 0 0 0 0 00", 3, "sleep")]
    [InlineData("0123 0 0000 0 0 0 0 0 00", 3, "sleep")]
    [InlineData("0000 0 2121 0 0 0 0 0 00", 2, "appetiteWeight")]
    [InlineData("0000 0 0000 0 0 0 0 0 13", 3, "psychomotor")]
    public void A_domain_counts_once_with_its_highest_answer_never_as_a_plain_sum(string answers, int total, string domain)
    {
        var scored = Forms.Score("QIDSSR16", answers);
        Assert.Equal(total, scored.Total);
        Assert.Equal(total, Forms.Subscale(scored, domain));
    }

    [Theory]
    [InlineData("1111 1 2-1- 1 1 1 1 1 11", 10)]
    [InlineData("1111 1 -2-1 1 1 1 1 1 11", 10)]
    public void Of_appetite_and_of_weight_the_form_asks_one_direction_only(string answers, int total)
    {
        var scored = Forms.Score("QIDSSR16", answers);
        Assert.True(scored.Complete);
        Assert.Empty(scored.Missing);
        Assert.Equal(total, scored.Total);
    }

    [Fact]
    public void Appetite_answered_in_neither_direction_is_missing()
    {
        var scored = Forms.Score("QIDSSR16", "1111 1 --1- 1 1 1 1 1 11");
        Assert.Null(scored.Total);
        Assert.Equal([6, 7], scored.Missing);
        Assert.Null(Forms.Subscale(scored, "appetiteWeight"));
    }

    [Fact]
    public void A_missing_sleep_item_leaves_no_total_even_where_another_is_at_its_highest() =>
        Assert.Null(Forms.Score("QIDSSR16", "3-00 0 0000 0 0 0 0 0 00").Total);

    [Fact]
    public void Item_12_raises_the_suicide_flag_and_the_rule_is_said_to_be_unverified()
    {
        Assert.Equal(12, Assert.Single(Forms.Score("QIDSSR16", "0000 0 0000 0 0 1 0 0 00").SafetyFlags).Item);
        Assert.Contains("safetyItems.12", Forms.Instrument("QIDSSR16").UnverifiedFields);
    }
}
