using System.Globalization;
using InfusionTracker.Api;
using InfusionTracker.Api.Access;
using InfusionTracker.Benchmarks.Cluster;
using Npgsql;
using NpgsqlTypes;

namespace InfusionTracker.Benchmarks.Loading;

/// <summary>
/// Loads records with COPY, as the superuser, the triggers off, and then writes the change records that they would have written.
/// What is loaded has no place in the audit's order, which begins with what the benchmark itself does.
/// </summary>
public sealed class Loader(BenchmarkCluster cluster)
{
    /// <summary>What every record has, after its own columns.</summary>
    private const string Recorded = "version, status, recorded_at, recorded_by, created_at";

    /// <summary>Makes a clinic and a key of its administrator, by the service's own statements.</summary>
    public async Task<LoadedClinic> Open(int number)
    {
        await using var source = Service.ServiceDataSource(cluster.Address.Service);
        var id = await AccessCommands.CreateClinic(source, LoadedClinic.IdOf(number), $"Clinic {number}", "Etc/UTC");
        var key = await AccessCommands.CreateKey(source, id, ["administrator"], "benchmarks", null);
        var client = await cluster.Scalar("select client_id from api_key where clinic_id = @clinic", ("clinic", id));
        return new LoadedClinic(number, key, (Guid)client!);
    }

    /// <summary>Loads more sessions of a clinic, two a patient, with their infusion.</summary>
    /// <param name="clinic">The clinic.</param>
    /// <param name="count">How many sessions.</param>
    /// <param name="observations">How many observations each.</param>
    /// <param name="scores">Whether each has scores.</param>
    public async Task Sessions(LoadedClinic clinic, int count, int observations, bool scores)
    {
        var (first, end) = (clinic.Sessions, clinic.Sessions + count);
        (clinic.Sessions, clinic.Patients) = (end, end / 2);
        await using var connection = await Connect();
        await Patients(connection, clinic, first / 2, end / 2, Contents.StartOf);
        await Sessions(connection, clinic, first, end, Contents.PatientOf, Contents.StartOf);
        if (scores)
        {
            await Scores(connection, clinic, first, end, Contents.SessionInstrument, Contents.PatientOf, Contents.StartOf, Contents.ScoresOf, perSubject: 8);
        }

        // In steps, so that the change records of each are made while it is still in memory.
        const int Step = 5000;
        for (var from = first; observations > 0 && from < end; from += Step)
        {
            await Observations(connection, clinic, from, Math.Min(end, from + Step), observations);
        }
    }

    /// <summary>Loads patients of one session and ten scores each.</summary>
    public async Task Cohort(LoadedClinic clinic, int patients)
    {
        (clinic.Sessions, clinic.Patients) = (patients, patients);
        await using var connection = await Connect();
        await Patients(connection, clinic, 0, patients, Contents.StartInCohort);
        await Sessions(connection, clinic, 0, patients, session => session, Contents.StartInCohort);
        await Scores(connection, clinic, 0, patients, Contents.CohortInstrument, p => p, Contents.StartInCohort, Contents.ScoresInCohort, perSubject: 10);
    }

    private static async Task Patients(NpgsqlConnection connection, LoadedClinic clinic, int first, int end, Func<int, DateTime> start)
    {
        await Copy(connection, $"patient (clinic_id, id, identifiers, birth_date, sex, {Recorded})", first, end, (row, n) =>
        {
            row.Write(clinic.Id, NpgsqlDbType.Uuid);
            row.Write(clinic.IdOf(Kind.Patient, n), NpgsqlDbType.Uuid);
            row.Write($$"""[{"system": "urn:example:mrn", "value": "{{Identifier(n)}}"}]""", NpgsqlDbType.Jsonb);
            row.Write(Contents.BirthOf(n), NpgsqlDbType.Date);
            row.Write(Contents.SexOf(n), NpgsqlDbType.Text);
            WriteRecorded(row, clinic, 1, "final", start(n).AddDays(-2));
        });
        await Copy(connection, "patient_identifier (clinic_id, patient_id, system, value)", first, end, (row, n) =>
        {
            row.Write(clinic.Id, NpgsqlDbType.Uuid);
            row.Write(clinic.IdOf(Kind.Patient, n), NpgsqlDbType.Uuid);
            row.Write("urn:example:mrn", NpgsqlDbType.Text);
            row.Write(Identifier(n), NpgsqlDbType.Text);
        });
        await Changes(connection, clinic, "patient", Kind.Patient, first, end);
    }

