using NodaTime;

namespace InfusionTracker.Domain.Onset.Cohorts;

/// <summary>Values, how often each occurs, and of how many patients they are.</summary>
internal sealed class ValueTally
{
    private readonly Dictionary<double, int> _times = [];

    public Cell Cell { get; } = new();

    public void Add(Guid patientId, double value)
    {
        Cell.Add(patientId);
        _times[value] = _times.GetValueOrDefault(value) + 1;
    }

    public Summary Summary(bool areIndependent) => Cohorts.Summary.OfSorted(new RepeatedValues(_times), areIndependent);
}

/// <summary>Counts those who met a rule, and those who did not.</summary>
internal sealed class RuleTally
{
    private readonly Cell _met = new();

    private readonly Cell _unmet = new();

    private readonly Cell _judged = new();

    private readonly Cell _notJudged = new();

    public void Add(Guid patientId, bool? met)
    {
        (met is null ? _notJudged : _judged).Add(patientId);
        if (met is { } isMet)
        {
            (isMet ? _met : _unmet).Add(patientId);
        }
    }

    /// <summary>Null of none who could be judged.</summary>
    public Proportion? Figures(bool areIndependent, SmallCells cells) =>
        _judged.Sessions == 0 ? null
        : cells.Count(_judged.Sessions, _judged.Patients, _notJudged.Patients) is not { } of ? new(null, null, null, null)
        : cells.Count(_met.Sessions, _met.Patients, _unmet.Patients) is { } count ? Proportion.From(count, of, areIndependent)
        : new(null, of, null, null);
}

/// <summary>One window of a cohort that is being taken in.</summary>
internal sealed class WindowTally(Window window)
{
    private readonly Cell _observed = new();

    private readonly Cell _ahead = new();

    private readonly Cell _carried = new();

    private readonly Cell _unfilled = new();

    private readonly ValueTally _totals = new();

    private readonly ValueTally _changes = new();

    private readonly ValueTally _percentChanges = new();

    private readonly Cell _withoutChange = new();

    private readonly Cell _withoutPercentChange = new();

    private readonly RuleTally _responders = new();

    private readonly RuleTally _remitters = new();

    public Window Window => window;

    /// <summary>Sessions with a value that stands for the window, observed or carried.</summary>
    public Cell Points => _totals.Cell;

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

        if (missing == MissingValues.LastObservationCarriedForward
            && session.Onset.EligiblePoints.LastOrDefault(point => point.Elapsed <= window.To) is { } last)
        {
            _carried.Add(session.PatientId);
            Add(session, last);
        }
        else
        {
            _unfilled.Add(session.PatientId);
        }
    }

    public WindowFigures Figures(bool areIndependent, SmallCells cells)
    {
        // One of these counts gives away the others, since they add up.
        var tell = !new[] { _observed, _carried, _unfilled, _ahead }.Any(part => cells.IsSmall(part.Patients));
        var missed = _carried.Sessions + _unfilled.Sessions;
        return new(
            window,
            false,
            tell || _carried.Sessions == 0 ? _observed.Sessions : null,
            tell ? _observed.Sessions + missed : null,
            tell ? missed : null,
            tell ? _ahead.Sessions : null,
            tell ? _carried.Sessions : null,
            SummaryOf(_totals, others: 0),
            SummaryOf(_changes, _withoutChange.Patients),
            SummaryOf(_percentChanges, _withoutPercentChange.Patients),
            _responders.Figures(areIndependent, cells),
            _remitters.Figures(areIndependent, cells));

        // A summary tells of how many it is, and beside the totals thereby how many have no such value.
        Summary? SummaryOf(ValueTally values, int others) =>
            cells.Count(values.Cell.Sessions, values.Cell.Patients, others) is null ? null : values.Summary(areIndependent);
    }

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

        _responders.Add(patient, point.Response);
        _remitters.Add(patient, session.Onset.RemissionNotEvaluable is null ? point.Remission : null);
    }
}
