using InfusionTracker.Domain.Dosing;
using Xunit;

namespace InfusionTracker.Domain.Tests.Dosing;

public class RateTests
{
    /// <summary>Half a milligram per kg over 40 minutes at 70 kg, told in each of the five units.</summary>
    public static TheoryData<string, decimal, decimal?> SameRateInEveryUnit => new()
    {
        { "mg/h", 52.5m, null },
        { "mg/min", 0.875m, null },
        { "mg/kg/h", 0.75m, null },
        { "ug/kg/min", 12.5m, null },
        { "mL/h", 52.5m, 1m },
        { "mL/h", 5.25m, 10m },
    };

    [Theory]
    [MemberData(nameof(SameRateInEveryUnit))]
    public void One_rate_is_the_same_in_every_unit(string unit, decimal value, decimal? concentration) =>
        Assert.Equal(52.5m, Infusions.RateOf(value, RateUnits.Parse(unit)!.Value, concentration).MgPerHour(70)!.Value.ToDecimal());

    [Theory]
    [InlineData("MG/H")]
    [InlineData("ml/h")]
    [InlineData("µg/kg/min")]
    [InlineData("")]
    public void Other_units_are_not_guessed(string text) => Assert.Null(RateUnits.Parse(text));

    [Fact]
    public void Every_accepted_unit_is_written_as_it_is_read() =>
        Assert.All(RateUnits.Accepted, text => Assert.Equal(text, RateUnits.Parse(text)!.Value.Ucum()));

    [Fact]
    public void A_rate_per_kg_means_nothing_without_a_weight()
    {
        Assert.True(Infusions.RateOf(0.75m, RateUnit.MgPerKgPerHour).NeedsWeight);
        Assert.Null(Infusions.RateOf(0.75m, RateUnit.MgPerKgPerHour).MgPerHour(null));
        Assert.Null(Infusions.RateOf(12.5m, RateUnit.UgPerKgPerMinute).MgPerHour(null));
        Assert.False(Infusions.MgPerHour(1).NeedsWeight);
    }

    public static TheoryData<decimal, RateUnit, decimal?> Refused => new()
    {
        { 0m, RateUnit.MgPerHour, null },
        { -1m, RateUnit.MgPerHour, null },
        { 52.5m, RateUnit.MlPerHour, null },
        { 52.5m, RateUnit.MlPerHour, 0m },
        { 52.5m, RateUnit.MgPerHour, 1m },
        { 1_000_000_000m, RateUnit.MgPerHour, null },
        { 0.0000000001m, RateUnit.MgPerHour, null },
        { 1m, RateUnit.MlPerHour, 0.0000000001m },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_rate_that_makes_no_sense_is_refused_with_a_sentence(decimal value, RateUnit unit, decimal? concentration)
    {
        Assert.False(Rate.TryOf(value, unit, concentration, out var rate, out var refusal));
        Assert.Null(rate);
        Assert.EndsWith(".", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Nine_digits_on_either_side_of_the_point_are_taken() =>
        Assert.Equal(999_999_999.999999999m, Infusions.MgPerHour(999_999_999.999999999m).Value);
}
