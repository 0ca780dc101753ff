using InfusionTracker.Domain.Observations;
using Xunit;

namespace InfusionTracker.Domain.Tests.Observations;

public class BloodPressureTests
{
    [Fact]
    public void Systolic_and_diastolic_come_in_any_order_and_stay_in_it()
    {
        var accepted = Assert.IsType<Judgement.Accepted>(Panel(Diastolic(80), Systolic(120)));
        Assert.Null(accepted.Value);
        Assert.Equal([80m, 120m], accepted.Components.Select(c => c.Value));
        Assert.False(accepted.IsCritical);
    }

    [Fact]
    public void A_critical_component_makes_the_panel_critical()
    {
        var accepted = Assert.IsType<Judgement.Accepted>(Panel(Systolic(220), Diastolic(110)));
        Assert.Equal(["HH", null], accepted.Components.Select(c => c.Interpretation));
        Assert.True(accepted.IsCritical);
    }

    [Theory]
    [InlineData(120, 119, true)]
    [InlineData(120, 120, false)]
    [InlineData(80, 120, false)]
    public void The_diastolic_is_below_the_systolic(int systolic, int diastolic, bool kept)
    {
        var judgement = Panel(Systolic(systolic), Diastolic(diastolic));
        if (kept)
        {
            Assert.IsType<Judgement.Accepted>(judgement);
            return;
        }

        var refusal = Refusal(judgement);
        Assert.Equal(ObservationRefusalReason.DiastolicNotBelowSystolic, refusal.Reason);
        Assert.Equal(1, refusal.Component);
    }

    [Fact]
    public void Components_in_different_units_are_compared_in_one() => Assert.Equal(
        ObservationRefusalReason.DiastolicNotBelowSystolic, // 16 kPa are 120.01 mm[Hg]
        Refusal(Panel(Systolic(120), new("8462-4", 16, "kPa"))).Reason);

    [Fact]
    public void A_component_that_is_missing_is_named()
    {
        var refusal = Refusal(Panel(Systolic(120)));
        Assert.Equal((ObservationRefusalReason.ComponentMissing, ObservationMember.Components), (refusal.Reason, refusal.Member));
        Assert.Contains("8462-4", refusal.Message);
        Assert.Equal(2, Refusals(Panel()).Count);
    }

    [Fact]
    public void A_component_that_is_there_twice_is_refused_at_its_place()
    {
        var refusal = Refusal(Panel(Systolic(120), Diastolic(80), Systolic(121)));
        Assert.Equal((ObservationRefusalReason.ComponentDuplicate, 2), (refusal.Reason, refusal.Component));
    }

    [Theory]
    [InlineData("8867-4", ObservationRefusalReason.ComponentForeign)]
    [InlineData("85354-9", ObservationRefusalReason.ComponentForeign)]
    [InlineData("0000-0", ObservationRefusalReason.UnknownCode)]
    public void A_component_that_is_no_part_of_it_is_refused_at_its_place(string code, ObservationRefusalReason reason)
    {
        var refusal = Refusal(Panel(Systolic(120), Diastolic(80), new(code, 72, "/min")));
        Assert.Equal((reason, 2), (refusal.Reason, refusal.Component));
    }

    [Fact]
    public void Every_component_that_is_wrong_is_named_at_once() => Assert.Equal(
        [(ObservationRefusalReason.Implausible, (int?)0), (ObservationRefusalReason.ValueMissing, 1)],
        Refusals(Panel(Systolic(400), new("8462-4", null, "mm[Hg]"))).Select(r => (r.Reason, r.Component)));

    [Fact]
    public void A_panel_has_no_value_of_its_own() => Assert.Equal(
        ObservationRefusalReason.ValueOnPanel,
        Refusal(Judging.Judge("85354-9", 120, "mm[Hg]", [Systolic(120), Diastolic(80)])).Reason);

    private static GivenComponent Systolic(decimal value) => new("8480-6", value, "mm[Hg]");

    private static GivenComponent Diastolic(decimal value) => new("8462-4", value, "mm[Hg]");

    private static Judgement Panel(params GivenComponent[] components) => Judging.Judge("85354-9", null, null, components);

    private static IReadOnlyList<ObservationRefusal> Refusals(Judgement judgement) =>
        Assert.IsType<Judgement.Refused>(judgement).Reasons;

    private static ObservationRefusal Refusal(Judgement judgement) => Assert.Single(Refusals(judgement));
}
