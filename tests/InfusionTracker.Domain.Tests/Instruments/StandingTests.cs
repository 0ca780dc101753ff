using InfusionTracker.Domain.Instruments;
using InfusionTracker.Domain.Onset;
using NodaTime;
using Xunit;

namespace InfusionTracker.Domain.Tests.Instruments;

/// <summary>What is published of an instrument beside its scores: the standing of its facts, ranges of parts, refusals in words.</summary>
public class StandingTests
{
    private static readonly Instrument Known = new()
    {
        Code = "KNOWN",
        Name = "All of whose facts were read in a source",
        ItemCount = 2,
        TotalMin = 0,
        TotalMax = 8,
        RecallDays = 7,
        Response = RuleOf("response", verified: true),
        AlternativeRules = [RuleOf("a", verified: true)],
        Cutoffs = [RuleOf("c", verified: true)],
        Subscales = [new("s", [1])],
        BandSets = [new("b", "source", [new(0, 8, "any")])],
        SafetyItems = [new(2, 1, SafetyItem.SuicideRisk, "source")],
        FollowedItems = [new(1, "nightmares", "source")],
        MissingItems = new("published", Verified: true),
        Licence = new(LicenceStatus.PublicDomain, MayShowText: true),
    };

    [Fact]
    public void Of_an_instrument_whose_facts_were_all_read_nothing_is_unverified() => Assert.Empty(Known.UnverifiedFields);

    [Fact]
    public void Every_fact_that_was_not_read_is_named()
    {
        Assert.Equal(["totalMax"], (Known with { FromMemory = ["totalMax"] }).UnverifiedFields);
        Assert.Equal(["response"], (Known with { Response = RuleOf("response", verified: false) }).UnverifiedFields);
        Assert.Equal(["remission"], (Known with { Remission = RuleOf("remission", verified: false) }).UnverifiedFields);
        Assert.Equal(["meaningfulChange"], (Known with { MeaningfulChange = RuleOf("mcid", verified: false) }).UnverifiedFields);
        Assert.Equal(["alternativeRules.a"], (Known with { AlternativeRules = [RuleOf("a", verified: false)] }).UnverifiedFields);
        Assert.Equal(["cutoffs.c"], (Known with { Cutoffs = [RuleOf("c", verified: false)] }).UnverifiedFields);
        Assert.Equal(["subscales.s"], (Known with { Subscales = [new("s", [1], Verified: false)] }).UnverifiedFields);
        Assert.Equal(["bandSets.b"], (Known with { BandSets = [new("b", null, [new(0, 8, "any")], Verified: false)] }).UnverifiedFields);
        Assert.Equal(["safetyItems.2"], (Known with { SafetyItems = [new(2, 1, SafetyItem.SuicideRisk, null, Verified: false)] }).UnverifiedFields);
        Assert.Equal(["followedItems.1"], (Known with { FollowedItems = [new(1, "nightmares", null, Verified: false)] }).UnverifiedFields);
        Assert.Equal(["missingItems"], (Known with { MissingItems = new() }).UnverifiedFields);
        Assert.Equal(["licence"], (Known with { Licence = new(LicenceStatus.PublicDomain, MayShowText: true, Verified: false) }).UnverifiedFields);
    }

    [Fact]
    public void A_single_item_has_no_rule_for_missing_ones() =>
        Assert.Empty((Known with { ItemCount = 1, MissingItems = new() }).UnverifiedFields);

    [Fact]
    public void Text_may_be_shown_only_where_somebody_said_so() =>
        Assert.False(new Instrument { Code = "NEW", Name = "New", TotalMin = 0, TotalMax = 1, RecallDays = 7 }.Licence.MayShowText);

    [Theory]
    [InlineData("LSAS", "fear", 0, 72)]
    [InlineData("LSAS", "avoidance", 0, 72)]
    [InlineData("PCL5", "B", 0, 20)]
    [InlineData("PCL5", "C", 0, 8)]
    [InlineData("QIDSSR16", "sleep", 0, 3)]
    [InlineData("QIDSSR16", "psychomotor", 0, 3)]
    [InlineData("IESR", "intrusion", 0, 4)]
    [InlineData("IESR", "mean", 0, 4)]
    public void A_part_ranges_over_what_its_answers_can_come_to(string code, string part, int min, int max)
    {
        var instrument = Forms.Instrument(code);
        Assert.Equal((min, max), instrument.RangeOf(instrument.Subscales.Single(s => s.Code == part)));
    }

    [Fact]
    public void A_part_ranges_by_the_range_of_each_of_its_items()
    {
        var uneven = Known with { ItemRange = new(1, 5), ItemExceptions = new Dictionary<int, ItemRange> { [2] = new(0, 2) } };
        Assert.Equal((1m, 7m), uneven.RangeOf(new Subscale("s", [1, 2])));
        Assert.Equal((1m, 5m), uneven.RangeOf(new Subscale("s", [1, 2], Aggregate.Max)));
        Assert.Equal((0.5m, 3.5m), uneven.RangeOf(new Subscale("s", [1, 2], Aggregate.MeanOfAnswered)));
    }

    [Fact]
    public void A_total_beyond_the_scale_lies_in_no_band() => Assert.Null(Known.BandOf(9));

    [Fact]
    public void A_refusal_of_a_form_says_which_there_are()
    {
        Assert.Equal("GAD7 has one form only; leave the version out.", Refusal("GAD7", "short"));
        Assert.Equal("LSAS has the versions LSAS-CA, LSAS-SR.", Refusal("LSAS", "LSAS-X"));

        static string Refusal(string code, string form) =>
            ((ScoreOutcome.Refused)Forms.Instrument(code).CheckTotal(5, form)).Reasons.Single().Message;
    }

    [Theory]
    [InlineData("HAMA", null, "P8D", "HAMA asks about 7 days at most (P7D).")]
    [InlineData("GAD7", null, "P1D", "GAD7 asks about 14 days (P14D); no form of it asks about less.")]
    [InlineData("PCL5", null, "P31D", "past-month asks about 30 days at most (P30D).")]
    [InlineData("PCL5", null, "P7D", "past-month asks about 30 days (P30D); no form of it asks about less.")]
    [InlineData("PCL5", "past-week", "P8D", "past-week asks about 7 days at most (P7D).")]
    [InlineData("VASANX", null, "PT1H", "VASANX asks about right now; leave the recall period out.")]
    [InlineData("PSWQ", null, "P7D", "PSWQ states no stretch of time; leave the recall period out.")]
    public void A_refusal_of_a_recall_says_what_the_form_asks_about(string code, string? form, string recall, string message) =>
        Assert.Equal(message, Forms.Instrument(code).CheckRecall(IsoSpan.TryParse(recall, out var span) ? span.Value : Duration.Zero, form)?.Message);

    private static Rule RuleOf(string id, bool verified) => new(id, 1, RuleKind.Level, Comparison.AtMost, 1, null, verified);
}
