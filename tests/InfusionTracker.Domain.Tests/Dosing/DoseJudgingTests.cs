using InfusionTracker.Domain.Dosing;
using NodaTime;
using Xunit;
using static InfusionTracker.Domain.Tests.Dosing.Infusions;

namespace InfusionTracker.Domain.Tests.Dosing;

public class DoseJudgingTests
{
    private static readonly DoseLimits Ketamine = DoseLimits.Of("ketamine", "intravenous");

    [Theory]
    [InlineData("ketamine", "intravenous", "1.5", "4.5")]
    [InlineData("esketamine", "intravenous", "1.5", "4.5")]
    [InlineData("ketamine", "intramuscular", "2", null)]
    [InlineData("esketamine", "subcutaneous", "2", null)]
    [InlineData("ketamine", "oral", "4", "20")]
    [InlineData("ketamine", "intranasal", "4", "20")]
    [InlineData("midazolam", "intravenous", null, "20")]
    public void The_services_limits_of_all_that_is_given_per_kg(string medication, string route, string? critical, string? plausible) =>
        Assert.Equal(new DoseLimit(Number(critical), Number(plausible)), DoseLimits.Of(medication, route).CumulativeMgPerKg);

    [Fact]
    public void Esketamine_by_mucosa_is_limited_in_mg_and_not_per_kg()
    {
        Assert.Equal((null, new DoseLimit(84, 168)), (DoseLimits.Of("esketamine", "sublingual").CumulativeMgPerKg, DoseLimits.Of("esketamine", "sublingual").CumulativeMg));
    }

    [Fact]
    public void Every_medication_and_route_that_is_named_has_limits_of_its_own() =>
        Assert.All(DoseLimits.Named, named => Assert.NotEqual(DoseLimits.OfAnythingElse, DoseLimits.Of(named.Medication, named.Route)));

    [Fact]
    public void What_a_clinic_sets_holds_and_the_rest_is_the_services()
    {
        var inForce = new DoseLimits(RateMgPerKgPerHour: new(1), CumulativeMg: new(null, 500)).Over(Ketamine);
        Assert.Equal((new(1, 10), new(1, 4.5m), new(null, 500)), (inForce.RateMgPerKgPerHour!, inForce.BolusMgPerKg!, inForce.CumulativeMg!));
    }

    [Theory]
    [InlineData("2", CriticalDose.None, false)]
    [InlineData("2.000000001", CriticalDose.Rate, false)]
    [InlineData("10", CriticalDose.Rate, false)]
    [InlineData("10.000000001", CriticalDose.Rate, true)]
    public void A_rate_at_its_limit_is_within(string mgPerKgPerHour, CriticalDose critical, bool isImplausible)
    {
        var start = Start(0, RateOf(Number(mgPerKgPerHour)!.Value, RateUnit.MgPerKgPerHour));
        var judged = Judging(70).Judge(Timeline(start), start);
        Assert.Equal(critical, judged.OfTheEvent);
        Assert.Equal(isImplausible ? [CriticalDose.Rate] : [], judged.Implausible.Select(dose => dose.What));
    }

    [Fact]
    public void The_messages_name_the_limit_and_no_value_of_the_patients()
    {
        var start = Start(0, RateOf(52.5m, RateUnit.MgPerMinute));
        Assert.Equal(
            "A rate above 10 mg/kg/h is implausible (ketamine, intravenous). Correct it, or send confirmed where it is true.",
            Assert.Single(Judging(70).Judge(Timeline(start), start).Implausible).Message);
    }

    [Fact]
    public void Without_a_weight_seventy_kg_say_what_is_critical_and_nothing_is_refused()
    {
        var start = Start(0, RateOf(52.5m, RateUnit.MgPerMinute));
        var judged = Judging(null).Judge(Timeline(start), start);
        Assert.Equal(CriticalDose.Rate, judged.OfTheEvent);
        Assert.Empty(judged.Implausible);
        Assert.Equal(CriticalDose.None, Judging(null).Judge(Timeline(Start(0, MgPerHour(140))), null).OfTheInfusion);

        // The pump's weight is one.
        var weighed = start with { WeightKg = 70 };
        Assert.Single(Judging(null).Judge(Timeline(weighed), weighed).Implausible);
    }

    [Fact]
    public void An_event_counts_with_its_own_weight_and_limits_with_the_sessions()
    {
        // The pump was told 700 kg: 0.75 mg/kg/h of that are 7.5 mg/kg/h of 70 kg.
        var start = Start(0, RateOf(0.75m, RateUnit.MgPerKgPerHour)) with { WeightKg = 700 };
        Assert.Equal(CriticalDose.Rate, Judging(70).Judge(Timeline(start), start).OfTheEvent);
    }

