using System.Runtime.CompilerServices;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Clinics;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Instruments;
using InfusionTracker.Domain.Onset;
using InfusionTracker.Domain.Onset.Cohorts;
using NodaTime;
using Npgsql;

namespace InfusionTracker.Api.Cohorts;

/// <summary>What the figures of a cohort rest on, as the clinic has it at that moment.</summary>
/// <param name="Settings">What the clinic has set.</param>
/// <param name="Options">The query laid over it.</param>
/// <param name="Bands">The clinic's bands.</param>
/// <param name="Cells">What is withheld from this caller; null for nothing.</param>
internal sealed record CohortBasis(OnsetSettings Settings, OnsetOptions Options, CohortBands Bands, SmallCells? Cells);

/// <summary>
/// Reads the index sessions of a cohort in one round trip and from one state of the records, whatever their number: their
/// patients' infusions, where doses matter their events, and the scores. The sessions are handed on patient by patient while
/// the scores come in, so that no more than one patient's scores are ever held.
/// </summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="Over">The query's choices, to be laid over what the clinic has set.</param>
/// <param name="Filter">Which sessions.</param>
/// <param name="Grouping">By what they are split; null for one group.</param>
/// <param name="Asked">The event of a time-to-event question; null for figures by window.</param>
internal sealed record CohortReading(
    Instrument Instrument, Func<OnsetOptions, OnsetOptions> Over, CohortFilter Filter, Grouping? Grouping = null, CohortEvent? Asked = null)
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    public CohortDesign Design => new(
        Filter.CohortUnit,
        Grouping is not null,
        NeedsDose: Filter.Dose is not null || Grouping?.By == Grouping.DoseBand,
        Asked,
        Instrument.TotalValues);

    /// <summary>Makes figures of the sessions that pass.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="query">All that is asked, of which some is not everybody's to ask.</param>
    /// <param name="database">The records.</param>
    /// <param name="figures">Is given what the figures rest on, and all patients, each with all sessions that pass.</param>
    public Task<T> Read<T>(
        Caller caller, IQueryCollection query, Database database, Func<CohortBasis, IAsyncEnumerable<IReadOnlyList<IndexSession>>, Task<T>> figures)
    {
        var flags = Filter.Flags();
        var withAge = Grouping?.By == Grouping.AgeBand ? [.. flags, "age"] : flags;
        var arguments = Filter.Arguments();
        arguments.Add("instrument", Instrument.Code);
        return database.ReadMuch(
            caller,
            [.. Sql.Part("basis"), .. Sql.Part("infusions", withAge), .. Design.NeedsDose ? Sql.Part("events", flags) : [], .. Sql.Part("scores", flags)],
            arguments,
            async rows =>
            {
                var settings = (await rows.Single(OnsetSettings.Read))!;
                var (bands, seesAll) = (await rows.Single(Asker.Read))!;
                var cells = seesAll ? null : new SmallCells(settings.MinimumCell ?? SmallCells.DefaultMinimum);
                if (cells is not null)
                {
                    CohortQuestion.Check(query, Filter, bands, settings.Zone);
                }

                var basis = new CohortBasis(settings, Over(settings.Options()), bands, cells);
                return await figures(basis, Sessions(rows, basis, caller.Aborted));
            });
    }

    private async IAsyncEnumerable<IReadOnlyList<IndexSession>> Sessions(
        Rows rows, CohortBasis basis, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var infusions = await InfusionRow.ReadAll(await rows.Next(), cancellation);
        var doses = Design.NeedsDose ? await GivenDoses.ReadAll(await rows.Next(), cancellation) : [];
        var reader = await rows.Next();
        var hasScore = await reader.ReadAsync(cancellation);
        var scores = new List<ScorePoint>();
        for (int first = 0, next = 0; first < infusions.Count; first = next)
        {
            var patient = infusions[first].PatientId;
            while (next < infusions.Count && infusions[next].PatientId == patient)
            {
                next++;
            }

            scores.Clear();
            for (; hasScore && reader.GetGuid(0) == patient; hasScore = await reader.ReadAsync(cancellation))
            {
                scores.Add(Score(reader));
            }

            yield return OfPatient(infusions.GetRange(first, next - first), scores, doses, basis);
        }
    }

    private static ScorePoint Score(NpgsqlDataReader reader) => new(
        reader.GetGuid(1),
        reader.GetInt32(2),
        reader.GetFieldValue<Instant>(3),
        reader.GetFieldValue<Instant>(4),
        reader.GetDecimal(5),
        reader.IsDBNull(6) ? null : reader.GetFieldValue<Duration>(6),
        reader.IsDBNull(7) ? null : reader.GetString(7));

    /// <summary>The index sessions of one patient, each with its onset.</summary>
    private List<IndexSession> OfPatient(
        List<InfusionRow> chart, IReadOnlyList<ScorePoint> scores, Dictionary<Guid, decimal> doses, CohortBasis basis)
    {
        var infusions = InfusionLine.Of(chart.Select(row => new Infusion(row.SessionId, row.StartedAt, row.Kind.Medication, row.StoppedAt)), basis.Settings.Gap);
        var line = ScoreLine.Of(scores);
        var sessions = new List<IndexSession>();
        var isChosen = false;
        foreach (var row in chart.Where(row => row.Passes))
        {
            var place = infusions.PlaceOf(row.SessionId);
            var session = new IndexInfusion(
                row, place.Ordinal, doses.TryGetValue(row.SessionId, out var dose) ? dose : null);
            if ((Filter.IsOfCourses && session.Ordinal > 1)
                || (Filter.Ordinal is { Length: > 0 } places && !places.Contains(session.Ordinal))
                || (session.MgPerKg is { } given && Filter.Dose?.Contains(given) == false))
            {
                continue;
            }

            // Who is left out before figures are looked at (an unknown dose, a patient's later sessions, an overlap) needs none made.
            var hasDose = !Design.NeedsDose || session.MgPerKg is not null;
            var isJudged = hasDose && !place.IsOverlapping && (!isChosen || Design.Unit == CohortUnit.Session);
            isChosen |= hasDose;
            var alignment = Filter.IsOfCourses ? Alignment.ToCourse(infusions, row.SessionId) : Alignment.ToSession(infusions, row.SessionId);
            sessions.Add(new(
                row.PatientId,
                row.SessionId,
                Grouping?.Of(session, basis.Bands),
                Design.NeedsDose && session.MgPerKg is null,
                place.IsOverlapping,
                SessionOnset.Of(Instrument, isJudged ? line : ScoreLine.Empty, alignment, basis.Options)));
        }

        return sessions;
    }

    /// <summary>What the clinic and the caller's scopes say of how much may be asked and told.</summary>
    private sealed record Asker(CohortBands Bands, bool SeesAll)
    {
        public static Asker Read(NpgsqlDataReader row) => new(
            CohortBands.Of(
                row.IsDBNull(0) ? null : row.GetFieldValue<decimal[]>(0),
                row.IsDBNull(1) ? null : row.GetFieldValue<int[]>(1)),
            row.GetBoolean(2));
    }
}
