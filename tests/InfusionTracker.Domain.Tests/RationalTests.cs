using System.Globalization;
using System.Numerics;
using CsCheck;
using Xunit;

namespace InfusionTracker.Domain.Tests;

public class RationalTests
{
    /// <summary>Whole numbers of any length up to 27 digits, small ones as often as long ones.</summary>
    private static readonly Gen<BigInteger> Whole = Gen.Select(Gen.Long, Gen.Long, Gen.Int[0, 126]).Select((high, low, shift) => (((BigInteger)high << 26) + low) >> Math.Min(shift, 88));

    [Fact]
    public void A_third_is_rounded_once_to_28_digits() =>
        Assert.Equal(0.3333333333333333333333333333m, (new Rational(1, 3)).ToDecimal());

    [Theory]
    [InlineData("12.50", "12.5")]
    [InlineData("-0.0000000000000000000000000001", "-0.0000000000000000000000000001")]
    [InlineData("7922816251426433759354395033", "7922816251426433759354395033")]
    [InlineData("0", "0")]
    public void What_is_finite_comes_out_as_it_is_without_trailing_zeros(string given, string expected) =>
        Assert.Equal(
            expected,
            ((Rational)decimal.Parse(given, CultureInfo.InvariantCulture)).ToDecimal()
                .ToString(CultureInfo.InvariantCulture));

    [Fact]
    public void Halves_go_to_the_even_digit()
    {
        var unit = new Rational(1, BigInteger.Pow(10, 28));
        Assert.Equal(0.0000000000000000000000000002m, (unit * 5 / 2).ToDecimal());
        Assert.Equal(0.0000000000000000000000000004m, (unit * 7 / 2).ToDecimal());
    }

    [Fact]
    public void Decimals_are_the_nearest_of_28_digits_with_halves_to_the_even_one() =>
        Gen.Select(Whole, Whole.Where(d => d != 0)).Sample(
            (n, d) =>
            {
                var (exact, rounded) = (new Rational(n, d), new Rational(n, d).ToDecimal());
                var digits = BigInteger.Parse(rounded.ToString(CultureInfo.InvariantCulture).Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
                var places = 28 - BigInteger.Abs(n / d).ToString(CultureInfo.InvariantCulture).TrimStart('0').Length;
                var unit = new Rational(1, BigInteger.Pow(10, places));
                var apart = exact - rounded;
                var isNearest = (apart.Sign < 0 ? -apart : apart).CompareTo(unit / 2) switch
                {
                    < 0 => true,
                    0 => (rounded / unit).Numerator.IsEven,
                    _ => false,
                };
                return isNearest && BigInteger.Abs(digits) <= BigInteger.Pow(10, 28) && (rounded.Scale == 0 || !(digits % 10).IsZero);
            },
            iter: 20_000);

    [Fact]
    public void Quotients_are_rounded_as_fractions_are() =>
        Gen.Select(Gen.Long, Gen.Long.Where(d => d != 0)).Sample(
            (n, d) => Rational.Quotient(n, d).ToString(CultureInfo.InvariantCulture) == new Rational(n, d).ToDecimal().ToString(CultureInfo.InvariantCulture), iter: 20_000);

    [Fact]
    public void Doubles_are_the_nearest_ones() =>
        Gen.Select(Gen.Long, Gen.Long.Where(d => d != 0)).Sample((n, d) =>
        {
            // Where both are doubles exactly, IEEE division is correctly rounded and so must we be.
            var (a, b) = (n >> 11, (d >> 11) | 1);
            return new Rational(a, b).ToDouble() == (double)a / b;
        });

    [Fact]
    public void Fractions_are_equal_and_ordered_by_value()
    {
        Assert.Equal(new Rational(2, -4), new Rational(-1, 2));
        Assert.True(new Rational(1, 3) < new Rational(34, 100));
        Assert.True(default(Rational) == 0);
        Assert.Throws<DivideByZeroException>(() => new Rational(1, 0));
    }
}
