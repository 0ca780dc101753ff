using NodaTime;

namespace InfusionTracker.Domain.Onset.Cohorts;

/// <summary>Of what a cohort counts.</summary>
public enum CohortUnit
{
    /// <summary>Each patient once, by the earliest session that passes the filters.</summary>
    Patient,

    /// <summary>Every session; those of one patient depend on each other.</summary>
    Session,
}

/// <summary>What a cohort is asked about.</summary>
public enum CohortEvent
{
    Response,
    Remission,

    /// <summary>Loss of response, among responders, from the first response on.</summary>
    Relapse,
}

/// <summary>Why a session is left out: the first of these that holds.</summary>
public enum LeftOutReason
{
    DoseUnknown,
    NotFirstSession,

    /// <summary>Another session of the patient overlaps it, whether or not that passes the filters.</summary>
    Overlapping,
    NoGroup,
    NoBaseline,
    InRemissionAtBaseline,
    BelowMinBaseline,
    RuleUnreachable,

    /// <summary>Relapse only: who never responded cannot relapse.</summary>
    NoResponse,
}

/// <summary>A band of given doses in mg/kg: includes <paramref name="Low"/>, excludes <paramref name="High"/>.</summary>
public sealed record DoseBand(decimal Low, decimal High)
{
    public bool Contains(decimal mgPerKg) => Low <= mgPerKg && mgPerKg < High;
}

/// <summary>A session that passes the filters, or would if its dose were known.</summary>
/// <param name="PatientId">Whose it is.</param>
/// <param name="SessionId">Its identity.</param>
/// <param name="Group">Its group; null where the thing that is grouped by is not known.</param>
/// <param name="DoseUnknown">True where it has no stop, or no weight, so that no band can be told.</param>
/// <param name="Overlapping">True where another session of the patient overlaps it.</param>
/// <param name="Onset">Its onset, aligned to its t0.</param>
public sealed record IndexSession(Guid PatientId, Guid SessionId, string? Group, bool DoseUnknown, bool Overlapping, SessionOnset Onset)
{
    public Instant T0 => Onset.Alignment.T0;
}

/// <summary>A session, and why it is left out; null where it is counted.</summary>
public readonly record struct JudgedSession(IndexSession Session, LeftOutReason? LeftOut);

/// <summary>How a cohort is made of sessions.</summary>
/// <param name="Unit">Of what it counts.</param>
/// <param name="IsGrouped">True where it is split into groups: a session without one is left out.</param>
/// <param name="NeedsDose">True where a dose band is a filter or a group, which a session of unknown dose is of none of.</param>
/// <param name="Asked">The event of a time-to-event question; null for figures by window.</param>
/// <param name="ScaleValues">How many values a total of the instrument can have.</param>
public sealed record CohortDesign(
    CohortUnit Unit,
    bool IsGrouped = false,
    bool NeedsDose = false,
    CohortEvent? Asked = null,
    int ScaleValues = int.MaxValue)
{
    /// <summary>Sessions of one patient depend on each other: no SE, interval or p is told of them.</summary>
    public bool AreIndependent => Unit == CohortUnit.Patient;

    /// <summary>
    /// Says which of a patient's sessions are counted, in time order. The earliest is chosen once over all groups, before anything
    /// else is looked at. A later one never replaces it, even where it is left out as overlapping; but a session of unknown dose
    /// does not stand for its patient. An instrument without a rule leaves nobody out for want of one. No patient's sessions have a
    /// say in another's, so that a cohort of any size is judged patient by patient.
    /// </summary>
    /// <param name="ofPatient">All sessions of one patient that pass the filters, in any order.</param>
    public IEnumerable<JudgedSession> Judge(IEnumerable<IndexSession> ofPatient)
    {
        var isChosen = false;
        foreach (var session in ofPatient.OrderBy(session => session.T0).ThenBy(session => session.SessionId))
        {
            var hasDose = !NeedsDose || !session.DoseUnknown;
            LeftOutReason? reason = !hasDose ? LeftOutReason.DoseUnknown
                : Unit == CohortUnit.Patient && isChosen ? LeftOutReason.NotFirstSession
                : session.Overlapping ? LeftOutReason.Overlapping
                : IsGrouped && session.Group is null ? LeftOutReason.NoGroup
                : WhyNotJudged(session.Onset);
            isChosen |= hasDose;
            yield return new(session, reason);
        }
    }

    private LeftOutReason? WhyNotJudged(SessionOnset onset)
    {
        var why = Asked == CohortEvent.Remission ? onset.RemissionNotEvaluable : onset.ResponseNotEvaluable;
        return why switch
        {
            NotEvaluable.NoBaseline => LeftOutReason.NoBaseline,
            NotEvaluable.InRemissionAtBaseline => LeftOutReason.InRemissionAtBaseline,
            NotEvaluable.BelowMinBaseline => LeftOutReason.BelowMinBaseline,
            NotEvaluable.RuleUnreachable => LeftOutReason.RuleUnreachable,
            _ => Asked == CohortEvent.Relapse && onset.FirstResponse is null ? LeftOutReason.NoResponse : null,
        };
    }
}
