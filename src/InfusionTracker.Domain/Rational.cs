using System.Globalization;
using System.Numerics;

namespace InfusionTracker.Domain;

/// <summary>
/// An exact fraction in lowest terms. Doses, changes and comparisons are computed in it, so that nothing is rounded on
/// the way; <see cref="ToDecimal"/> and <see cref="ToDouble"/> round once, at the end.
/// </summary>
public readonly struct Rational : IEquatable<Rational>, IComparable<Rational>
{
    private static readonly BigInteger LongestWhole = BigInteger.Pow(10, 28);

    private static readonly BigInteger LongestExactDouble = BigInteger.One << 53;

    private static readonly BigInteger LargestDecimal = new(decimal.MaxValue);

    private static readonly UInt128 LongestMantissa = (UInt128)LongestWhole;

    /// <summary>A one by which a quotient loses the zeros at its end.</summary>
    private const decimal WithoutZeros = 1.0000000000000000000000000000m;

    private readonly BigInteger denominator;

    /// <param name="numerator">Any whole number.</param>
    /// <param name="denominator">Any whole number but 0.</param>
    /// <exception cref="DivideByZeroException">The denominator is 0.</exception>
    public Rational(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
        {
            throw new DivideByZeroException();
        }

        if (denominator.IsOne)
        {
            (Numerator, this.denominator) = (numerator, denominator);
            return;
        }

        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        Numerator = numerator / divisor;
        this.denominator = denominator / divisor;
    }

    public BigInteger Numerator { get; }

    /// <summary>Above 0, also in <c>default</c>, which is zero.</summary>
    public BigInteger Denominator => denominator.IsZero ? BigInteger.One : denominator;

    public static Rational Zero => default;

    private bool IsWhole => denominator.IsOne || denominator.IsZero;

    public int Sign => Numerator.Sign;

    public static implicit operator Rational(int value) => new(value, BigInteger.One);

    public static implicit operator Rational(long value) => new(value, BigInteger.One);

    /// <summary>Every decimal is a fraction exactly.</summary>
    public static implicit operator Rational(decimal value)
    {
        if (value.Scale == 0)
        {
            return new(new BigInteger(value), BigInteger.One);
        }

        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var magnitude = ((BigInteger)(uint)bits[2] << 64) + ((BigInteger)(uint)bits[1] << 32) + (uint)bits[0];
        return new(bits[3] < 0 ? -magnitude : magnitude, BigInteger.Pow(10, (bits[3] >> 16) & 0xFF));
    }

    // Totals and changes are whole, and so are most values in between: those skip what fractions need.
    public static Rational operator +(Rational left, Rational right) =>
        left.IsWhole && right.IsWhole ? new(left.Numerator + right.Numerator, BigInteger.One)
        : new((left.Numerator * right.Denominator) + (right.Numerator * left.Denominator), left.Denominator * right.Denominator);

    public static Rational operator -(Rational value) => new(-value.Numerator, value.Denominator);

    public static Rational operator -(Rational left, Rational right) => left + -right;

    public static Rational operator *(Rational left, Rational right) =>
        left.IsWhole && right.IsWhole ? new(left.Numerator * right.Numerator, BigInteger.One)
        : new(left.Numerator * right.Numerator, left.Denominator * right.Denominator);

    public static Rational operator /(Rational left, Rational right) =>
        new(left.Numerator * right.Denominator, left.Denominator * right.Numerator);

    public static bool operator ==(Rational left, Rational right) => left.Equals(right);

    public static bool operator !=(Rational left, Rational right) => !left.Equals(right);

    public static bool operator <(Rational left, Rational right) => left.CompareTo(right) < 0;

    public static bool operator >(Rational left, Rational right) => left.CompareTo(right) > 0;

    public static bool operator <=(Rational left, Rational right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Rational left, Rational right) => left.CompareTo(right) >= 0;

    /// <summary>
    /// The nearest decimal of 28 significant digits (at most 28 decimals), half to even: the one rounding rule of exact
    /// figures. What is finite within that comes out as it is, without trailing zeros.
    /// </summary>
    /// <exception cref="OverflowException">The whole part has more than 28 digits.</exception>
    public decimal ToDecimal()
    {
        if (Denominator.IsOne && BigInteger.Abs(Numerator) < LongestWhole)
        {
            return (decimal)Numerator;
        }

        var magnitude = BigInteger.Abs(Numerator);
        if (magnitude <= LargestDecimal && Denominator <= LargestDecimal && TryDivide((decimal)Numerator, (decimal)Denominator, out var quotient))
        {
            return quotient;
        }

        var whole = magnitude / Denominator;
        var wholeDigits = whole.IsZero ? 0 : whole.ToString(CultureInfo.InvariantCulture).Length;
        var scale = Math.Max(28 - wholeDigits, 0);
        var digits = DivideHalfToEven(magnitude * BigInteger.Pow(10, scale), Denominator);
        while (scale > 0 && (digits % 10).IsZero)
        {
            digits /= 10;
            scale--;
        }

        // A whole part of zeros leaves room that the mantissa lacks: 28 decimals of a value below 1 always fit.
        var mantissa = (decimal)digits;
        return new decimal(
            decimal.GetBits(mantissa)[0], decimal.GetBits(mantissa)[1], decimal.GetBits(mantissa)[2], Sign < 0, (byte)scale);
    }

    /// <summary>A quotient as <see cref="ToDecimal"/> rounds it, as a rule without a fraction on the way.</summary>
    /// <exception cref="DivideByZeroException">The divisor is 0.</exception>
    public static decimal Quotient(long dividend, long divisor) =>
        TryDivide(dividend, divisor, out var quotient) ? quotient : new Rational(dividend, divisor).ToDecimal();

    /// <summary>The nearest double, half to even; correct to the last bit.</summary>
    public double ToDouble()
    {
        if (Numerator.IsZero)
        {
            return 0;
        }

        // Of two doubles that are exact the quotient is rounded once.
        if (BigInteger.Abs(Numerator) <= LongestExactDouble && Denominator <= LongestExactDouble)
        {
            return (double)Numerator / (double)Denominator;
        }

        // A quotient of 62 bits or more whose last bit remembers what was cut off rounds as the exact value would.
        var magnitude = BigInteger.Abs(Numerator);
        var shift = 62 - (int)(magnitude.GetBitLength() - Denominator.GetBitLength());
        var quotient = shift >= 0
            ? BigInteger.DivRem(magnitude << shift, Denominator, out var remainder)
            : BigInteger.DivRem(magnitude, Denominator << -shift, out remainder);
        var bits = (ulong)quotient | (remainder.IsZero ? 0UL : 1UL);
        return Math.ScaleB(bits, -shift) * Sign;
    }

    public int CompareTo(Rational other) =>
        IsWhole && other.IsWhole ? Numerator.CompareTo(other.Numerator)
        : (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    public bool Equals(Rational other) => Numerator == other.Numerator && Denominator == other.Denominator;

    public override bool Equals(object? obj) => obj is Rational other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Numerator, Denominator);

    public override string ToString() => Denominator.IsOne ? $"{Numerator}" : $"{Numerator}/{Denominator}";

    /// <summary>
    /// Divides whole decimals. <see cref="decimal"/> itself gives 28 or 29 digits, half to even; of 29 the last is rounded away,
    /// unless it is a 5, which may stand for a little more or less than a half: then false.
    /// </summary>
    private static bool TryDivide(decimal dividend, decimal divisor, out decimal quotient)
    {
        quotient = dividend / divisor;
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(quotient, bits);
        var digits = new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        if (digits >= LongestMantissa)
        {
            if (quotient.Scale == 0 || digits % 10 == 5)
            {
                return false;
            }

            quotient = decimal.Round(quotient, quotient.Scale - 1);
        }

        quotient /= WithoutZeros;
        return true;
    }

    private static BigInteger DivideHalfToEven(BigInteger dividend, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(dividend, divisor, out var remainder);
        var half = (remainder * 2).CompareTo(divisor);
        return half > 0 || (half == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }
}