    [Fact]
    public void A_total_is_judged_at_the_last_event()
    {
        var (start, pause) = (Start(0, MgPerHour(140)), Pause(45));
        Assert.Equal(CriticalDose.None, Judging(70).Judge(Timeline(start, pause), pause).OfTheInfusion);
        var late = BolusOf(0.000000001m, 10);
        Assert.Equal(CriticalDose.CumulativeDose, Judging(70).Judge(Timeline(start, pause, late), late).OfTheInfusion);
    }

    [Fact]
    public void More_than_one_and_a_half_times_the_planned_dose_is_critical()
    {
        var judging = new DoseJudging(Ketamine, new InfusionPlan(0.5m, 70, null), "");
        Assert.Equal(CriticalDose.None, judging.Judge(Timeline(Start(0), Stop(60)), null).OfTheInfusion);
        Assert.Equal(CriticalDose.PlannedDose, judging.Judge(Timeline(Start(0), Stop(60.001)), null).OfTheInfusion);
    }

    [Fact]
    public void A_total_that_was_confirmed_when_it_was_implausible_is_believed_from_then_on_and_none_before()
    {
        var (start, bolus, stop) = (Start(0), BolusOf(320, 1), Stop(40));
        Assert.Equal([CriticalDose.Bolus, CriticalDose.CumulativeDose], Judging(70).Judge(Timeline(start, bolus), bolus).Implausible.Select(dose => dose.What));
        Assert.Single(Judging(70).Judge(Timeline(start, bolus, stop), stop).Implausible);
        var confirmed = bolus with { IsConfirmed = true };
        Assert.Empty(Judging(70).Judge(Timeline(start, confirmed, stop), stop).Implausible);

        // What was confirmed of the start is not what was given later.
        Assert.Single(Judging(70).Judge(Timeline(start with { IsConfirmed = true }, bolus, stop), stop).Implausible);

        // Nor is what is charted late, before something that was confirmed and could be believed anyway.
        var (late, small) = (BolusOf(300, 1), BolusOf(70, 2) with { IsConfirmed = true });
        Assert.Contains(Judging(70).Judge(Timeline(start, late, small), late).Implausible, dose => dose.What == CriticalDose.CumulativeDose);

        // Nor does an event believe itself.
        Assert.Equal(2, Judging(70).Judge(Timeline(start, confirmed), confirmed).Implausible.Length);
    }

    [Fact]
    public void Pauses_do_not_make_an_infusion_long()
    {
        var slow = MgPerHour(0.1m);
        Assert.Equal(CriticalDose.None, Judging(70).Judge(Timeline(Start(0, slow), Pause(60), Resume(600), Stop(780)), null).OfTheInfusion);
        Assert.Equal(CriticalDose.Duration, Judging(70).Judge(Timeline(Start(0, slow), Pause(60), Resume(600), Stop(780.01)), null).OfTheInfusion);
        var stop = Stop((24 * 60) + 0.01);
        Assert.Equal(CriticalDose.Duration, Assert.Single(Judging(70).Judge(Timeline(Start(0, slow), stop), stop).Implausible).What);
    }

    [Fact]
    public void What_is_critical_has_a_name()
    {
        var all = CriticalDose.Rate | CriticalDose.Bolus | CriticalDose.CumulativeDose | CriticalDose.PlannedDose | CriticalDose.Duration | CriticalDose.Weight;
        Assert.Equal(["rate", "bolus", "cumulative-dose", "planned-dose", "duration", "weight"], all.Codes());
        Assert.Equal(all, CriticalDoses.Parse(all.Codes()));
        Assert.Equal(CriticalDose.None, CriticalDoses.Parse(["speed"]));
        Assert.Empty(CriticalDose.None.Codes());
    }

    [Theory]
    [InlineData(null, false, true)]
    [InlineData("20", false, true)]
    [InlineData("350", false, true)]
    [InlineData("19.99", false, false)]
    [InlineData("19.99", true, true)]
    [InlineData("1000", true, true)]
    [InlineData("1000.1", true, false)]
    [InlineData("0", true, false)]
    public void A_weight_is_from_20_to_350_kg_or_confirmed(string? kg, bool isConfirmed, bool isKept) =>
        Assert.Equal(isKept, BodyWeight.Fault(Number(kg), isConfirmed) is null);

    private static DoseJudging Judging(decimal? weightKg) => new(Ketamine, new InfusionPlan(null, weightKg, null), "ketamine, intravenous");

    private static decimal? Number(string? text) => text is null ? null : decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
