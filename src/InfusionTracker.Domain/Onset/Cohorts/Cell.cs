namespace InfusionTracker.Domain.Onset.Cohorts;

/// <summary>Sessions that have something in common, and how many patients stand behind them.</summary>
/// <param name="Sessions">How many sessions.</param>
/// <param name="Patients">Of how many patients.</param>
/// <param name="MostOfOne">The most of them that are of one patient.</param>
public readonly record struct Cell(int Sessions, int Patients, int MostOfOne)
{
    /// <summary>Counts sessions that are given by their patients, in any order.</summary>
    public static Cell Of(IEnumerable<int> patients)
    {
        var (sessions, most, times) = (0, 0, new Dictionary<int, int>());
        foreach (var patient in patients)
        {
            sessions++;
            most = Math.Max(most, times[patient] = times.GetValueOrDefault(patient) + 1);
        }

        return new(sessions, times.Count, most);
    }
}

/// <summary>Counts a cell. The sessions of one patient come one after another, as a cohort is taken in.</summary>
internal sealed class CellTally
{
    private Guid _last;

    private int _ofLast;

    public Cell Cell { get; private set; }

    public void Add(Guid patientId)
    {
        var isNew = Cell.Patients == 0 || patientId != _last;
        _ofLast = isNew ? 1 : _ofLast + 1;
        _last = patientId;
        Cell = new(Cell.Sessions + 1, Cell.Patients + (isNew ? 1 : 0), Math.Max(Cell.MostOfOne, _ofLast));
    }
}
