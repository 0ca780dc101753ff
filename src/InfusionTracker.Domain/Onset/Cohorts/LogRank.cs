namespace InfusionTracker.Domain.Onset.Cohorts;

/// <summary>Whether groups differ in their time to an event.</summary>
/// <param name="ChiSquare">The statistic.</param>
/// <param name="Df">Groups that were ever at risk of an event, less one.</param>
/// <param name="P">Its upper tail; null where subjects depend on each other.</param>
public sealed record LogRank(double ChiSquare, int Df, double? P)
{
    /// <summary>Below this share of its variance a group's own part is rounding: the matrix is singular.</summary>
    private const double Singular = 1e-10;

    /// <summary>
    /// The log-rank test (rho 0, hypergeometric variance), as R's <c>survdiff</c>. Groups with no expected event are
    /// dropped; null with fewer than two left, or where the variance is singular.
    /// </summary>
    /// <param name="groups">Follow-ups by group; the groups' order is no matter.</param>
    /// <param name="areIndependent">False where several subjects are one patient: no p is told.</param>
    public static LogRank? Of(IReadOnlyList<FollowUpCounts> groups, bool areIndependent = true)
    {
        var count = groups.Count;
        var atRisk = groups.Select(group => group.Count).ToArray();
        var excess = new double[count];
        var expected = new double[count];
        var variance = new double[count, count];
        var ended = groups.SelectMany((group, index) => group.ByTime().Select(at => (Group: index, At: at))).ToArray();
        Array.Sort(ended, (one, other) => one.At.Time.CompareTo(other.At.Time));
        for (int first = 0, next = 0; first < ended.Length; first = next)
        {
            var (total, events) = ((double)atRisk.Sum(), 0);
            for (; next < ended.Length && ended[next].At.Time == ended[first].At.Time; next++)
            {
                events += ended[next].At.Events;
            }

            for (var i = 0; events > 0 && i < count; i++)
            {
                var share = atRisk[i] / total;
                expected[i] += events * share;
                excess[i] -= events * share;
                for (var j = 0; total > 1 && j < count; j++)
                {
                    variance[i, j] += events * (total - events) / (total - 1)
                        * share * ((i == j ? 1 : 0) - (atRisk[j] / total));
                }
            }

            foreach (var (group, at) in ended.AsSpan(first, next - first))
            {
                excess[group] += at.Events;
                atRisk[group] -= at.Events + at.Censored;
            }
        }

        var kept = Enumerable.Range(0, count).Where(i => expected[i] > 0).ToArray();
        if (kept.Length < 2)
        {
            return null;
        }

        // The excesses of all groups add up to 0, so that one group says nothing new.
        var df = kept.Length - 1;
        return Form(kept[1..], variance, excess) is not { } chiSquare
            ? null
            : new(chiSquare, df, areIndependent ? Distributions.ChiSquareUpperTail(chiSquare, df) : null);
    }

    /// <summary>x′V⁻¹x over some rows, by Cholesky's decomposition; null where V is singular.</summary>
    private static double? Form(int[] rows, double[,] v, double[] x)
    {
        var n = rows.Length;
        var lower = new double[n, n];
        var solved = new double[n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var rest = v[rows[i], rows[j]];
                for (var k = 0; k < j; k++)
                {
                    rest -= lower[i, k] * lower[j, k];
                }

                if (i == j && rest <= Singular * v[rows[i], rows[i]])
                {
                    return null;
                }

                lower[i, j] = i == j ? Math.Sqrt(rest) : rest / lower[j, j];
            }

            var value = x[rows[i]];
            for (var k = 0; k < i; k++)
            {
                value -= lower[i, k] * solved[k];
            }

            solved[i] = value / lower[i, i];
        }

        return solved.Sum(value => value * value);
    }
}
