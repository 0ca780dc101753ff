using NodaTime;

namespace InfusionTracker.Domain.Monitoring;

/// <summary>Where a follow-up stands.</summary>
public enum FollowUpStatus
{
    /// <summary>The patient was rated in time.</summary>
    Done,

    /// <summary>The next infusion came before the time was over, and nobody had rated before it.</summary>
    NotReached,

    /// <summary>The time is over, and nobody has rated.</summary>
    Missed,

    /// <summary>Now is the time.</summary>
    Due,

    /// <summary>The time has not come.</summary>
    Upcoming,
}

/// <summary>A complete score of a follow-up's instrument.</summary>
public sealed record FollowUpScore(Guid Id, int Version, Instant AssessedAt, Instant RecordedAt);

/// <summary>A score that was due after an infusion, and what came of it.</summary>
/// <param name="DueAt">t0 + <c>at</c>.</param>
/// <param name="Earliest">From here on, included, a score is in time.</param>
/// <param name="Latest">Up to here, included.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Score">The score that meets it; null where none does.</param>
public sealed record FollowUp(Instant DueAt, Instant Earliest, Instant Latest, FollowUpStatus Status, FollowUpScore? Score)
{
    /// <summary>
    /// What came of a follow-up. The score in time that is nearest to when it was due meets it, on a tie the earlier, at one
    /// instant the last recorded; what came after the patient's next infusion no longer tells of this one.
    /// </summary>
    /// <param name="rule">What the protocol asks for.</param>
    /// <param name="t0">Start of the infusion.</param>
    /// <param name="nextT0">Start of the patient's next infusion; null where there is none.</param>
    /// <param name="scores">Complete scores of the instrument, in any order.</param>
    /// <param name="now">Now.</param>
    public static FollowUp Of(FollowUpRule rule, Instant t0, Instant? nextT0, IEnumerable<FollowUpScore> scores, Instant now)
    {
        var due = t0 + rule.At;
        var (earliest, latest) = (due - rule.Tolerance, due + rule.Tolerance);
        var met = scores
            .Where(s => s.AssessedAt >= earliest && s.AssessedAt <= latest && !(s.AssessedAt > nextT0))
            .OrderBy(s => s.AssessedAt > due ? s.AssessedAt - due : due - s.AssessedAt)
            .ThenBy(s => s.AssessedAt)
            .ThenByDescending(s => s.RecordedAt)
            .ThenByDescending(s => s.Id.ToString(), StringComparer.Ordinal)
            .FirstOrDefault();
        var status = met is not null ? FollowUpStatus.Done
            : nextT0 <= latest ? FollowUpStatus.NotReached
            : latest < now ? FollowUpStatus.Missed
            : earliest <= now ? FollowUpStatus.Due
            : FollowUpStatus.Upcoming;
        return new(due, earliest, latest, status, met);
    }
}
