using InfusionTracker.Domain.Instruments;
using InfusionTracker.Domain.Onset;
using InfusionTracker.Domain.Tests.Instruments;
using Xunit;
using static InfusionTracker.Domain.Tests.Onset.Assessments;

namespace InfusionTracker.Domain.Tests.Onset;

public class ItemFollowingTests
{
    [Fact]
    public void Nightmares_and_flashbacks_are_named_in_the_instruments_that_ask_about_them() =>
        Assert.Equal(
            ["CAPS5 2 3", "IESR 20 14", "PCL5 2 3"],
            InstrumentCatalogue.All.Where(i => i.FollowedItems.Count > 0).Select(i => $"{i.Code} {Item(i, "nightmares")} {Item(i, "flashbacks")}"));

    [Fact]
    public void Every_followed_item_can_be_followed_and_says_where_its_number_was_read() => Assert.All(
        InstrumentCatalogue.All.SelectMany(i => i.FollowedItems.Select(item => (i, item))),
        p =>
        {
            Assert.NotNull(p.i.Following(p.item.Item));
            Assert.True(p.item.Source is not null || !p.item.Verified);
        });

    [Fact]
    public void Any_answer_of_a_complete_form_can_be_followed_and_no_other()
    {
        var lsas = Forms.Instrument("LSAS");
        Assert.NotNull(lsas.Following(1));
        Assert.NotNull(lsas.Following(48));
        Assert.Null(lsas.Following(49));
        Assert.Null(lsas.Following(0));
        Assert.Null(lsas.Following(-1));
        Assert.Null(Forms.Instrument("PHQ9").Following(10));
    }

    [Fact]
    public void Percent_change_of_an_item_is_counted_on_its_own_range()
    {
        var sleep = Forms.Instrument("HAMD17").Following(4)!;
        Assert.Equal((0, 2), (sleep.TotalMin, sleep.TotalMax));
        var point = OnsetOf(Forms.Instrument("PSWQ").Following(2)!, new OnsetOptions { IncludeRecallOverlap = true }, At("-P1D", 5), At("P1D", 3)).Points[0];
        Assert.Equal((-2m, -50d, 2m), (point.Change, point.PercentChange, point.Improvement));
    }

    [Fact]
    public void More_of_an_item_is_better_where_more_of_the_total_is()
    {
        var point = OnsetOf(Forms.Instrument("WHO5").Following(1)!, At("-P1D", 1), At("P20D", 3)).Points[0];
        Assert.Equal((2m, 50d, 2m), (point.Change, point.PercentChange, point.Improvement));
    }

    [Fact]
    public void No_rule_of_the_total_is_applied_to_an_item()
    {
        var nightmares = Forms.Instrument("PCL5").Following(2)!;
        ScorePoint[] scores = [At("-P1D", 4), At("P30D", 0)];
        var onset = OnsetOf(nightmares, scores);
        Assert.Null(onset.Points[0].Response);
        Assert.Null(onset.Points[0].Meaningful);
        Assert.Null(onset.Points[0].Remission);
        Assert.Equal(NotEvaluable.NoRule, onset.ResponseNotEvaluable);
        Assert.Equal(Span("P30D"), OnsetOf(nightmares, new OnsetOptions { Response = Percent(50) }, scores).FirstResponse!.Elapsed);
    }

    [Fact]
    public void The_recall_of_the_form_holds_for_each_of_its_items() =>
        Assert.True(OnsetOf(Forms.Instrument("PCL5").Following(2)!, At("-P1D", 4), At("P1D", 0)).Points[0].RecallOverlapsBaseline);

    [Theory]
    [InlineData("PSWQ", 1, 2, 4)]
    [InlineData("PSWQ", 2, 2, 2)]
    [InlineData("HAMD17", 16, 2, 2)]
    [InlineData("HAMD17", 16, 3, null)]
    [InlineData("CGIS", 1, 0, null)]
    public void An_item_that_is_turned_round_counts_as_scored_and_one_not_assessed_is_no_rating(string code, int item, int answer, int? rating) =>
        Assert.Equal(rating, Forms.Instrument(code).RatingOf(item, answer));

    private static int Item(Instrument instrument, string topic) => instrument.FollowedItems.Single(i => i.Topic == topic).Item;
}
