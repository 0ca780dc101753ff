using System.Collections.Immutable;

namespace InfusionTracker.Domain.Onset.Cohorts;

/// <summary>How many sessions were given, counted and left out.</summary>
/// <param name="IsEmpty">True where no session was given.</param>
/// <param name="Cohort">All of them; null where withheld.</param>
/// <param name="Counted">Those that figures are made of; null where withheld.</param>
/// <param name="LeftOut">Those left out by reason, none where a reason is not named; null where withheld.</param>
public sealed record CohortCounts(bool IsEmpty, int? Cohort, int? Counted, ImmutableSortedDictionary<LeftOutReason, int?> LeftOut);

/// <summary>Who stands behind the counts of a cohort.</summary>
/// <param name="Counted">Those that figures are made of.</param>
/// <param name="LeftOut">Those left out, every reason named.</param>
public sealed record CountedCells(Cell Counted, ImmutableSortedDictionary<LeftOutReason, Cell> LeftOut);

/// <summary>Counts a cohort patient by patient.</summary>
internal sealed class CohortTally
{
    private readonly CellTally _counted = new();

    private readonly ImmutableSortedDictionary<LeftOutReason, CellTally> _leftOut =
        Enum.GetValues<LeftOutReason>().ToImmutableSortedDictionary(reason => reason, _ => new CellTally());

    private readonly List<Guid> _patients = [];

    /// <summary>The patients of those counted, each once.</summary>
    public IReadOnlyList<Guid> Patients => _patients;

    public CountedCells Cells => new(_counted.Cell, _leftOut.ToImmutableSortedDictionary(reason => reason.Key, reason => reason.Value.Cell));

    public void Add(JudgedSession judged)
    {
        var patient = judged.Session.PatientId;
        if (judged.LeftOut is { } reason)
        {
            _leftOut[reason].Add(patient);
            return;
        }

        _counted.Add(patient);
        if (_counted.Cell.Patients > _patients.Count)
        {
            _patients.Add(patient);
        }
    }

    public CohortCounts Figures()
    {
        var (counted, leftOut) = Cells;
        var all = counted.Sessions + leftOut.Values.Sum(cell => cell.Sessions);
        return new(
            all == 0,
            all,
            counted.Sessions,
            leftOut.Where(reason => reason.Value.Sessions > 0)
                .ToImmutableSortedDictionary(reason => reason.Key, reason => (int?)reason.Value.Sessions));
    }
}
