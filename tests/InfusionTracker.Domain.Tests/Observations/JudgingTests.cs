using System.Globalization;
using InfusionTracker.Domain.Observations;
using Xunit;

namespace InfusionTracker.Domain.Tests.Observations;

public class JudgingTests
{
    [Theory]
    [InlineData("8867-4", "/min", "20", "300")]
    [InlineData("8480-6", "mm[Hg]", "40", "300")]
    [InlineData("8462-4", "mm[Hg]", "20", "200")]
    [InlineData("8478-0", "mm[Hg]", "20", "300")]
    [InlineData("2708-6", "%", "50", "100")]
    [InlineData("9279-1", "/min", "0", "80")]
    [InlineData("19889-5", "%", "0", "20")]
    [InlineData("19891-1", "mm[Hg]", "0", "150")]
    [InlineData("8310-5", "Cel", "25", "45")]
    [InlineData("29463-7", "kg", "20", "350")]
    [InlineData("3141-9", "kg", "20", "350")]
    [InlineData("8302-2", "cm", "100", "250")]
    [InlineData("72514-3", "{score}", "0", "10")]
    [InlineData("9269-2", "{score}", "3", "15")]
    [InlineData("38208-5", "{score}", "0", "10")]
    [InlineData("dissociation", "{score}", "0", "10")]
    [InlineData("cadss-6-total", "{score}", "0", "24")]
    [InlineData("rass", "{score}", "-5", "4")]
    [InlineData("vomiting", "{score}", "0", "3")]
    public void The_plausible_range_includes_its_ends_and_nothing_beyond(string code, string unit, string min, string max)
    {
        var (lowest, highest) = (Parse(min), Parse(max));
        Assert.IsType<Judgement.Accepted>(Judging.Judge(code, lowest, unit));
        Assert.IsType<Judgement.Accepted>(Judging.Judge(code, highest, unit));
        Assert.Equal(ObservationRefusalReason.Implausible, Refusal(code, lowest - 0.01m, unit).Reason);
        Assert.Equal(ObservationRefusalReason.Implausible, Refusal(code, highest + 0.01m, unit).Reason);
    }

    [Theory]
    [InlineData("8867-4", "40", "/min", "LL")]
    [InlineData("8867-4", "40.1", "/min", null)]
    [InlineData("8867-4", "130", "/min", null)]
    [InlineData("8867-4", "131", "/min", "HH")]
    [InlineData("8480-6", "90", "mm[Hg]", "LL")]
    [InlineData("8480-6", "91", "mm[Hg]", null)]
    [InlineData("8480-6", "219", "mm[Hg]", null)]
    [InlineData("8480-6", "220", "mm[Hg]", "HH")]
    [InlineData("2708-6", "91", "%", "LL")]
    [InlineData("2708-6", "92", "%", null)]
    [InlineData("2708-6", "100", "%", null)]
    [InlineData("9279-1", "8", "/min", "LL")]
    [InlineData("9279-1", "9", "/min", null)]
    [InlineData("9279-1", "24", "/min", null)]
    [InlineData("9279-1", "25", "/min", "HH")]
    [InlineData("8310-5", "35.0", "Cel", "LL")]
    [InlineData("8310-5", "35.1", "Cel", null)]
    [InlineData("8310-5", "95", "[degF]", "LL")]
    [InlineData("8310-5", "41.5", "Cel", null)] // NEWS2 gives fever 2 at most
    [InlineData("8462-4", "180", "mm[Hg]", null)] // NEWS2 does not score the diastolic
    public void Critical_is_what_scores_3_in_news2(string code, string value, string unit, string? interpretation)
    {
        var accepted = Accepted(Judging.Judge(code, Parse(value), unit));
        Assert.Equal(interpretation, accepted.Value!.Interpretation);
        Assert.Equal(interpretation is not null, accepted.IsCritical);
    }

    [Theory]
    [InlineData("moaa-s", 2, "LL")]
    [InlineData("moaa-s", 3, null)]
    [InlineData("80288-4", 2, null)]
    [InlineData("80288-4", 3, "HH")]
    [InlineData("rass", -5, null)]
    public void Whoever_answers_no_more_is_announced_and_whoever_is_merely_far_away_is_not(string code, int level, string? interpretation) =>
        Assert.Equal(interpretation, Accepted(Judging.Judge(code, level, "{score}")).Value!.Interpretation);

    [Fact]
    public void There_is_nothing_between_two_levels() =>
        Assert.Equal(ObservationRefusalReason.NotWhole, Refusal("rass", -0.5m, "{score}").Reason);

    [Fact]
    public void A_weight_in_pounds_becomes_kilograms_exactly()
    {
        var accepted = Accepted(Judging.Judge("29463-7", 154m, "[lb_av]"));
        Assert.Equal((69.85322498m, "kg"), (accepted.Value!.Value, accepted.Value.Unit));
    }

    [Fact]
    public void A_pulse_oximetry_code_is_stored_as_the_saturation_that_the_profile_requires() =>
        Assert.Equal("2708-6", Accepted(Judging.Judge("59408-5", 98, "%")).Code.Code);

