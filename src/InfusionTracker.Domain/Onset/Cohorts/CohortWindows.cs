using System.Collections.Immutable;
using NodaTime;

namespace InfusionTracker.Domain.Onset.Cohorts;

/// <summary>What fills a window in which a session was not observed.</summary>
public enum MissingValues
{
    /// <summary>Nothing: figures are of those who were observed.</summary>
    Omit,

    /// <summary>The last eligible point before it, never the baseline.</summary>
    LastObservationCarriedForward,
}

/// <summary>A cohort in one window. All figures are null where the window is withheld.</summary>
/// <param name="Window">The window.</param>
/// <param name="Withheld">True where too few patients stand behind it.</param>
/// <param name="Observed">Sessions with a point in the window.</param>
/// <param name="Expected">Observed, and those whose window is over without one.</param>
/// <param name="Missing">Expected − observed.</param>
/// <param name="NotReached">The rest: the window lies ahead, or a next infusion came before its end.</param>
/// <param name="Carried">Missing ones that an earlier value stands for.</param>
/// <param name="Total">The totals.</param>
/// <param name="Change">Changes from baseline.</param>
/// <param name="PercentChange">Per cent changes: the mean is that of the sessions' percentages.</param>
/// <param name="Responders">Of those who could be judged.</param>
/// <param name="Remitters">Of those who could be judged.</param>
public sealed record WindowFigures(
    Window Window,
    bool Withheld,
    int? Observed,
    int? Expected,
    int? Missing,
    int? NotReached,
    int? Carried,
    Summary? Total,
    Summary? Change,
    Summary? PercentChange,
    Proportion? Responders,
    Proportion? Remitters);

/// <summary>A cohort's totals and changes, window by window.</summary>
public sealed record CohortWindows(CohortCounts Counts, ImmutableArray<WindowFigures> Windows)
{
    /// <summary>Computes the figures of all windows.</summary>
    /// <param name="cohort">The cohort; its onsets were computed with these windows.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="asOf">Now, or the time as of which is asked: a window that ends later is not missed yet.</param>
    /// <param name="missing">What fills a missed window.</param>
    /// <param name="cells">What is small.</param>
    public static CohortWindows Of(
        Cohort cohort, WindowList windows, Instant asOf, MissingValues missing, SmallCells cells)
    {
        var entries = windows.Windows.Select(window => cohort.Counted.Select(s => Entry.Of(s, window, asOf, missing)).ToList()).ToList();
        var withheld = cells.Withheld([.. entries.Select(window => Patients(window.Where(e => e.Point is not null)))]);
        return new(
            CohortCounts.Of(cohort, cells, withheld.Contains(true)),
            [
                .. windows.Windows.Select((window, i) => withheld[i]
                    ? new(window, true, null, null, null, null, null, null, null, null, null, null)
                    : FiguresOf(window, entries[i], cohort.AreIndependent, cells)),
            ]);
    }

    private static WindowFigures FiguresOf(Window window, List<Entry> entries, bool areIndependent, SmallCells cells)
    {
        var points = entries.Where(entry => entry.Point is not null).ToList();
        var observed = entries.Where(entry => entry.State == EntryState.Observed).ToList();
        var missed = entries.Where(entry => entry.State == EntryState.Missing).ToList();
        var ahead = entries.Where(entry => entry.State == EntryState.NotReached).ToList();
        var carried = points.Count - observed.Count;

        // One of these counts gives away the others, since they add up.
        var tell = !new[] { observed, missed, ahead }.Any(part => cells.IsSmall(Patients(part)));
        return new(
            window,
            false,
            tell || carried == 0 ? observed.Count : null,
            tell ? observed.Count + missed.Count : null,
            tell ? missed.Count : null,
            tell ? ahead.Count : null,
            tell && !cells.IsSmall(Patients(points.Where(e => e.State == EntryState.Missing))) ? carried : null,
            SummaryOf(point => (double)point.Score.Total),
            SummaryOf(point => (double?)point.Change),
            SummaryOf(point => point.PercentChange),
            ProportionOf(entry => entry.Point!.Response),
            ProportionOf(entry => entry.Session.Onset.RemissionNotEvaluable is null ? entry.Point!.Remission : null));

        Summary? SummaryOf(Func<OnsetPoint, double?> value)
        {
            var told = points.Where(entry => value(entry.Point!) is not null).ToList();
            return cells.IsSmall(Patients(told))
                ? null
                : Summary.Of(told.Select(entry => value(entry.Point!)!.Value), areIndependent);
        }

        Proportion? ProportionOf(Func<Entry, bool?> rule)
        {
            var (met, unmet) = (points.Where(e => rule(e) == true).ToList(), points.Where(e => rule(e) == false).ToList());
            return met.Count + unmet.Count == 0 ? null
                : cells.Count(met.Count, Patients(met), Patients(unmet)) is { } count
                    ? Proportion.From(count, met.Count + unmet.Count, areIndependent)
                : new Proportion(null, cells.IsSmall(Patients(met.Concat(unmet))) ? null : met.Count + unmet.Count, null, null);
        }
    }

    private static int Patients(IEnumerable<Entry> entries) => entries.Select(entry => entry.Session.PatientId).Distinct().Count();

    private enum EntryState
    {
        Observed,
        Missing,
        NotReached,
    }

    /// <summary>A session in a window: the point that stands for it there, if any.</summary>
    private sealed record Entry(IndexSession Session, EntryState State, OnsetPoint? Point)
    {
        public static Entry Of(IndexSession session, Window window, Instant asOf, MissingValues missing)
        {
            if (session.Onset.Points.FirstOrDefault(point => point.Window == window) is { } observed)
            {
                return new(session, EntryState.Observed, observed);
            }

            var end = session.T0 + window.To;
            if (!(end < asOf) || end >= session.Onset.Alignment.NextT0)
            {
                return new(session, EntryState.NotReached, null);
            }

            var carried = missing == MissingValues.LastObservationCarriedForward
                ? session.Onset.EligiblePoints.LastOrDefault(point => point.Elapsed <= window.To)
                : null;
            return new(session, EntryState.Missing, carried);
        }
    }
}
