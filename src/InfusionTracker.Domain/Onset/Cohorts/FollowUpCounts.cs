using NodaTime;

namespace InfusionTracker.Domain.Onset.Cohorts;

/// <summary>One subject's follow-up.</summary>
/// <param name="Time">From the origin to the event or the end of follow-up; 0 or more, in whole microseconds.</param>
/// <param name="HasEvent">True where it ended in the event, false where it was censored.</param>
public readonly record struct FollowUp(Duration Time, bool HasEvent);

/// <summary>Follow-ups of one length.</summary>
/// <param name="Time">How long.</param>
/// <param name="Events">How many ended in the event.</param>
/// <param name="Censored">How many ended without it.</param>
public readonly record struct FollowUpCount(Duration Time, int Events, int Censored);

/// <summary>
/// The follow-ups of a group, counted by their length: there are no more lengths than subjects, and mostly far fewer, since
/// visits are planned.
/// </summary>
public sealed class FollowUpCounts
{
    private readonly Dictionary<Duration, (int Events, int Censored)> _counts = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    public static FollowUpCounts Of(IEnumerable<FollowUp> followUps)
    {
        var all = new FollowUpCounts();
        foreach (var followUp in followUps)
        {
            all.Add(followUp);
        }

        return all;
    }

    public void Add(FollowUp followUp)
    {
        var (events, censored) = _counts.GetValueOrDefault(followUp.Time);
        _counts[followUp.Time] = followUp.HasEvent ? (events + 1, censored) : (events, censored + 1);
        Count++;
    }

    /// <summary>The shortest first.</summary>
    public IEnumerable<FollowUpCount> ByTime() =>
        _counts.OrderBy(at => at.Key).Select(at => new FollowUpCount(at.Key, at.Value.Events, at.Value.Censored));
}