    [Fact]
    public void An_implausible_value_is_refused_with_the_range_in_both_units_and_without_the_value()
    {
        Assert.Equal("Body weight (29463-7) is from 20 to 350 kg. Correct it, or send confirmed where it is true.", Refusal("29463-7", 731, "kg").Message);
        Assert.Equal(
            "Body temperature (8310-5) is from 25 to 45 Cel, which is from 77 to 113 [degF]. Correct it, or send confirmed where it is true.",
            Refusal("8310-5", 37, "[degF]").Message);
    }

    [Theory]
    [InlineData("2708-6", "45", "%", "LL")]
    [InlineData("8867-4", "310", "/min", "HH")]
    [InlineData("8462-4", "10", "mm[Hg]", "LL")] // no critical limits of its own
    [InlineData("29463-7", "400", "kg", "HH")]
    public void An_implausible_value_that_is_confirmed_is_critical(string code, string value, string unit, string interpretation)
    {
        Assert.Equal(ObservationRefusalReason.Implausible, Refusal(code, Parse(value), unit).Reason);
        var accepted = Accepted(Judging.Judge(code, Parse(value), unit, isConfirmed: true));
        Assert.Equal(interpretation, accepted.Value!.Interpretation);
        Assert.True(accepted.IsCritical);
    }

    [Fact]
    public void A_plausible_value_that_is_confirmed_is_no_more_critical_than_without() =>
        Assert.False(Accepted(Judging.Judge("2708-6", 98, "%", isConfirmed: true)).IsCritical);

    [Theory]
    [InlineData("2708-6", "101", "%", "Oxygen saturation in arterial blood (2708-6) is from 0 to 100 %, also where it is confirmed.")]
    [InlineData("8867-4", "-1", "/min", "Heart rate (8867-4) is at least 0 /min, also where it is confirmed.")]
    [InlineData("72514-3", "11", "{score}", "Pain severity, 0-10 verbal numeric rating (72514-3) is from 0 to 10 {score}, also where it is confirmed.")]
    public void What_cannot_be_true_is_refused_also_where_it_is_confirmed(string code, string value, string unit, string message) =>
        Assert.Equal(message, Assert.Single(Assert.IsType<Judgement.Refused>(Judging.Judge(code, Parse(value), unit, isConfirmed: true)).Reasons).Message);

    [Fact]
    public void A_value_too_large_for_arithmetic_is_merely_implausible() =>
        Assert.Equal(ObservationRefusalReason.Implausible, Refusal("29463-7", decimal.MaxValue, "[lb_av]").Reason);

    [Theory]
    [InlineData("8867-4", "mm[Hg]")]
    [InlineData("8867-4", "{breaths}/min")]
    [InlineData("2708-6", "1")] // a fraction of 0.98 would be taken for 0.98 %
    [InlineData("8310-5", "degF")]
    public void A_unit_of_another_kind_is_refused_with_those_that_are_accepted(string code, string unit)
    {
        var refusal = Refusal(code, 80, unit);
        Assert.Equal((ObservationRefusalReason.UnitNotAccepted, ObservationMember.Unit), (refusal.Reason, refusal.Member));
        Assert.Contains(ObservationCatalogue.Find(code)!.Unit!, refusal.Message);
    }

    [Fact]
    public void A_number_without_a_unit_is_never_guessed_at() =>
        Assert.Equal(ObservationRefusalReason.UnitMissing, Refusal("29463-7", 70, null).Reason);

    [Fact]
    public void A_code_outside_the_catalogue_is_refused() =>
        Assert.Equal(ObservationRefusalReason.UnknownCode, Refusal("54632-5", 0, "{score}").Reason); // not RASS, as some say

    [Fact]
    public void A_vital_sign_needs_its_value() =>
        Assert.Equal(ObservationRefusalReason.ValueMissing, Refusal("8867-4", null, "/min").Reason);

    [Fact]
    public void Points_of_pain_and_of_the_coma_scale_are_whole()
    {
        Assert.Equal(ObservationRefusalReason.NotWhole, Refusal("9269-2", 14.5m, "{score}").Reason);
        Assert.Equal(ObservationRefusalReason.NotWhole, Refusal("72514-3", 6.5m, "{score}").Reason);
        Assert.IsType<Judgement.Accepted>(Judging.Judge("9269-2", 15.0m, "{score}"));
    }

    [Fact]
    public void A_vital_sign_takes_no_components() => Assert.Equal(
        ObservationRefusalReason.ComponentsNotAllowed,
        Assert.Single(Refused(Judging.Judge("8867-4", 72, "/min", [new("8480-6", 120, "mm[Hg]")]))).Reason);

    private static decimal Parse(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static Judgement.Accepted Accepted(Judgement judgement) => Assert.IsType<Judgement.Accepted>(judgement);

    private static IReadOnlyList<ObservationRefusal> Refused(Judgement judgement) =>
        Assert.IsType<Judgement.Refused>(judgement).Reasons;

    private static ObservationRefusal Refusal(string code, decimal? value, string? unit) =>
        Assert.Single(Refused(Judging.Judge(code, value, unit)));
}
