using System.Collections.Immutable;

namespace InfusionTracker.Domain.Onset.Cohorts;

/// <summary>
/// Keeps figures about a few patients from telling who they are. Small is 1 to <paramref name="Minimum"/> − 1 distinct
/// patients; 0 is not.
/// </summary>
/// <param name="Minimum">The fewest patients that may be told of.</param>
public sealed record SmallCells(int Minimum = SmallCells.DefaultMinimum)
{
    /// <summary>The minimum unless a clinic says else.</summary>
    public const int DefaultMinimum = 5;

    /// <summary>Nothing is small: for callers who are exempt.</summary>
    public static SmallCells Shown { get; } = new(1);

    public bool IsSmall(int patients) => patients > 0 && patients < Minimum;

    /// <summary>A count, or null where it or its complement is small.</summary>
    /// <param name="count">What is told.</param>
    /// <param name="patients">Distinct patients among them.</param>
    /// <param name="otherPatients">Distinct patients among the rest.</param>
    public int? Count(int count, int patients, int otherPatients) => IsSmall(patients) || IsSmall(otherPatients) ? null : count;

    /// <summary>
    /// Which cells (windows or groups) are withheld: the small ones and, if that is exactly one, the next smallest too,
    /// since one alone could be had from the total. On a tie the earlier cell.
    /// </summary>
    /// <param name="patients">Distinct patients of each cell.</param>
    public ImmutableArray<bool> Withheld(IReadOnlyList<int> patients)
    {
        var withheld = patients.Select(IsSmall).ToArray();
        if (withheld.Count(isSmall => isSmall) == 1)
        {
            var next = Enumerable.Range(0, patients.Count).Where(i => !withheld[i] && patients[i] > 0).ToList();
            if (next.Count > 0)
            {
                withheld[next.MinBy(i => patients[i])] = true;
            }
        }

        return [.. withheld];
    }
}

/// <summary>How many sessions were given, counted and left out, as far as small numbers allow.</summary>
/// <param name="Cohort">All of them; null where anything is withheld.</param>
/// <param name="Counted">Those that figures are made of; null where anything is withheld.</param>
/// <param name="LeftOut">One count a reason that occurs; null where it or the rest is small.</param>
public sealed record CohortCounts(int? Cohort, int? Counted, ImmutableSortedDictionary<LeftOutReason, int?> LeftOut)
{
    /// <param name="cohort">The cohort.</param>
    /// <param name="cells">What is small.</param>
    /// <param name="anyWithheld">True where a window or group is withheld: totals are then too.</param>
    public static CohortCounts Of(Cohort cohort, SmallCells cells, bool anyWithheld)
    {
        var all = cohort.LeftOut.Select(left => (left.Session.PatientId, Reason: (LeftOutReason?)left.Reason))
            .Concat(cohort.Counted.Select(session => (session.PatientId, Reason: (LeftOutReason?)null)))
            .ToList();
        var counts = all
            .GroupBy(session => session.Reason)
            .Select(group => (group.Key, Count: cells.Count(
                group.Count(),
                group.Select(session => session.PatientId).Distinct().Count(),
                all.Where(session => session.Reason != group.Key).Select(session => session.PatientId).Distinct().Count())))
            .ToList();
        var withholdTotals = anyWithheld || counts.Any(group => group.Count is null);
        return new(
            withholdTotals ? null : all.Count,
            withholdTotals ? null : cohort.Counted.Length,
            counts.Where(group => group.Key is not null).ToImmutableSortedDictionary(group => group.Key!.Value, group => group.Count));
    }
}
