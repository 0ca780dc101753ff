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
/// <param name="Counts">Who was counted.</param>
/// <param name="Baseline">The baseline totals of those counted; null where withheld.</param>
/// <param name="Windows">The figures, in time order.</param>
public sealed record CohortWindows(CohortCounts Counts, Summary? Baseline, ImmutableArray<WindowFigures> Windows);

/// <summary>
/// Takes a cohort in, patient by patient, and keeps of each what the figures need: which values there are and how often.
/// </summary>
/// <param name="design">How the cohort is made.</param>
/// <param name="windows">The windows; onsets are computed with these.</param>
/// <param name="asOf">Now, or the time as of which is asked: a window that ends later is not missed yet.</param>
/// <param name="missing">What fills a missed window.</param>
public sealed class CohortWindowsTally(CohortDesign design, WindowList windows, Instant asOf, MissingValues missing)
{
    private readonly CohortTally _counts = new();

    private readonly ValueTally _baselines = new(design);

    private readonly WindowTally[] _windows = [.. windows.Windows.Select(window => new WindowTally(design, window))];

    /// <summary>The patients of those counted.</summary>
    public IReadOnlyList<Guid> Patients => _counts.Patients;

    /// <summary>Takes a patient in.</summary>
    /// <param name="ofPatient">All sessions of one patient that pass the filters, in any order.</param>
    public void Add(IEnumerable<IndexSession> ofPatient)
    {
        foreach (var judged in design.Judge(ofPatient))
        {
            _counts.Add(judged);
            if (judged.LeftOut is null)
            {
                Count(judged.Session);
            }
        }
    }

    /// <summary>The exact figures of all who were taken in.</summary>
    public CohortWindows Figures() => new(_counts.Figures(), _baselines.Summary(), [.. _windows.Select(window => window.Figures())]);

    /// <summary>As much of them as may be told.</summary>
    /// <param name="cells">What is withheld; null for nothing.</param>
    public CohortWindows Figures(SmallCells? cells) =>
        cells is null ? Figures()
        : (cells with { Unit = design.Unit }).Withhold(
            Figures(), new(_counts.Cells, _baselines.Cells, [.. _windows.Select(window => window.Cells)]), design.ScaleValues);

    private void Count(IndexSession session)
    {
        if (session.Onset.Baseline is { } baseline)
        {
            _baselines.Add(session.PatientId, baseline.Total.ToDouble());
        }

        foreach (var window in _windows)
        {
            window.Add(session, asOf, missing);
        }
    }
}
