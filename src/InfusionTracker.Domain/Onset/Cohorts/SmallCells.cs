using System.Collections.Immutable;

namespace InfusionTracker.Domain.Onset.Cohorts;

/// <summary>
/// Keeps an answer about a cohort from telling of a few of its patients. It is laid over the finished, exact answer: neither a
/// score of one patient, nor a figure of the scores of few, nor how many, where those are few, are in a state (response,
/// remission, event, left out) can be worked out from what is left. How many have a score in a window is told; so is what holds
/// of all or of none of at least <paramref name="Minimum"/> patients, and that a figure is withheld.
/// </summary>
/// <param name="Minimum">The fewest patients that may be told of: few are 1 to one less.</param>
/// <param name="Unit">Of what the cohort counts: a cell of sessions more than half of which are one patient's is one of few, too.</param>
public sealed partial record SmallCells(int Minimum = SmallCells.DefaultMinimum, CohortUnit Unit = CohortUnit.Patient)
{
    /// <summary>The minimum unless a clinic says else.</summary>
    public const int DefaultMinimum = 5;

    /// <summary>True of sessions of few patients; none are not few.</summary>
    public bool AreFew(Cell cell) =>
        cell.Patients > 0 && (cell.Patients < Minimum || (Unit == CohortUnit.Session && 2 * cell.MostOfOne > cell.Sessions));

    /// <summary>True where a part of something cannot be counted: it or the rest are few.</summary>
    private bool Hides(Cell part, Cell rest) => AreFew(part) || AreFew(rest);

    /// <summary>True of cells with so many times the minimum of patients.</summary>
    private bool HasTimes(int times, Cell cell) => cell.Patients >= times * Minimum;

    private static CohortCounts NoCounts(CountedCells behind) => new(false, null, null, behind.LeftOut.ToImmutableSortedDictionary(r => r.Key, _ => (int?)null));

    /// <summary>
    /// Counts of a cohort that is not of few. A reason of few is withheld, and the whole cohort with it; where it is the only one,
    /// the next smallest goes with it, be it one of none, on a tie the earlier.
    /// </summary>
    private CohortCounts Told(CohortCounts exact, CountedCells behind)
    {
        var hidden = behind.LeftOut.Where(reason => AreFew(reason.Value)).Select(reason => reason.Key).ToHashSet();
        if (hidden.Count == 0)
        {
            return exact;
        }

        if (hidden.Count == 1)
        {
            hidden.Add(behind.LeftOut.Where(reason => !hidden.Contains(reason.Key)).MinBy(reason => reason.Value.Patients).Key);
        }

        return exact with
        {
            Cohort = null,
            LeftOut = behind.LeftOut.ToImmutableSortedDictionary(r => r.Key, r => hidden.Contains(r.Key) ? null : (int?)r.Value.Sessions),
        };
    }

    /// <summary>A share of those who could be judged; null of none.</summary>
    private Proportion? Told(Proportion? exact, RuleCells behind) =>
        exact is null ? null
        : Hides(behind.Judged, behind.NotJudged) ? new(null, null, null, null)
        : Hides(behind.Met, behind.Unmet) ? new(null, exact.Of, null, null)
        : exact;

    /// <summary>What the values of a cell look like: the more of them, the more is told. Null of few.</summary>
    /// <param name="exact">The figures.</param>
    /// <param name="behind">Whose values they are.</param>
    /// <param name="scaleValues">How many values the instrument's scale has.</param>
    private Summary? Told(Summary? exact, ValueCells behind, int scaleValues)
    {
        if (exact is null || exact.N == 0)
        {
            return exact;
        }

        if (AreFew(behind.All))
        {
            return null;
        }

        if (IsOfFewOthers(behind))
        {
            return OnlyCounted(exact);
        }

        var isWide = scaleValues >= 4 * Minimum;
        var (spread, median, quartiles) =
            (isWide && HasTimes(2, behind.All), isWide && HasTimes(3, behind.All), isWide && HasTimes(4, behind.All));
        return new(
            exact.N,
            exact.Mean,
            spread ? exact.Sd : null,
            spread ? exact.Se : null,
            spread ? exact.Ci95 : null,
            median ? exact.Median : null,
            quartiles ? exact.LowerQuartile : null,
            quartiles ? exact.UpperQuartile : null);
    }

    /// <summary>True where more than half have one value, and few have another: any figure would tell of those.</summary>
    private bool IsOfFewOthers(ValueCells behind) => behind.MostAreOneValue && AreFew(behind.OfOtherValues);

    private static Summary OnlyCounted(Summary exact) => new(exact.N, null, null, null, null, null, null, null);

    /// <summary>Without what tells the sum of the values.</summary>
    private static Summary? WithoutSum(Summary? summary) => summary is null ? null : summary with { Mean = null, Sd = null, Se = null, Ci95 = null };

    /// <summary>Rounded to so many decimals, halves away from 0.</summary>
    private static double? Rounded(double? value, int digits) => value is { } exact ? Rounded(exact, digits) : null;

    private static double Rounded(double value, int digits) => Math.Round(value, digits, MidpointRounding.AwayFromZero);
}
