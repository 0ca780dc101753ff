using InfusionTracker.Domain.Instruments;
using Xunit;

namespace InfusionTracker.Domain.Tests.Instruments;

public class IesrTests
{
    [Theory]
    [InlineData("0000000000000000000000", 0, "below cut-off")]
    [InlineData("2222222222222222000000", 32, "below cut-off")]
    [InlineData("2222222222222222100000", 33, "probable PTSD")]
    [InlineData("4444444444444444444444", 88, "probable PTSD")]
    public void Published_cut_off(string answers, int total, string band) => Forms.Table("IESR", answers, total, band);

    [Fact]
    public void Subscales_are_means_and_share_out_all_items()
    {
        // 1 2 3 6 9 14 16 20 intrusion; 5 7 8 11 12 13 17 22 avoidance; 4 10 15 18 19 21 hyperarousal
        var scored = Forms.Score("IESR", "111 3 2 1 22 1 3 222 1 3 1 2 33 1 3 2");
        Assert.Equal(1, Forms.Subscale(scored, "intrusion"));
        Assert.Equal(2, Forms.Subscale(scored, "avoidance"));
        Assert.Equal(3, Forms.Subscale(scored, "hyperarousal"));
        Assert.Equal(42, scored.Total);
        Assert.Equal(42m / 22, Forms.Subscale(scored, "mean"));
    }

    [Fact]
    public void Item_14_the_flashback_is_intrusion_here_whatever_camcops_says()
    {
        var scored = Forms.Score("IESR", "0000000000000400000000");
        Assert.Equal(0.5m, Forms.Subscale(scored, "intrusion"));
        Assert.Equal(0, Forms.Subscale(scored, "hyperarousal"));
        Assert.Contains(Forms.Instrument("IESR").FollowedItems, item => item is { Item: 14, Topic: "flashbacks" });
    }

    [Fact]
    public void Means_are_of_the_items_answered_and_the_sum_is_not_invented()
    {
        var scored = Forms.Score("IESR", "-222222222222222222222");
        Assert.Null(scored.Total);
        Assert.False(scored.Complete);
        Assert.Equal(2, Forms.Subscale(scored, "intrusion"));
        Assert.Equal(2, Forms.Subscale(scored, "mean"));
    }

    [Theory]
    [InlineData("-222222222222222222222", "44", 21)]
    [InlineData("-322222222222222222222", "946/21", 21)]
    [InlineData("4---------------------", "88", 1)]
    [InlineData("2222222222222222222222", "44", 22)]
    public void The_published_rule_makes_a_total_of_the_mean_of_the_items_answered(string answers, string total, int answered)
    {
        var prorated = Forms.Instrument("IESR").Prorate(Forms.Answers(answers))!.Value;
        Assert.Equal((total, answered), (prorated.Total.ToString(), prorated.Answered));
    }

    [Fact]
    public void No_other_instrument_has_a_published_rule_that_makes_a_total() =>
        Assert.Equal(["IESR"], InstrumentCatalogue.All.Where(instrument => instrument.MissingItems.Prorates).Select(instrument => instrument.Code));

    [Fact]
    public void A_subscale_without_any_answer_has_no_mean() =>
        Assert.Null(Forms.Subscale(Forms.Score("IESR", "222-22222-2222-22--2-2"), "hyperarousal"));
}
