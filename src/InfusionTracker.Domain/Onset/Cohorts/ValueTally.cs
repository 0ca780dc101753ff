namespace InfusionTracker.Domain.Onset.Cohorts;

/// <summary>Values, how often each occurs, and of how many patients they are.</summary>
internal sealed class ValueTally(CohortDesign design)
{
    private readonly Dictionary<double, int> _times = [];

    /// <summary>Each value with the number of its patient, where one patient may have several.</summary>
    private readonly List<(int Patient, double Value)> _ofPatients = [];

    private readonly CellTally _all = new();

    /// <summary>Who stands behind the values.</summary>
    public ValueCells Cells
    {
        get
        {
            var (value, times) = _times.Count == 0 ? default : _times.MaxBy(held => held.Value);
            var isMost = 2 * times > All.Sessions;
            var others = All.Sessions - times;
            return new(
                All,
                isMost,
                !isMost ? default
                : design.AreIndependent ? new(others, others, Math.Min(others, 1))
                : Cell.Of(_ofPatients.Where(held => held.Value != value).Select(held => held.Patient)));
        }
    }

    public Cell All => _all.Cell;

    public void Add(Guid patientId, double value)
    {
        _all.Add(patientId);
        _times[value] = _times.GetValueOrDefault(value) + 1;
        if (!design.AreIndependent)
        {
            _ofPatients.Add((All.Patients, value));
        }
    }

    public Summary Summary() => Cohorts.Summary.OfSorted(new RepeatedValues(_times), design.AreIndependent);
}

/// <summary>Counts those who met a rule, and those who did not.</summary>
internal sealed class RuleTally(CohortDesign design)
{
    private readonly CellTally _met = new();

    private readonly CellTally _unmet = new();

    private readonly CellTally _judged = new();

    private readonly CellTally _notJudged = new();

    /// <summary>Who stands behind the share.</summary>
    public RuleCells Cells => new(_judged.Cell, _notJudged.Cell, _met.Cell, _unmet.Cell);

    public void Add(Guid patientId, bool? met)
    {
        (met is null ? _notJudged : _judged).Add(patientId);
        if (met is { } isMet)
        {
            (isMet ? _met : _unmet).Add(patientId);
        }
    }

    /// <summary>Null of none who could be judged.</summary>
    public Proportion? Figures() =>
        _judged.Cell.Sessions == 0 ? null : Proportion.From(_met.Cell.Sessions, _judged.Cell.Sessions, design.AreIndependent);
}
