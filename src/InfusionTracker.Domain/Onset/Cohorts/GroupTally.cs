using NodaTime;

namespace InfusionTracker.Domain.Onset.Cohorts;

/// <summary>One group of a cohort that is being taken in.</summary>
internal sealed class GroupTally(string? name)
{
    private readonly Cell _events = new();

    private readonly Cell _eventFree = new();

    private readonly Cell _cutOff = new();

    private readonly Cell _notCutOff = new();

    private readonly List<FollowUp> _followUps = [];

    /// <summary>The longest follow-up of each patient.</summary>
    private readonly List<Duration> _longest = [];

    /// <summary>Minutes from the origin to the first eligible point, of those who have one.</summary>
    private readonly List<double> _firstVisits = [];

    public string? Name => name;

    public Cell Subjects { get; } = new();

    public IReadOnlyCollection<FollowUp> FollowUps => _followUps;

    /// <summary>Adds a session as its follow-up from the origin: t0, or the first response for a relapse.</summary>
    public void Add(IndexSession session, CohortEvent asked)
    {
        var onset = session.Onset;
        var origin = asked == CohortEvent.Relapse ? onset.FirstResponse!.Elapsed : Duration.Zero;
        var happened = asked switch
        {
            CohortEvent.Response => onset.FirstResponse?.Elapsed,
            CohortEvent.Remission => onset.FirstRemission?.Elapsed,
            _ => onset.LossOfResponse?.Elapsed,
        };
        Duration? first = null, last = null;
        foreach (var point in onset.Points)
        {
            if (point.Eligible && point.Elapsed > origin)
            {
                (first, last) = (first ?? point.Elapsed, point.Elapsed);
            }
        }

        var followUp = new FollowUp((happened ?? last ?? origin) - origin, happened is not null);
        var patients = Subjects.Patients;
        Subjects.Add(session.PatientId);
        if (Subjects.Patients > patients)
        {
            _longest.Add(followUp.Time);
        }
        else
        {
            _longest[^1] = Duration.Max(_longest[^1], followUp.Time);
        }

        _followUps.Add(followUp);
        (followUp.HasEvent ? _events : _eventFree).Add(session.PatientId);
        (!followUp.HasEvent && onset.Alignment.NextT0 is not null ? _cutOff : _notCutOff).Add(session.PatientId);
        if (first is { } visit)
        {
            _firstVisits.Add((visit - origin).TotalMinutes);
        }
    }

    public GroupTimes Figures(CurveInterval interval, bool areIndependent, SmallCells cells)
    {
        var curve = SurvivalCurve.Of(_followUps, interval);
        if (!areIndependent)
        {
            curve = new([.. curve.Rows.Select(row => row with { StandardError = null, Lower = null, Upper = null })]);
        }

        return new(
            name,
            false,
            _followUps.Count,
            cells.Count(_events.Sessions, _events.Patients, _eventFree.Patients),
            cells.Count(_cutOff.Sessions, _cutOff.Patients, _notCutOff.Patients),
            curve.Quantile(0.25),
            curve.Quantile(0.5),
            curve.Quantile(0.75),
            _firstVisits.Count == 0 ? null : Summary.Quantile([.. _firstVisits.Order()], 0.5),
            [.. curve.Rows.TakeWhile(EnoughAtRisk(cells))]);
    }

    /// <summary>True as long as enough distinct patients have a follow-up of at least a row's time.</summary>
    private Func<CurveRow, bool> EnoughAtRisk(SmallCells cells)
    {
        var longest = _longest.OrderDescending().ToList();
        var last = cells.Minimum <= longest.Count ? longest[Math.Max(cells.Minimum, 1) - 1] : -Duration.Epsilon;
        return row => row.Time <= last;
    }
}
