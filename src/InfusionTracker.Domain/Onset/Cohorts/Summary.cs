namespace InfusionTracker.Domain.Onset.Cohorts;

/// <summary>A 95 % confidence interval.</summary>
public sealed record Interval(double Lower, double Upper);

/// <summary>
/// What a cohort's values look like at one time. Of none all figures are null; of one there is no spread, so that SD, SE
/// and interval are null.
/// </summary>
/// <param name="N">How many values.</param>
/// <param name="Mean">Their arithmetic mean.</param>
/// <param name="Sd">Standard deviation with n − 1.</param>
/// <param name="Se">Standard error of the mean; null where values depend on each other.</param>
/// <param name="Ci95">Student's t interval of the mean; null where values depend on each other.</param>
/// <param name="Median">Middle value.</param>
/// <param name="LowerQuartile">A quarter of the values lie below (type 7, as R's default).</param>
/// <param name="UpperQuartile">Three quarters lie below.</param>
public sealed record Summary(
    int N,
    double? Mean,
    double? Sd,
    double? Se,
    Interval? Ci95,
    double? Median,
    double? LowerQuartile,
    double? UpperQuartile)
{
    /// <summary>Summarises values in any order; the same values give the same figures to the last bit.</summary>
    /// <param name="values">Finite values.</param>
    /// <param name="areIndependent">False where several come from one patient: SE and interval would be too narrow.</param>
    public static Summary Of(IEnumerable<double> values, bool areIndependent = true) => OfSorted([.. values.Order()], areIndependent);

    /// <summary>The same of values in rising order.</summary>
    internal static Summary OfSorted(IReadOnlyList<double> sorted, bool areIndependent)
    {
        var n = sorted.Count;
        if (n == 0)
        {
            return new(0, null, null, null, null, null, null, null);
        }

        var mean = Sum(sorted) / n;
        double? sd = n > 1 ? Math.Sqrt(Sum(sorted.Select(value => (value - mean) * (value - mean))) / (n - 1)) : null;
        var se = areIndependent ? sd / Math.Sqrt(n) : null;
        return new(
            n,
            mean,
            sd,
            se,
            se is { } error ? Around(mean, error * Distributions.StudentQuantile(0.975, n - 1)) : null,
            Quantile(sorted, 0.5),
            Quantile(sorted, 0.25),
            Quantile(sorted, 0.75));
    }

    /// <summary>Type 7: linear between the order statistics around (n − 1)p.</summary>
    /// <param name="sorted">At least one value, in rising order.</param>
    /// <param name="p">From 0 to 1.</param>
    public static double Quantile(IReadOnlyList<double> sorted, double p)
    {
        var place = (sorted.Count - 1) * p;
        var below = (int)Math.Floor(place);
        return below == sorted.Count - 1
            ? sorted[below]
            : sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]));
    }

    private static Interval Around(double middle, double half) => new(middle - half, middle + half);

    /// <summary>A sum that keeps what each addition loses (Neumaier).</summary>
    private static double Sum(IEnumerable<double> values)
    {
        var (sum, lost) = (0.0, 0.0);
        foreach (var value in values)
        {
            var next = sum + value;
            lost += Math.Abs(sum) >= Math.Abs(value) ? sum - next + value : value - next + sum;
            sum = next;
        }

        return sum + lost;
    }
}

/// <summary>How many of those who could be judged.</summary>
/// <param name="Count">How many; null where a small number is withheld.</param>
/// <param name="Of">Of how many; null where a small number is withheld.</param>
/// <param name="Rate">Their fraction; null of none.</param>
/// <param name="Ci95">Wilson's score interval without continuity correction, within [0, 1].</param>
public sealed record Proportion(int? Count, int? Of, double? Rate, Interval? Ci95)
{
    /// <param name="count">From 0 to <paramref name="of"/>.</param>
    /// <param name="of">At least 0.</param>
    /// <param name="areIndependent">False where several come from one patient: no interval is told.</param>
    public static Proportion From(int count, int of, bool areIndependent = true) =>
        of == 0 ? new(count, of, null, null)
        : new(count, of, (double)count / of, areIndependent ? Wilson(count, of) : null);

    private static Interval Wilson(int count, int n)
    {
        const double Z = Distributions.Normal975;
        var rate = (double)count / n;
        var scale = 1 + (Z * Z / n);
        var middle = (rate + (Z * Z / (2 * n))) / scale;
        var half = Z * Math.Sqrt((rate * (1 - rate) / n) + (Z * Z / (4.0 * n * n))) / scale;

        // At the ends the score equation has its root there exactly; computed, it misses by a rounding.
        return new(
            count == 0 ? 0 : Math.Max(middle - half, 0),
            count == n ? 1 : Math.Min(middle + half, 1));
    }
}
