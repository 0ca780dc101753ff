using NodaTime;

namespace InfusionTracker.Domain.Onset.Cohorts;

/// <summary>One window of a cohort that is being taken in.</summary>
internal sealed class WindowTally(CohortDesign design, Window window)
{
    private readonly CellTally _observed = new();

    private readonly CellTally _missed = new();

    private readonly CellTally _ahead = new();

    private readonly CellTally _carried = new();

    private readonly ValueTally _totals = new(design);

    private readonly ValueTally _changes = new(design);

    private readonly ValueTally _percentChanges = new(design);

    private readonly CellTally _withoutChange = new();

    private readonly CellTally _withoutPercentChange = new();

    private readonly RuleTally _responders = new(design);

    private readonly RuleTally _remitters = new(design);

    private readonly CellTally _respondersAlone = new();

    private readonly CellTally _remittersAlone = new();

    /// <summary>Who stands behind the figures.</summary>
    public WindowCells Cells => new(
        _totals.Cells,
        _changes.Cells,
        _percentChanges.Cells,
        _withoutChange.Cell,
        _withoutPercentChange.Cell,
        _missed.Cell,
        _ahead.Cell,
        _responders.Cells,
        _remitters.Cells,
        _respondersAlone.Cell,
        _remittersAlone.Cell);

    public void Add(IndexSession session, Instant asOf, MissingValues missing)
    {
        foreach (var point in session.Onset.Points)
        {
            if (point.Window == window)
            {
                _observed.Add(session.PatientId);
                Add(session, point);
                return;
            }
        }

        var end = session.T0 + window.To;
        if (!(end < asOf) || end >= session.Onset.Alignment.NextT0)
        {
            _ahead.Add(session.PatientId);
            return;
        }

        _missed.Add(session.PatientId);
        if (missing == MissingValues.LastObservationCarriedForward
            && session.Onset.EligiblePoints.LastOrDefault(point => point.Elapsed <= window.To) is { } last)
        {
            _carried.Add(session.PatientId);
            Add(session, last);
        }
    }

    public WindowFigures Figures() => new(
        window,
        false,
        _observed.Cell.Sessions,
        _observed.Cell.Sessions + _missed.Cell.Sessions,
        _missed.Cell.Sessions,
        _ahead.Cell.Sessions,
        _carried.Cell.Sessions,
        _totals.Summary(),
        _changes.Summary(),
        _percentChanges.Summary(),
        _responders.Figures(),
        _remitters.Figures());

    private void Add(IndexSession session, OnsetPoint point)
    {
        var patient = session.PatientId;
        _totals.Add(patient, (double)point.Score.Total);
        if (point.Change is { } change)
        {
            _changes.Add(patient, (double)change);
        }
        else
        {
            _withoutChange.Add(patient);
        }

        if (point.PercentChange is { } percentChange)
        {
            _percentChanges.Add(patient, percentChange);
        }
        else
        {
            _withoutPercentChange.Add(patient);
        }

        var (responded, remitted) = (point.Response, session.Onset.RemissionNotEvaluable is null ? point.Remission : null);
        _responders.Add(patient, responded);
        _remitters.Add(patient, remitted);
        if ((responded == true) != (remitted == true))
        {
            (responded == true ? _respondersAlone : _remittersAlone).Add(patient);
        }
    }
}
