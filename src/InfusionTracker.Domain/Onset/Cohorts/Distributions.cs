namespace InfusionTracker.Domain.Onset.Cohorts;

/// <summary>The quantiles and tails that intervals and tests need, to about 1e-13.</summary>
public static class Distributions
{
    /// <summary>The 97.5 % point of the normal distribution.</summary>
    public const double Normal975 = 1.959963984540054;

    private const int MostTerms = 100_000;

    /// <summary>The value that Student's t with <paramref name="df"/> degrees of freedom exceeds with probability 1 − p.</summary>
    /// <param name="p">Above 0, below 1.</param>
    /// <param name="df">At least 1.</param>
    public static double StudentQuantile(double p, int df)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(df, 1);
        if (p is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(p));
        }

        if (p < 0.5)
        {
            return -StudentQuantile(1 - p, df);
        }

        // The upper tail is convex beyond 0, so that Newton's steps from there never overshoot.
        var t = 0.0;
        var density = GammaRatio(df / 2.0) / Math.Sqrt(Math.PI * df);
        for (var step = 0; step < 200; step++)
        {
            var slope = density * Math.Exp(-(df + 1) / 2.0 * LogOnePlus(t * t / df));
            var next = t + ((StudentUpperTail(t, df) - (1 - p)) / slope);
            if (Math.Abs(next - t) <= 1e-15 * Math.Abs(next))
            {
                return next;
            }

            t = next;
        }

        return t;
    }

    /// <summary>The probability that Student's t exceeds <paramref name="t"/>, which is at least 0.</summary>
    public static double StudentUpperTail(double t, int df)
    {
        if (t == 0)
        {
            return 0.5;
        }

        // Half the regularised incomplete beta function of df/(df + t²) with df/2 and 1/2, by its continued fraction on
        // whichever side of the mean converges.
        var (a, x) = (df / 2.0, 1 / (1 + (t * t / df)));
        var y = t * t / (df + (t * t));
        var front = Math.Exp(-a * LogOnePlus(t * t / df)) * Math.Sqrt(y) * GammaRatio(a) / Math.Sqrt(Math.PI);
        return x < (a + 1) / (a + 2.5)
            ? 0.5 * front * BetaFraction(a, 0.5, x) / a
            : 0.5 * (1 - (front * BetaFraction(0.5, a, y) / 0.5));
    }

    /// <summary>The probability that chi-square with <paramref name="df"/> degrees of freedom exceeds a value of at least 0.</summary>
    public static double ChiSquareUpperTail(double value, int df)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(df, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        var (a, x) = (df / 2.0, value / 2);
        if (x == 0)
        {
            return 1;
        }

        var front = Math.Exp((a * Math.Log(x)) - x - LogGammaOfHalves(df));
        return x < a + 1 ? 1 - (front * GammaSeries(a, x)) : front * GammaFraction(a, x);
    }

    /// <summary>Γ(x + ½) ÷ Γ(x), without the cancellation of two large logarithms.</summary>
    private static double GammaRatio(double x)
    {
        var shift = 1.0;
        for (; x < 30; x++)
        {
            shift *= x / (x + 0.5);
        }

        var square = 1 / (x * x);
        var series = (((((-31.0 / 18432 * square) + (17.0 / 14336)) * square) - (1.0 / 640)) * square) + (1.0 / 192);
        return shift * Math.Sqrt(x) * Math.Exp(((series * square) - 0.125) / x);
    }

    /// <summary>ln(1 + x), exact also where x is tiny (Kahan).</summary>
    private static double LogOnePlus(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * x / (sum - 1);
    }

    /// <summary>ln Γ(df ÷ 2) by Γ(x + 1) = xΓ(x), from Γ(1) = 1 and Γ(½) = √π.</summary>
    private static double LogGammaOfHalves(int df)
    {
        var sum = df % 2 == 0 ? 0 : Math.Log(Math.PI) / 2;
        for (var x = df % 2 == 0 ? 1 : 0.5; x < df / 2.0; x++)
        {
            sum += Math.Log(x);
        }

        return sum;
    }

    /// <summary>The continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method.</summary>
    private static double BetaFraction(double a, double b, double x) =>
        Lentz(1, i =>
        {
            var m = i / 2;
            var coefficient = i % 2 == 0
                ? m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)))
                : -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            return (coefficient, 1);
        });

    /// <summary>The lower incomplete gamma function over x^a e^-x (DLMF 8.7.1).</summary>
    private static double GammaSeries(double a, double x)
    {
        var (term, sum) = (1 / a, 1 / a);
        for (var n = 1; n < MostTerms && term > sum * 1e-17; n++)
        {
            term *= x / (a + n);
            sum += term;
        }

        return sum;
    }

    /// <summary>The upper incomplete gamma function over x^a e^-x (DLMF 8.9.2), by Lentz's method.</summary>
    private static double GammaFraction(double a, double x) => Lentz(x + 1 - a, i => (-i * (i - a), x + (2 * i) + 1 - a));

    /// <summary>1 ÷ (b₀ + a₁ ÷ (b₁ + a₂ ÷ (b₂ + …))).</summary>
    private static double Lentz(double first, Func<int, (double A, double B)> next)
    {
        const double Tiny = 1e-300;
        var (value, numerator, denominator) = (first, first, 0.0);
        for (var i = 1; i < MostTerms; i++)
        {
            var (a, b) = next(i);
            denominator = b + (a * denominator);
            denominator = 1 / (denominator == 0 ? Tiny : denominator);
            numerator = b + (a / numerator);
            numerator = numerator == 0 ? Tiny : numerator;
            var change = numerator * denominator;
            value *= change;
            if (Math.Abs(change - 1) < 1e-16)
            {
                break;
            }
        }

        return 1 / value;
    }
}
