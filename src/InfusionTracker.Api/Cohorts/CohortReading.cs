using Dapper;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.InfusionEvents;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Dosing;
using InfusionTracker.Domain.Instruments;
using InfusionTracker.Domain.Onset;
using InfusionTracker.Domain.Onset.Cohorts;
using NodaTime;

namespace InfusionTracker.Api.Cohorts;

/// <summary>A started infusion of a patient who has one that passes the filters.</summary>
internal sealed record InfusionRow
{
    public required Guid PatientId { get; init; }

    public required Guid SessionId { get; init; }

    public required Instant StartedAt { get; init; }

    public required string Medication { get; init; }

    public required string Indication { get; init; }

    public required string? Protocol { get; init; }

    public required decimal? WeightKg { get; init; }

    public required string? Sex { get; init; }

    /// <summary>Whole years at t0.</summary>
    public required int? Age { get; init; }

    /// <summary>True where it passes the filters that the statement knows: all but dose and ordinal.</summary>
    public required bool Passes { get; init; }
}

/// <summary>An index session, as groups are told by.</summary>
/// <param name="Row">What is recorded of it.</param>
/// <param name="Ordinal">Its place in its course, from 1.</param>
/// <param name="MgPerKg">The dose given; null where it is not known or not asked about.</param>
internal sealed record IndexInfusion(InfusionRow Row, int Ordinal, decimal? MgPerKg);

/// <summary>
/// Reads the index sessions of a cohort in one round trip, whatever their number: their patients' infusions, where doses
/// matter their events, and the scores. Figures are then made patient by patient.
/// </summary>
internal sealed record CohortReading(Instrument Instrument, OnsetOptions Options, CohortFilter Filter, Grouping? Grouping)
{
    /// <summary>Most scores of one answer: what is held in memory is bounded by it.</summary>
    private const int MaxScores = 2_000_000;

    private static readonly SqlFile Sql = SqlFile.Beside();

    private static readonly IReadOnlyList<ScorePoint> NoScores = [];

    public CohortDesign Design => new(
        Filter.CohortUnit, Grouping is not null, FiltersByDose: Filter.Dose is not null, GroupsByDose: Grouping?.By == Grouping.DoseBand);

    private bool NeedsDose => Design is { FiltersByDose: true } or { GroupsByDose: true };

    /// <summary>The sessions that pass, and what is small to this caller.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="database">The records.</param>
    public async Task<(List<IndexSession> Sessions, SmallCells Cells)> Read(Caller caller, Database database)
    {
        var flags = Filter.Flags();
        var arguments = Filter.Arguments();
        arguments.Add("instrument", Instrument.Code);
        arguments.Add("lookBack", Duration.Max(Options.ScreeningLookBack, Duration.Max(Options.LookBack, Options.RightNowLookBack)));
        var (charts, doses, scores, cells) = await database.Read(
            caller,
            [.. Sql.Part("exempt"), .. Sql.Part("infusions", flags), .. NeedsDose ? Sql.Part("events", flags) : [], .. Sql.Part("scores", flags)],
            arguments,
            async rows =>
            {
                var cells = await rows.Scalar<bool>() ? SmallCells.Shown : new SmallCells();
                var charts = (await rows.List<InfusionRow>()).GroupBy(row => row.PatientId).Select(chart => chart.ToList()).ToList();
                var doses = NeedsDose ? await Doses(rows, charts, caller.Aborted) : [];
                return (charts, doses, await Scores(rows, caller.Aborted), cells);
            });

        // After the read, so that neither a statement nor a connection waits for the figures.
        var sessions = new List<IndexSession>();
        foreach (var chart in charts)
        {
            caller.Aborted.ThrowIfCancellationRequested();
            var ofPatient = scores.Remove(chart[0].PatientId, out var held) ? held : [];
            sessions.AddRange(OfPatient(chart, ofPatient, doses));
        }

        return (sessions, cells);
    }

