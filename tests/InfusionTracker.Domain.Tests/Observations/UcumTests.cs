using System.Globalization;
using InfusionTracker.Domain.Observations;
using Xunit;

namespace InfusionTracker.Domain.Tests.Observations;

public class UcumTests
{
    [Theory]
    [InlineData("154", "[lb_av]", "kg", "69.85322498")]
    [InlineData("1", "[oz_av]", "kg", "0.028349523125")]
    [InlineData("16", "[oz_av]", "[lb_av]", "1")]
    [InlineData("70000", "g", "kg", "70")]
    [InlineData("98.60", "[degF]", "Cel", "37")]
    [InlineData("95", "[degF]", "Cel", "35")]
    [InlineData("37", "Cel", "[degF]", "98.6")]
    [InlineData("310.15", "K", "Cel", "37")]
    [InlineData("37", "Cel", "K", "310.15")]
    [InlineData("-40", "[degF]", "Cel", "-40")]
    [InlineData("68", "[in_i]", "cm", "172.72")]
    [InlineData("5.5", "[ft_i]", "cm", "167.64")]
    [InlineData("1.75", "m", "cm", "175")]
    [InlineData("1750", "mm", "cm", "175")]
    [InlineData("120", "mm[Hg]", "kPa", "15.99864")]
    [InlineData("15.99864", "kPa", "mm[Hg]", "120")]
    [InlineData("72", "{beats}/min", "/min", "72")]
    [InlineData("14", "{breaths}/min", "/min", "14")]
    [InlineData("13", "1", "{score}", "13")]
    [InlineData("1", "[lb_av]", "kg", "0.45359237")]
    [InlineData("11", "[stone_av]", "kg", "69.85322498")]
    [InlineData("11", "[stone_av]", "[lb_av]", "154")]
    [InlineData("98.6", "[degF]", "K", "310.15")]
    [InlineData("310.15", "K", "[degF]", "98.6")]
    [InlineData("40", "mbar", "kPa", "4")]
    [InlineData("133322", "cm[H2O]", "mm[Hg]", "98066.5")]
    [InlineData("1.2", "Hz", "/min", "72")]
    [InlineData("1.2", "/s", "1/min", "72")]
    [InlineData("4320", "/h", "/min", "72")]
    [InlineData("0.98", "1", "%", "98")]
    public void Conversion_is_exact_where_a_decimal_can_hold_it(string value, string from, string to, string expected) =>
        Assert.Equal(Parse(expected), Ucum.Convert(Parse(value), from, to));

    [Theory]
    [InlineData("100", "[degF]", "Cel", "37.77777777777777777777777778")]
    [InlineData("98.7", "[degF]", "Cel", "37.05555555555555555555555556")]
    [InlineData("16", "kPa", "mm[Hg]", "120.0102008670737012646074916")]
    [InlineData("1.000000000000000000000000001", "[in_i]", "[ft_i]", "0.0833333333333333333333333334")]
    public void A_division_without_end_is_rounded_once_to_the_digits_of_a_decimal(
        string value, string from, string to, string expected) =>
        Assert.Equal(Parse(expected), Ucum.Convert(Parse(value), from, to));

    [Fact]
    public void Another_ucum_library_says_the_same_of_every_pair_of_units() => Assert.All(
        Reference.Conversions,
        c =>
        {
            var ours = Ucum.Convert(c.Value, c.From, c.To);
            if (c.Expected is not { } theirs)
            {
                Assert.Null(ours);
                return;
            }

            Assert.InRange(Math.Abs((double)ours!.Value - theirs), 0, 1e-12 * Math.Abs(theirs));
        });

    [Fact]
    public void Every_unit_of_the_table_was_put_to_the_other_library()
    {
        var pairs = Reference.Conversions.Select(c => (c.From, c.To)).ToHashSet();
        Assert.All(Ucum.All, from => Assert.All(Ucum.All.Where(to => to != from), to => Assert.Contains((from, to), pairs)));
    }

    [Theory]
    [InlineData("98.60", "Cel", "98.60")]
    [InlineData("72.0", "{beats}/min", "72.0")]
    public void Digits_stay_as_given_where_there_is_nothing_to_compute(string value, string unit, string text)
    {
        var to = unit == "Cel" ? "Cel" : "/min";
        Assert.Equal(text, Ucum.Convert(Parse(value), unit, to)!.Value.ToString(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("kg", "cm")]
    [InlineData("[degF]", "%")]
    [InlineData("KG", "kg")]
    [InlineData("mmHg", "mm[Hg]")]
    [InlineData("kg", "stone")]
    public void Other_quantities_and_units_outside_the_table_are_not_converted(string from, string to) =>
        Assert.Null(Ucum.Convert(1, from, to));

    [Fact]
    public void A_value_too_large_for_arithmetic_is_not_converted()
    {
        Assert.Null(Ucum.Convert(decimal.MaxValue, "[lb_av]", "kg"));
        Assert.Null(Ucum.Convert(decimal.MinValue, "kg", "kg"));
    }

    private static decimal Parse(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
