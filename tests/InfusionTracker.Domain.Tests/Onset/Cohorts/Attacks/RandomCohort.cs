using InfusionTracker.Domain.Instruments;
using InfusionTracker.Domain.Onset;
using InfusionTracker.Domain.Onset.Cohorts;
using NodaTime;
using static InfusionTracker.Domain.Tests.Onset.Assessments;

namespace InfusionTracker.Domain.Tests.Onset.Cohorts.Attacks;

/// <summary>An invented cohort; the same number gives the same one.</summary>
internal sealed class RandomCohort
{
    private static readonly string[] Visits = ["PT40M", "PT2H", "PT4H", "P1D", "P7D"];

    private readonly Random _random;

    private readonly Instrument _instrument;

    /// <summary>How scores lie: anywhere, nearly all at one value, or near the floor.</summary>
    private readonly int _shape;

    private readonly double[] _missed;

    public RandomCohort(int number, bool isGrouped)
    {
        _random = new Random(number);
        _shape = _random.Next(3);
        _missed = [.. Visits.Select(_ => (double[])[0, 0, 0.03, 0.1, 0.4, 0.85]).Select(chances => chances[_random.Next(chances.Length)])];
        _instrument = Vas with
        {
            TotalMax = ((int[])[8, 20, 24, 56, 100])[_random.Next(5)],
            Response = _random.Next(4) == 0 ? null : Percent(_random.Next(2) == 0 ? 50 : 25),
            Remission = _random.Next(5) == 0 ? null : Level(Comparison.AtMost, _random.Next(1, 4)),
        };
        Cells = new(((int[])[3, 5, 5, 5, 8])[_random.Next(5)], _random.Next(3) == 0 ? CohortUnit.Session : CohortUnit.Patient);
        Design = new(Cells.Unit, isGrouped, ScaleValues: _instrument.TotalValues, Asked: isGrouped ? CohortEvent.Response : null);
        if (isGrouped)
        {
            _instrument = _instrument with { Response = Percent(50) };
        }

        var groups = _random.Next(1, 5);
        var patients = _random.Next(2, 45);
        Sessions =
        [
            .. Enumerable.Range(1, patients).SelectMany(patient => Enumerable.Range(0, OfOne())
                .Select(n => Session(patient, 40 * n, isGrouped && _random.Next(25) > 0 ? Group(groups) : null))),
        ];
    }

    public SmallCells Cells { get; }

    public CohortDesign Design { get; }

    public IReadOnlyList<IndexSession> Sessions { get; }

    public int TotalMax => _instrument.TotalMax;

    public IReadOnlyList<IndexSession> Counted =>
        [.. Sessions.GroupBy(session => session.PatientId).SelectMany(Design.Judge).Where(judged => judged.LeftOut is null).Select(judged => judged.Session)];

    public IReadOnlyDictionary<LeftOutReason, List<Guid>> LeftOut =>
        Sessions.GroupBy(session => session.PatientId).SelectMany(Design.Judge).Where(judged => judged.LeftOut is not null)
            .GroupBy(judged => judged.LeftOut!.Value).ToDictionary(reason => reason.Key, reason => reason.Select(judged => judged.Session.PatientId).ToList());

    /// <summary>True of few patients, as the promise has it.</summary>
    public bool AreFew(IReadOnlyCollection<Guid> patients) =>
        patients.Count > 0
        && (patients.Distinct().Count() < Cells.Minimum
            || (Cells.Unit == CohortUnit.Session && 2 * patients.GroupBy(patient => patient).Max(of => of.Count()) > patients.Count));

    /// <summary>How many sessions a patient has.</summary>
    private int OfOne() =>
        Cells.Unit == CohortUnit.Session && _random.Next(3) == 0 ? _random.Next(1, 6) : _random.Next(12) == 0 ? 2 : 1;

    /// <summary>Low ones are of many, high ones of few.</summary>
    private string Group(int groups) => $"g{Math.Min(_random.Next(groups), _random.Next(groups))}";

    private IndexSession Session(int patient, int day, string? group)
    {
        var cutOff = _random.Next(12);
        var session = Cohorts.SessionOf(
            _instrument,
            new(),
            patient,
            day,
            group,
            [
                .. _random.Next(30) == 0 ? Array.Empty<ScorePoint>() : [At("PT0S", Total(isBaseline: true))],
                .. Visits.Where((_, v) => _random.NextDouble() >= _missed[v] && !(cutOff < 2 && v == 4))
                    .Select(visit => At(Sometimes(visit), Total(isBaseline: false))),
            ]);
        return cutOff < 2 ? session.CutOff("P3D") : session;
    }

    private string Sometimes(string visit) => visit == "PT2H" && _random.Next(3) == 0 ? "PT115M" : visit == "PT4H" && _random.Next(3) == 0 ? "PT230M" : visit;

    private int Total(bool isBaseline)
    {
        var max = _instrument.TotalMax;
        return isBaseline && _instrument.Response is null && _random.Next(6) == 0 ? 0 : (_shape, isBaseline) switch
        {
            (1, true) => _random.Next(8) == 0 ? _random.Next(max / 2, max + 1) : max - 1,
            (1, false) => _random.Next(8) == 0 ? _random.Next(max + 1) : max / 3,
            (2, true) => _random.Next(max / 3, max + 1),
            (2, false) => _random.Next(3) == 0 ? _random.Next(max + 1) : _random.Next(3),
            (_, true) => _random.Next(max / 3, max + 1),
            _ => _random.Next(max + 1),
        };
    }
}
