using NodaTime;

namespace InfusionTracker.Domain.Onset.Cohorts;

/// <summary>One group of a cohort that is being taken in.</summary>
internal sealed class GroupTally(CohortDesign design, string? name)
{
    private readonly CellTally _subjects = new();

    private readonly CellTally _cutOff = new();

    private readonly CellTally _censoredOtherwise = new();

    private readonly CellTally _notCutOff = new();

    private readonly List<Followed> _followed = [];

    /// <summary>Minutes from the origin to the first eligible point, of those who have one.</summary>
    private readonly ValueTally _firstVisits = new(design);

    public string? Name => name;

    /// <summary>Who stands behind the figures.</summary>
    public GroupCells Cells => new(_followed, _subjects.Cell, _cutOff.Cell, _censoredOtherwise.Cell, _notCutOff.Cell, _firstVisits.All);

    public FollowUpCounts FollowUps { get; } = new();

    /// <summary>Adds a session as its follow-up from the origin: t0, or the first response for a relapse.</summary>
    /// <param name="session">The session.</param>
    /// <param name="patient">The number of its patient, in all groups the same.</param>
    public void Add(IndexSession session, int patient)
    {
        var onset = session.Onset;
        var origin = design.Asked == CohortEvent.Relapse ? onset.FirstResponse!.Elapsed : Duration.Zero;
        var happened = design.Asked switch
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
        FollowUps.Add(followUp);
        _followed.Add(new(patient, followUp));
        _subjects.Add(session.PatientId);
        var isCutOff = !followUp.HasEvent && onset.Alignment.NextT0 is not null;
        (isCutOff ? _cutOff : _notCutOff).Add(session.PatientId);
        if (!followUp.HasEvent && !isCutOff)
        {
            _censoredOtherwise.Add(session.PatientId);
        }

        if (first is { } visit)
        {
            _firstVisits.Add(session.PatientId, (visit - origin).TotalMinutes);
        }
    }

    public GroupTimes Figures(CurveInterval interval)
    {
        var curve = SurvivalCurve.Of(FollowUps, interval);
        if (!design.AreIndependent)
        {
            curve = new([.. curve.Rows.Select(row => row with { StandardError = null, Lower = null, Upper = null })]);
        }

        return new(
            name,
            FollowUps.Count,
            _followed.Count(followed => followed.FollowUp.HasEvent),
            _cutOff.Cell.Sessions,
            curve.Quantile(0.25),
            curve.Quantile(0.5),
            curve.Quantile(0.75),
            _firstVisits.Summary().Median,
            curve.Rows);
    }
}