    private static string Identifier(int patient) => string.Create(CultureInfo.InvariantCulture, $"P-{patient:D8}");

    private static async Task Sessions(
        NpgsqlConnection connection, LoadedClinic clinic, int first, int end, Func<int, int> patient, Func<int, DateTime> start)
    {
        await Copy(
            connection,
            $"session (clinic_id, id, patient_id, indication, medication, route, protocol, weight_kg, planned_dose_mg_per_kg, planned_duration, scheduled_at, started_at, ended_at, {Recorded})",
            first,
            end,
            (row, n) =>
            {
                var begun = start(n);
                row.Write(clinic.Id, NpgsqlDbType.Uuid);
                row.Write(clinic.IdOf(Kind.Session, n), NpgsqlDbType.Uuid);
                row.Write(clinic.IdOf(Kind.Patient, patient(n)), NpgsqlDbType.Uuid);
                row.Write(Contents.IndicationOf(n), NpgsqlDbType.Text);
                row.Write(Contents.Medication, NpgsqlDbType.Text);
                row.Write(Contents.Route, NpgsqlDbType.Text);
                row.Write(Contents.ProtocolOf(n), NpgsqlDbType.Text);
                row.Write(Contents.WeightKg, NpgsqlDbType.Numeric);
                row.Write(Contents.PlannedDoseMgPerKg, NpgsqlDbType.Numeric);
                row.Write(TimeSpan.FromMinutes(Contents.MinutesInfused), NpgsqlDbType.Interval);
                row.Write(begun, NpgsqlDbType.TimestampTz);
                row.Write(begun, NpgsqlDbType.TimestampTz);
                row.Write(begun.AddMinutes(Contents.MinutesInfused), NpgsqlDbType.TimestampTz);
                WriteRecorded(row, clinic, 3, "completed", begun.AddDays(-1), begun.AddMinutes(Contents.MinutesInfused + 0.5));
            });
        await Copy(
            connection,
            $"infusion_event (clinic_id, id, session_id, type, occurred_at, performer, rate_value, rate_unit, completion_rule, {Recorded})",
            2 * first,
            2 * end,
            (row, n) =>
            {
                var occurred = start(n / 2).AddMinutes(n % 2 == 0 ? 0 : Contents.MinutesInfused);
                row.Write(clinic.Id, NpgsqlDbType.Uuid);
                row.Write(clinic.IdOf(Kind.InfusionEvent, n), NpgsqlDbType.Uuid);
                row.Write(clinic.IdOf(Kind.Session, n / 2), NpgsqlDbType.Uuid);
                row.Write(n % 2 == 0 ? "start" : "stop", NpgsqlDbType.Text);
                row.Write(occurred, NpgsqlDbType.TimestampTz);
                row.Write(Contents.Performer, NpgsqlDbType.Text);
                if (n % 2 == 0)
                {
                    row.Write(Contents.RateMgPerHour, NpgsqlDbType.Numeric);
                    row.Write("mg/h", NpgsqlDbType.Text);
                    row.WriteNull();
                }
                else
                {
                    row.WriteNull();
                    row.WriteNull();
                    row.Write((short)2, NpgsqlDbType.Smallint);
                }

                WriteRecorded(row, clinic, 1, "final", occurred.AddSeconds(30));
            });
        await Changes(connection, clinic, "session", Kind.Session, first, end);
        await Changes(connection, clinic, "infusion_event", Kind.InfusionEvent, 2 * first, 2 * end);
    }

    private static async Task Observations(NpgsqlConnection connection, LoadedClinic clinic, int first, int end, int each)
    {
        await Copy(
            connection,
            $"observation (clinic_id, id, session_id, code, value, unit, canonical_value, canonical_unit, observed_at, performer, {Recorded})",
            (long)first * each,
            (long)end * each,
            (row, n) =>
            {
                var session = (int)(n / each);
                var (code, unit, value, after) = Contents.Observation(session, (int)(n % each));
                var observed = Contents.StartOf(session) + after;
                row.Write(clinic.Id, NpgsqlDbType.Uuid);
                row.Write(clinic.IdOf(Kind.Observation, n), NpgsqlDbType.Uuid);
                row.Write(clinic.IdOf(Kind.Session, session), NpgsqlDbType.Uuid);
                row.Write(code, NpgsqlDbType.Text);
                row.Write(value, NpgsqlDbType.Numeric);
                row.Write(unit, NpgsqlDbType.Text);
                row.Write(value, NpgsqlDbType.Numeric);
                row.Write(unit, NpgsqlDbType.Text);
                row.Write(observed, NpgsqlDbType.TimestampTz);
                row.Write(Contents.Performer, NpgsqlDbType.Text);
                WriteRecorded(row, clinic, 1, "final", observed.AddSeconds(5).AddMilliseconds(n % each));
            });
        await Changes(connection, clinic, "observation", Kind.Observation, (long)first * each, (long)end * each);
    }