    /// <summary>The scores by patient, who come one after another.</summary>
    private static async Task<Dictionary<Guid, List<ScorePoint>>> Scores(Rows rows, CancellationToken cancellation)
    {
        var scores = new Dictionary<Guid, List<ScorePoint>>();
        var (patient, count) = (Guid.Empty, 0);
        List<ScorePoint> ofPatient = [];
        var reader = await rows.Next();
        while (await reader.ReadAsync(cancellation))
        {
            if (++count > MaxScores)
            {
                throw new ProblemException(Problem.Invalid("The cohort has too many scores for one answer; narrow it, e.g. by from and to."));
            }

            var next = reader.GetGuid(0);
            if (count == 1 || next != patient)
            {
                scores.Add(next, ofPatient = []);
                patient = next;
            }

            ofPatient.Add(new(
                reader.GetGuid(1),
                reader.GetInt32(2),
                reader.GetFieldValue<Instant>(3),
                reader.GetFieldValue<Instant>(4),
                reader.GetDecimal(5),
                reader.IsDBNull(6) ? null : reader.GetFieldValue<Duration>(6),
                reader.IsDBNull(7) ? null : reader.GetString(7)));
        }

        return scores;
    }

    /// <summary>The index sessions of one patient, each with its onset.</summary>
    private IEnumerable<IndexSession> OfPatient(List<InfusionRow> chart, IReadOnlyList<ScorePoint> scores, Dictionary<Guid, decimal> doses)
    {
        List<Infusion> infusions = [.. chart.Select(row => new Infusion(row.SessionId, row.StartedAt, row.Medication))];
        var ordinals = Course.Of(infusions, Course.DefaultGap)
            .SelectMany(course => course.Infusions.Select((infusion, i) => (infusion.SessionId, Ordinal: i + 1)))
            .ToDictionary(place => place.SessionId, place => place.Ordinal);
        var isChosen = false;
        foreach (var row in chart.Where(row => row.Passes))
        {
            var session = new IndexInfusion(row, ordinals[row.SessionId], doses.TryGetValue(row.SessionId, out var dose) ? dose : null);
            if ((Filter.IsOfCourses && session.Ordinal > 1)
                || (Filter.Ordinal is { Length: > 0 } places && !places.Contains(session.Ordinal))
                || (session.MgPerKg is { } given && Filter.Dose?.Contains(given) == false))
            {
                continue;
            }

            // Who is left out before figures are looked at (a patient's later sessions, an unknown dose) needs none made.
            var passes = Filter.Dose is null || session.MgPerKg is not null;
            var isJudged = passes && (!isChosen || Design.Unit == CohortUnit.Session);
            isChosen |= passes;
            var alignment = Filter.IsOfCourses
                ? Alignment.ToCourse(infusions, row.SessionId, Course.DefaultGap)
                : Alignment.ToSession(infusions, row.SessionId, Course.DefaultGap);
            yield return new(
                row.PatientId,
                row.SessionId,
                Grouping?.Of(session),
                NeedsDose && session.MgPerKg is null,
                SessionOnset.Of(Instrument, isJudged ? scores : NoScores, alignment, Options));
        }
    }

    /// <summary>The doses given in mg/kg, of the sessions in which they are known.</summary>
    private static async Task<Dictionary<Guid, decimal>> Doses(Rows rows, IEnumerable<List<InfusionRow>> charts, CancellationToken cancellation)
    {
        var weights = charts.SelectMany(chart => chart).ToDictionary(row => row.SessionId, row => row.WeightKg);
        var doses = new Dictionary<Guid, decimal>();
        var events = new List<TimelineRow>();
        var session = Guid.Empty;
        var reader = await rows.Next();
        var parse = reader.GetRowParser<TimelineRow>();
        while (await reader.ReadAsync(cancellation))
        {
            var next = reader.GetGuid(0);
            if (next != session)
            {
                Take();
                session = next;
            }

            events.Add(parse(reader));
        }

        Take();
        return doses;

        void Take()
        {
            if (InfusionTimeline.TryOf(events.Select(e => e.ToEvent()), out var timeline, out _)
                && timeline.StoppedAt is { } stopped
                && Dose.At(timeline, stopped, endedWithoutStop: false, weights.GetValueOrDefault(session)).CumulativeMgPerKg is { } dose)
            {
                doses[session] = dose;
            }

            events.Clear();
        }
    }
}
