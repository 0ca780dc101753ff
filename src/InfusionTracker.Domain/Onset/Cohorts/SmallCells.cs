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

/// <summary>
/// Counts sessions, and the distinct patients they are of. The sessions of one patient come one after another, as a cohort is
/// taken in.
/// </summary>
internal sealed class Cell
{
    private Guid _last;

    public int Sessions { get; private set; }

    public int Patients { get; private set; }

    public void Add(Guid patientId)
    {
        Sessions++;
        if (Patients == 0 || patientId != _last)
        {
            Patients++;
            _last = patientId;
        }
    }
}

/// <summary>How many sessions were given, counted and left out, as far as small numbers allow.</summary>
/// <param name="IsEmpty">True where no session was given.</param>
/// <param name="Cohort">All of them; null where anything is withheld.</param>
/// <param name="Counted">Those that figures are made of; null where anything is withheld.</param>
/// <param name="LeftOut">One count a reason that occurs; null where it or the rest is small.</param>
public sealed record CohortCounts(bool IsEmpty, int? Cohort, int? Counted, ImmutableSortedDictionary<LeftOutReason, int?> LeftOut);

/// <summary>Counts a cohort patient by patient.</summary>
internal sealed class CohortTally
{
    /// <summary>By reason, those counted first; and beside each the sessions of all other reasons.</summary>
    private readonly (LeftOutReason? Reason, Cell Of, Cell Others)[] _cells =
        [.. Enum.GetValues<LeftOutReason>().Cast<LeftOutReason?>().Prepend(null).Select(reason => (reason, new Cell(), new Cell()))];

    public void Add(JudgedSession judged)
    {
        foreach (var (reason, of, others) in _cells)
        {
            (reason == judged.LeftOut ? of : others).Add(judged.Session.PatientId);
        }
    }

    /// <param name="cells">What is small.</param>
    /// <param name="anyWithheld">True where a window or group is withheld: totals are then too.</param>
    public CohortCounts Figures(SmallCells cells, bool anyWithheld)
    {
        var counts = _cells
            .Where(cell => cell.Of.Sessions > 0)
            .Select(cell => (cell.Reason, Count: cells.Count(cell.Of.Sessions, cell.Of.Patients, cell.Others.Patients)))
            .ToList();
        var withholdTotals = anyWithheld || counts.Exists(reason => reason.Count is null);
        var counted = _cells[0];
        var all = counted.Of.Sessions + counted.Others.Sessions;
        return new(
            all == 0,
            withholdTotals ? null : all,
            withholdTotals ? null : counted.Of.Sessions,
            counts.Where(reason => reason.Reason is not null).ToImmutableSortedDictionary(reason => reason.Reason!.Value, reason => reason.Count));
    }
}
