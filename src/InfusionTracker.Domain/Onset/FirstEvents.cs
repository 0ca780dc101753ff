using NodaTime;

namespace InfusionTracker.Domain.Onset;

/// <summary>The first time that a rule was met.</summary>
/// <param name="ScoreId">The score that met it.</param>
/// <param name="Elapsed">When, since t0.</param>
/// <param name="After">
/// It truly happened after this and up to <paramref name="Elapsed"/>: the preceding eligible point, 0 where there is none.
/// </param>
/// <param name="Sustained">True where it held, false where it did not, null where nobody looked.</param>
public sealed record FirstEvent(Guid ScoreId, Duration Elapsed, Duration After, bool? Sustained);

/// <summary>The first later point at which a response no longer held.</summary>
/// <param name="ScoreId">That score.</param>
/// <param name="Elapsed">When, since t0.</param>
/// <param name="Lasted">Time since the first response.</param>
public sealed record LossOfResponse(Guid ScoreId, Duration Elapsed, Duration Lasted);

/// <summary>An eligible point as far as one rule is concerned.</summary>
public readonly record struct RulePoint(Guid ScoreId, Duration Elapsed, bool Met);

/// <summary>What the eligible points of a session say about one rule, in time order. Windows play no part here.</summary>
public static class FirstEvents
{
    /// <summary>The first point that meets the rule, or null.</summary>
    /// <param name="points">Eligible points in time order.</param>
    /// <param name="sustainedFor">How long it must hold to be sustained, at once where 0; null asks the next eligible point.</param>
    public static FirstEvent? First(IReadOnlyList<RulePoint> points, Duration? sustainedFor)
    {
        if (IndexOfFirst(points) is not { } first)
        {
            return null;
        }

        var later = points.Skip(first + 1);
        return new(
            points[first].ScoreId,
            points[first].Elapsed,
            first == 0 ? Duration.Zero : points[first - 1].Elapsed,
            sustainedFor is not { } span ? MetNext(later) : span == Duration.Zero ? true : Held(later, points[first].Elapsed + span));
    }

    /// <summary>The first point after the first response that no longer meets the rule; null where there is none.</summary>
    public static LossOfResponse? Loss(IReadOnlyList<RulePoint> points)
    {
        if (IndexOfFirst(points) is not { } first)
        {
            return null;
        }

        foreach (var later in points.Skip(first + 1))
        {
            if (!later.Met)
            {
                return new(later.ScoreId, later.Elapsed, later.Elapsed - points[first].Elapsed);
            }
        }

        return null;
    }

    private static int? IndexOfFirst(IReadOnlyList<RulePoint> points)
    {
        for (var i = 0; i < points.Count; i++)
        {
            if (points[i].Met)
            {
                return i;
            }
        }

        return null;
    }

    private static bool? MetNext(IEnumerable<RulePoint> later)
    {
        foreach (var next in later)
        {
            return next.Met;
        }

        return null;
    }

    /// <summary>
    /// False if a point up to <paramref name="until"/> (included) fails, true if an unbroken run of points that hold
    /// reaches it or goes beyond, else null.
    /// </summary>
    private static bool? Held(IEnumerable<RulePoint> later, Duration until)
    {
        foreach (var next in later)
        {
            if (!next.Met)
            {
                return next.Elapsed <= until ? false : null;
            }

            if (next.Elapsed >= until)
            {
                return true;
            }
        }

        return null;
    }
}
