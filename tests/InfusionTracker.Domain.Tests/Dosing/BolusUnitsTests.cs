using System.Globalization;
using InfusionTracker.Domain.Dosing;
using Xunit;

namespace InfusionTracker.Domain.Tests.Dosing;

public class BolusUnitsTests
{
    [Theory]
    [InlineData("5", "mg", "5")]
    [InlineData("5000", "ug", "5")]
    [InlineData("0.0050", "g", "5")]
    [InlineData("0.001", "ug", "0.000001")]
    public void One_bolus_is_the_same_in_every_unit(string value, string unit, string milligrams) =>
        Assert.Equal(milligrams, BolusUnits.Amount(Decimal(value), unit)!.Value.Milligrams(null)!.Value.ToDecimal().ToString(CultureInfo.InvariantCulture));

    [Fact]
    public void A_dose_per_kg_counts_with_the_weight_and_means_nothing_without_one()
    {
        var dose = BolusUnits.Amount(0.1m, "mg/kg")!.Value;
        Assert.Equal(7m, dose.Milligrams(70)!.Value.ToDecimal());
        Assert.Null(dose.Milligrams(null));
    }

    [Theory]
    [InlineData("1", "mcg")]
    [InlineData("1", "MG")]
    [InlineData("1", "mL")]
    [InlineData("1.0000000000000000000000000001", "ug")]
    [InlineData("1000000000000000000000000000", "g")]
    public void What_cannot_be_told_exactly_in_mg_is_not_guessed(string value, string unit) =>
        Assert.Null(BolusUnits.Amount(Decimal(value), unit));

    [Fact]
    public void Every_accepted_unit_is_known() =>
        Assert.All(BolusUnits.Accepted, unit => Assert.NotNull(BolusUnits.Amount(1, unit)));

    private static decimal Decimal(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
