using System.Collections.Immutable;
using NodaTime;

namespace InfusionTracker.Domain.Onset;

/// <summary>
/// The scores of one patient and one instrument in time order, one an instant: those of a stretch of time are found without a
/// look at the others, so that many infusions cost no more than their own scores.
/// </summary>
public sealed class ScoreLine
{
    private ScoreLine(ImmutableArray<ScorePoint> scores) => Scores = scores;

    /// <summary>Nobody rated.</summary>
    public static ScoreLine Empty { get; } = new([]);

    /// <summary>All of them.</summary>
    public ImmutableArray<ScorePoint> Scores { get; }

    /// <summary>Lays out complete scores that come in any order.</summary>
    public static ScoreLine Of(IEnumerable<ScorePoint> scores) => new(ScorePoint.OneAnInstant(scores));

    /// <summary>Those that were taken later than one time and not later than the other; null is no bound.</summary>
    public ReadOnlySpan<ScorePoint> Between(Instant? after, Instant? upTo)
    {
        var first = after is { } before ? CountUpTo(before) : 0;
        var end = upTo is { } last ? CountUpTo(last) : Scores.Length;
        return first < end ? Scores.AsSpan()[first..end] : [];
    }

    /// <summary>The first of these scores that was taken at that time or later; their number where there is none.</summary>
    public static int FirstFrom(ReadOnlySpan<ScorePoint> scores, Instant from)
    {
        var (low, high) = (0, scores.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = scores[middle].AssessedAt < from ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>How many were taken by then, that instant included.</summary>
    private int CountUpTo(Instant time)
    {
        var first = FirstFrom(Scores.AsSpan(), time);
        return first < Scores.Length && Scores[first].AssessedAt == time ? first + 1 : first;
    }
}
