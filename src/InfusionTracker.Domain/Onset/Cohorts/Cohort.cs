using System.Collections.Immutable;
using InfusionTracker.Domain.Instruments;
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
/// <param name="Onset">Its onset, aligned to its t0.</param>
public sealed record IndexSession(Guid PatientId, Guid SessionId, string? Group, bool DoseUnknown, SessionOnset Onset)
{
    public Instant T0 => Onset.Alignment.T0;
}

/// <summary>How a cohort is made of sessions.</summary>
/// <param name="Unit">Of what it counts.</param>
/// <param name="IsGrouped">True where it is split into groups: a session without one is left out.</param>
/// <param name="FiltersByDose">True where a dose band is a filter, which an unknown dose does not pass.</param>
/// <param name="GroupsByDose">True where dose bands are the groups.</param>
public sealed record CohortDesign(
    CohortUnit Unit, bool IsGrouped = false, bool FiltersByDose = false, bool GroupsByDose = false);

/// <summary>Who is counted, and who is not and why. Together they are all sessions that were given.</summary>
public sealed record Cohort
{
    private Cohort()
    {
    }

    public required CohortUnit Unit { get; init; }

    public required ImmutableArray<IndexSession> Counted { get; init; }

    /// <summary>The others, one reason each.</summary>
    public required ImmutableArray<(IndexSession Session, LeftOutReason Reason)> LeftOut { get; init; }

    /// <summary>Sessions of one patient depend on each other: no SE, interval or p is told of them.</summary>
    public bool AreIndependent => Unit == CohortUnit.Patient;

    /// <summary>
    /// Makes a cohort. The earliest session of a patient is chosen once over all groups, before anything else is looked
    /// at, and is never replaced by a later one. An instrument without a rule leaves nobody out for want of one.
    /// </summary>
    /// <param name="sessions">Sessions that pass the filters, in any order.</param>
    /// <param name="design">How it is made.</param>
    /// <param name="asked">The event of a time-to-event question; null for figures by window.</param>
    public static Cohort Of(IReadOnlyCollection<IndexSession> sessions, CohortDesign design, CohortEvent? asked)
    {
        var first = sessions
            .Where(session => !(design.FiltersByDose && session.DoseUnknown))
            .GroupBy(session => session.PatientId)
            .Select(ofPatient => ofPatient.MinBy(session => (session.T0, session.SessionId))!.SessionId)
            .ToHashSet();
        var counted = ImmutableArray.CreateBuilder<IndexSession>();
        var leftOut = ImmutableArray.CreateBuilder<(IndexSession, LeftOutReason)>();
        foreach (var session in sessions.OrderBy(session => session.T0).ThenBy(session => session.SessionId))
        {
            var reason = session.DoseUnknown && (design.FiltersByDose || design.GroupsByDose) ? LeftOutReason.DoseUnknown
                : design.Unit == CohortUnit.Patient && !first.Contains(session.SessionId) ? LeftOutReason.NotFirstSession
                : design.IsGrouped && session.Group is null ? LeftOutReason.NoGroup
                : WhyNotJudged(session.Onset, asked);
            if (reason is { } why)
            {
                leftOut.Add((session, why));
            }
            else
            {
                counted.Add(session);
            }
        }

        return new() { Unit = design.Unit, Counted = counted.ToImmutable(), LeftOut = leftOut.ToImmutable() };
    }

    private static LeftOutReason? WhyNotJudged(SessionOnset onset, CohortEvent? asked)
    {
        var why = asked == CohortEvent.Remission ? onset.RemissionNotEvaluable : onset.ResponseNotEvaluable;
        return why switch
        {
            NotEvaluable.NoBaseline => LeftOutReason.NoBaseline,
            NotEvaluable.InRemissionAtBaseline => LeftOutReason.InRemissionAtBaseline,
            NotEvaluable.BelowMinBaseline => LeftOutReason.BelowMinBaseline,
            NotEvaluable.RuleUnreachable => LeftOutReason.RuleUnreachable,
            _ => asked == CohortEvent.Relapse && onset.FirstResponse is null ? LeftOutReason.NoResponse : null,
        };
    }
}