    /// <summary>In the order of assessment, as they would have come in: those of one patient lie far apart.</summary>
    private static async Task Scores(
        NpgsqlConnection connection,
        LoadedClinic clinic,
        int first,
        int end,
        string instrument,
        Func<int, int> patient,
        Func<int, DateTime> start,
        Func<int, IEnumerable<(TimeSpan After, decimal Total)>> scores,
        int perSubject)
    {
        var all = new List<(DateTime At, int Subject, decimal Total)>((end - first) * perSubject);
        for (var subject = first; subject < end; subject++)
        {
            all.AddRange(scores(subject).Select(score => (start(subject) + score.After, subject, score.Total)));
        }

        all.Sort((a, b) => a.At.CompareTo(b.At));
        var offset = (long)first * perSubject;
        await Copy(
            connection,
            $"score (clinic_id, id, patient_id, instrument, assessed_at, performer, total, {Recorded})",
            offset,
            offset + all.Count,
            (row, n) =>
            {
                var (at, subject, total) = all[(int)(n - offset)];
                row.Write(clinic.Id, NpgsqlDbType.Uuid);
                row.Write(clinic.IdOf(Kind.Score, n), NpgsqlDbType.Uuid);
                row.Write(clinic.IdOf(Kind.Patient, patient(subject)), NpgsqlDbType.Uuid);
                row.Write(instrument, NpgsqlDbType.Text);
                row.Write(at, NpgsqlDbType.TimestampTz);
                row.Write(Contents.Performer, NpgsqlDbType.Text);
                row.Write(total, NpgsqlDbType.Numeric);
                WriteRecorded(row, clinic, 1, "final", at.AddSeconds(20));
            });
        await Changes(connection, clinic, "score", Kind.Score, offset, offset + all.Count);
    }

    private static void WriteRecorded(NpgsqlBinaryImporter row, LoadedClinic clinic, int version, string status, DateTime created, DateTime? recorded = null)
    {
        row.Write(version, NpgsqlDbType.Integer);
        row.Write(status, NpgsqlDbType.Text);
        row.Write(recorded ?? created, NpgsqlDbType.TimestampTz);
        row.Write(clinic.ClientId, NpgsqlDbType.Uuid);
        row.Write(created, NpgsqlDbType.TimestampTz);
    }

    private static Task Copy(NpgsqlConnection connection, string into, int first, int end, Action<NpgsqlBinaryImporter, int> write) =>
        Copy(connection, into, first, (long)end, (row, n) => write(row, (int)n));

    private static async Task Copy(NpgsqlConnection connection, string into, long first, long end, Action<NpgsqlBinaryImporter, long> write)
    {
        await using var import = await connection.BeginBinaryImportAsync($"copy {into} from stdin (format binary)");
        for (var n = first; n < end; n++)
        {
            await import.StartRowAsync();
            write(import, n);
        }

        await import.CompleteAsync();
    }

    private static async Task Changes(NpgsqlConnection connection, LoadedClinic clinic, string table, Kind kind, long first, long end)
    {
        if (!clinic.HasChanges)
        {
            return;
        }

        await using var command = new NpgsqlCommand(SqlText.Part("Loading/Changes.sql", table), connection);
        command.Parameters.AddWithValue("clinic", clinic.Id);
        command.Parameters.AddWithValue("first", clinic.IdOf(kind, first));
        command.Parameters.AddWithValue("last", clinic.IdOf(kind, end - 1));
        await command.ExecuteNonQueryAsync();
    }

    private async Task<NpgsqlConnection> Connect()
    {
        var connection = new NpgsqlConnection(cluster.Superuser);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("set session_replication_role = replica; set synchronous_commit = off", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }
}
