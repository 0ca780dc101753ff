using NodaTime;

namespace InfusionTracker.Domain.Onset.Cohorts;

/// <summary>One group of a cohort that is being taken in.</summary>
internal sealed class GroupTally(string? name)
{
    private readonly Cell _events = new();

    private readonly Cell _eventFree = new();

    private readonly Cell _cutOff = new();

    private readonly Cell _notCutOff = new();

    /// <summary>The longest follow-up of each patient, by how many have it.</summary>
    private readonly Dictionary<Duration, int> _longest = [];

    /// <summary>Minutes from the origin to the first eligible point, of those who have one.</summary>
    private readonly ValueTally _firstVisits = new();

    /// <summary>The longest follow-up so far of the patient who is being taken in.</summary>
    private Duration _longestOfLast;

    public string? Name => name;

    public Cell Subjects { get; } = new();

    /// <summary>Those who have an eligible point after the origin.</summary>
    public Cell Visited => _firstVisits.Cell;

    public FollowUpCounts FollowUps { get; } = new();

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
        var isNew = Subjects.Patients > patients;
        if (!isNew)
        {
            _longest[_longestOfLast]--;
        }

        _longestOfLast = isNew ? followUp.Time : Duration.Max(_longestOfLast, followUp.Time);
        _longest[_longestOfLast] = _longest.GetValueOrDefault(_longestOfLast) + 1;
        FollowUps.Add(followUp);
        (followUp.HasEvent ? _events : _eventFree).Add(session.PatientId);
        (!followUp.HasEvent && onset.Alignment.NextT0 is not null ? _cutOff : _notCutOff).Add(session.PatientId);
        if (first is { } visit)
        {
            _firstVisits.Add(session.PatientId, (visit - origin).TotalMinutes);
        }
    }

    public GroupTimes Figures(CurveInterval interval, bool areIndependent, SmallCells cells)
    {
        var curve = SurvivalCurve.Of(FollowUps, interval);
        if (!areIndependent)
        {
            curve = new([.. curve.Rows.Select(row => row with { StandardError = null, Lower = null, Upper = null })]);
        }

        var told = ToldUntil(cells);
        return new(
            name,
            false,
            FollowUps.Count,
            cells.Count(_events.Sessions, _events.Patients, _eventFree.Patients),
            cells.Count(_cutOff.Sessions, _cutOff.Patients, _notCutOff.Patients),
            curve.Quantile(0.25, told),
            curve.Quantile(0.5, told),
            curve.Quantile(0.75, told),
            cells.IsSmall(Visited.Patients) ? null : _firstVisits.Summary(areIndependent).Median,
            [.. curve.Rows.TakeWhile(row => row.Time <= told)]);
    }

    /// <summary>The last time at which enough distinct patients are still followed; below 0 where they never were.</summary>
    private Duration ToldUntil(SmallCells cells)
    {
        var patients = 0;
        foreach (var (time, count) in _longest.OrderByDescending(held => held.Key))
        {
            patients += count;
            if (patients >= Math.Max(cells.Minimum, 1))
            {
                return time;
            }
        }

        return -Duration.Epsilon;
    }
}
