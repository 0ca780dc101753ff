using System.Collections.Immutable;

namespace InfusionTracker.Domain.Onset.Cohorts;

/// <summary>Who stands behind a summary of values.</summary>
/// <param name="All">All of them.</param>
/// <param name="MostAreOneValue">True where more than half have one and the same value.</param>
/// <param name="OfOtherValues">Then, those who have another.</param>
public sealed record ValueCells(Cell All, bool MostAreOneValue, Cell OfOtherValues);

/// <summary>Who stands behind a share.</summary>
/// <param name="Judged">Those who could be judged.</param>
/// <param name="NotJudged">Those with a value who could not be.</param>
/// <param name="Met">Those who met the rule.</param>
/// <param name="Unmet">Those who could be judged and did not.</param>
public sealed record RuleCells(Cell Judged, Cell NotJudged, Cell Met, Cell Unmet);

/// <summary>Who stands behind the figures of a window.</summary>
/// <param name="Total">The totals.</param>
/// <param name="Change">Changes from baseline.</param>
/// <param name="PercentChange">Per cent changes.</param>
/// <param name="WithoutChange">Those with a total and no change.</param>
/// <param name="WithoutPercentChange">Those with a total and no per cent change.</param>
/// <param name="Missing">Those who missed it.</param>
/// <param name="NotReached">Those for whom it lies ahead, or whom a next infusion kept from it.</param>
/// <param name="Responders">Of those who could be judged.</param>
/// <param name="Remitters">Of those who could be judged.</param>
/// <param name="RespondersAlone">Responders who are no remitters.</param>
/// <param name="RemittersAlone">Remitters who are no responders.</param>
public sealed record WindowCells(
    ValueCells Total,
    ValueCells Change,
    ValueCells PercentChange,
    Cell WithoutChange,
    Cell WithoutPercentChange,
    Cell Missing,
    Cell NotReached,
    RuleCells Responders,
    RuleCells Remitters,
    Cell RespondersAlone,
    Cell RemittersAlone);

/// <summary>Who stands behind a cohort's figures by window.</summary>
/// <param name="Counts">Behind the counts.</param>
/// <param name="Baseline">Behind the baseline.</param>
/// <param name="Windows">Behind each window.</param>
public sealed record CohortWindowsCells(CountedCells Counts, ValueCells Baseline, ImmutableArray<WindowCells> Windows);

public sealed partial record SmallCells
{
    /// <summary>Standard deviation, in per cent points, below which changes are as good as one.</summary>
    private const double Alike = 0.5;

    /// <summary>What may be told of a cohort's windows.</summary>
    /// <param name="exact">The figures.</param>
    /// <param name="behind">Who stands behind them.</param>
    /// <param name="scaleValues">How many values the instrument's scale has.</param>
    public CohortWindows Withhold(CohortWindows exact, CohortWindowsCells behind, int scaleValues)
    {
        if (AreFew(behind.Counts.Counted))
        {
            return new(NoCounts(behind.Counts), null, [.. exact.Windows.Select(NoFigures)]);
        }

        var baseline = Told(exact.Baseline, behind.Baseline, scaleValues);
        return new(
            Told(exact.Counts, behind.Counts),
            baseline,
            [
                .. exact.Windows.Zip(behind.Windows, (window, cells) =>
                    AreFew(cells.Total.All) ? NoFigures(window) : Told(window, cells, baseline, behind.Counts.Counted.Sessions, scaleValues)),
            ]);
    }

    private static WindowFigures NoFigures(WindowFigures exact) =>
        new(exact.Window, true, null, null, null, null, null, null, null, null, null, null);

    private WindowFigures Told(WindowFigures exact, WindowCells behind, Summary? baseline, int counted, int scaleValues)
    {
        var (total, change) = Scores(exact, behind, baseline, counted, scaleValues);
        var percent = PercentChange(exact, behind, counted, scaleValues);
        var (responders, remitters) = States(exact, behind);
        var tellsVisits = !AreFew(behind.Missing) && !AreFew(behind.NotReached);
        return exact with
        {
            Expected = tellsVisits ? exact.Expected : null,
            Missing = tellsVisits ? exact.Missing : null,
            NotReached = tellsVisits ? exact.NotReached : null,
            Total = total,
            Change = change,
            PercentChange = Tenths(percent),
            Responders = responders,
            Remitters = remitters,
        };
    }

    /// <summary>
    /// Totals and changes side by side. Where some who are counted have no score here, means of both would tell the sum of their
    /// baselines, and so the totals have none. Where all have one, baseline and change add up to the total: none of the three
    /// sums is told that the two others would give away.
    /// </summary>
    private (Summary? Total, Summary? Change) Scores(
        WindowFigures exact, WindowCells behind, Summary? baseline, int counted, int scaleValues)
    {
        var total = Told(exact.Total, behind.Total, scaleValues);
        var change = AreFew(behind.WithoutChange) ? null : Told(exact.Change, behind.Change, scaleValues);
        if (change?.Mean is null)
        {
            // The totals less the baseline would tell the changes.
            return total?.N == counted && baseline?.Mean is not null ? (WithoutSum(total), change) : (total, change);
        }

        return total?.N < counted || baseline?.Mean is null ? (WithoutSum(total), change)
            : total?.Mean is null ? (total, WithoutSum(change))
            : (total, change);
    }

    /// <summary>
    /// Per cent changes, which are told where no score follows from them. They are as little told as totals or changes that few have
    /// another value of. Where some who are counted have no score here and all change by about as much per cent, that and the sum of
    /// the changes would tell the sum of the others' baselines.
    /// </summary>
    private Summary? PercentChange(WindowFigures exact, WindowCells behind, int counted, int scaleValues)
    {
        var told = AreFew(behind.WithoutPercentChange) ? null : Told(exact.PercentChange, behind.PercentChange, scaleValues);
        return told is null ? null
            : IsOfFewOthers(behind.Total) || IsOfFewOthers(behind.Change) || (behind.Total.All.Sessions < counted && exact.PercentChange?.Sd < Alike)
                ? OnlyCounted(told)
            : told;
    }

    /// <summary>
    /// Responders and remitters. Where all of one are among the other, the difference of the two is a count as well: if that
    /// would be of few, remitters are not told.
    /// </summary>
    private (Proportion? Responders, Proportion? Remitters) States(WindowFigures exact, WindowCells behind)
    {
        var (responders, remitters) = (Told(exact.Responders, behind.Responders), Told(exact.Remitters, behind.Remitters));
        var (one, other) = (behind.RespondersAlone, behind.RemittersAlone);
        var isNested = one.Sessions == 0 || other.Sessions == 0;
        return responders?.Count is not null && remitters?.Count is not null && isNested && Hides(one, other)
            ? (responders, new(null, remitters.Of, null, null))
            : (responders, remitters);
    }

    private static Summary? Tenths(Summary? exact) => exact is null ? null : new(
        exact.N,
        Rounded(exact.Mean, 1),
        Rounded(exact.Sd, 1),
        Rounded(exact.Se, 1),
        exact.Ci95 is { } interval ? new(Rounded(interval.Lower, 1), Rounded(interval.Upper, 1)) : null,
        Rounded(exact.Median, 1),
        Rounded(exact.LowerQuartile, 1),
        Rounded(exact.UpperQuartile, 1));
}
