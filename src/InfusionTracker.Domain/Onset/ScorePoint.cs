using System.Collections.Immutable;
using System.Runtime.InteropServices;
using NodaTime;

namespace InfusionTracker.Domain.Onset;

/// <summary>
/// A complete score (every item answered, or a given total) of one instrument, in its current version. Superseded and
/// retracted scores never come here.
/// </summary>
/// <param name="Id">Identity of the score.</param>
/// <param name="Version">Its version, from 1.</param>
/// <param name="AssessedAt">When it was taken.</param>
/// <param name="FirstRecordedAt">When its first version was recorded.</param>
/// <param name="Total">The total.</param>
/// <param name="RecallPeriod">The stretch that was asked about, where it is shorter than the standard form's.</param>
/// <param name="FormVersion">Name of the form's version; null is the standard one.</param>
/// <param name="Rater">Who rated; null where that was not told.</param>
/// <param name="IsProrated">True where the form is incomplete and the total is made by the published rule for that, as was asked.</param>
public sealed record ScorePoint(
    Guid Id,
    int Version,
    Instant AssessedAt,
    Instant FirstRecordedAt,
    decimal Total,
    Duration? RecallPeriod = null,
    string? FormVersion = null,
    string? Rater = null,
    bool IsProrated = false)
{
    /// <summary>
    /// One score an instant, in time order: of several the latest first recorded, then the higher id (as PostgreSQL
    /// orders a uuid).
    /// </summary>
    public static ImmutableArray<ScorePoint> OneAnInstant(IEnumerable<ScorePoint> scores)
    {
        var sorted = scores.ToArray();
        Array.Sort(sorted, (one, other) => (one.AssessedAt, one.FirstRecordedAt, one.Id).CompareTo((other.AssessedAt, other.FirstRecordedAt, other.Id)));
        var kept = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            if (i == sorted.Length - 1 || sorted[i].AssessedAt != sorted[i + 1].AssessedAt)
            {
                sorted[kept++] = sorted[i];
            }
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(kept == sorted.Length ? sorted : sorted[..kept]);
    }
}
