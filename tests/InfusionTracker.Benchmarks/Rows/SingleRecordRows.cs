using System.Globalization;
using InfusionTracker.Api.Platform;
using InfusionTracker.Benchmarks.LoadGenerator;
using InfusionTracker.Benchmarks.Loading;
using InfusionTracker.Benchmarks.Pgbench;

namespace InfusionTracker.Benchmarks.Rows;

/// <summary>The rows of single records and of batches: what the service is sent, and the same for pgbench.</summary>
public static class SingleRecordRows
{
    public const string Write = "write-observation";

    private static readonly SqlFile Record = SqlFile.Load("Observations/RecordObservations.sql");
    private static readonly SqlFile Series = SqlFile.Load("Series/GetSessionSeries.sql");
    private static readonly SqlFile Onset = SqlFile.Load("Onset/GetSessionOnset.sql");
    private static readonly SqlFile History = SqlFile.Load("Sessions/ListSessions.sql");

    public static IReadOnlyList<SingleRecordRow> Of(LoadedClinic records, LoadedClinic writes) =>
        [WriteObservation(writes), WriteBatch(writes), ReadSeries(records), OnsetOfSession(records), HistoryPage(records)];

    /// <summary>The write as pgbench does it.</summary>
    /// <param name="clinic">Whose sessions are written to.</param>
    /// <param name="claims">Whether an Idempotency-Key is claimed.</param>
    public static string WriteScript(LoadedClinic clinic, bool claims)
    {
        var ids = $"array[{PgbenchScript.NewId}]";
        var script = PgbenchScript.Write(clinic, "observations:write", ids, claims ? "observation" : null);
        return script.Add(Record.Part("write", "asLastSeen"), Arguments(script, isArray: false, ids, new()
        {
            ["codes"] = "array['8867-4']",
            ["values"] = "array[72]",
            ["units"] = "array['/min']",
            ["canonicalValues"] = "array[72]",
            ["canonicalUnits"] = "array['/min']",
            ["components"] = "array[null]",
            ["interpretations"] = "array[null]",
            ["observedAts"] = "array['20260302T091000Z']",
            ["performers"] = "array['rn-17']",
            ["confirmeds"] = "array[null]",
            ["requestHashes"] = $"array[{PgbenchScript.Bytes(new byte[32])}]",
        })).Commit();
    }

    /// <summary>The read of a series as pgbench does it.</summary>
    public static string SeriesScript(LoadedClinic clinic)
    {
        var script = PgbenchScript.Read(clinic, "records:read");
        Dictionary<string, string> values = new() { ["sessionId"] = script.AnySession };
        return script.Add(Series.Part("session", "current"), values).Add(Series.Part("events", "current"), values).Add(Series.Part("readings", "current"), values).Commit();
    }

    private static SingleRecordRow WriteObservation(LoadedClinic clinic)
    {
        var path = $"/sessions/{clinic.Prefix(Kind.Session)}{{n}}/observations";
        var body = """{"id":"{id}","code":"8867-4","value":72,"unit":"/min","observedAt":"2026-03-02T09:10:00Z","performer":"rn-17"}""";
        return new(
            Write,
            Post(clinic, path, body) with { Numbers = clinic.Sessions },
            WriteScript(clinic, claims: true),
            ForPeer(clinic, Post(clinic, path, body) with { Numbers = clinic.Sessions }));
    }

    private static SingleRecordRow WriteBatch(LoadedClinic clinic)
    {
        const int Size = 1000;
        var items = Enumerable.Range(0, Size).Select(i =>
        {
            var (code, unit, value, after) = Contents.Observation(0, i);
            return (Code: code, Unit: unit, Value: value.ToString(CultureInfo.InvariantCulture), At: $"2026-03-02T{9 + (i / 600):00}:{i / 10 % 60:00}:{i % 10 * 5:00}Z");
        }).ToList();
        var body = $"[{string.Join(',', items.Select(i => $$"""{"id":"{id}","code":"{{i.Code}}","value":{{i.Value}},"unit":"{{i.Unit}}","observedAt":"{{i.At}}","performer":"rn-17"}"""))}]";
        var order = Post(clinic, $"/sessions/{clinic.Prefix(Kind.Session)}{{n}}/observations", body) with
        {
            Numbers = clinic.Sessions,

            // With 32, each of them would wait a second for the others.
            Connections = 8,
        };

        // A thousand ids of a number each, made by the server once and used twice: a small cost to the limit.
        var ids = $"(select array_agg(('e' || lpad((:id::bigint * 1000 + g)::text, 31, '0'))::uuid order by g) from generate_series(1, {Size}) g)";
        var script = PgbenchScript.Write(clinic, "observations:write", ids, "observation");
        script.Add(Record.Part("write", "asLastSeen"), Arguments(script, isArray: true, ids, new()
        {
            ["codes"] = ":codes",
            ["values"] = ":values",
            ["units"] = ":units",
            ["canonicalValues"] = ":values",
            ["canonicalUnits"] = ":units",
            ["components"] = ":nulls",
            ["interpretations"] = ":nulls",
            ["observedAts"] = ":ats",
            ["performers"] = ":performers",
            ["confirmeds"] = ":nulls",
            ["requestHashes"] = ":hashes",
        }));
        return new("write-batch", order, script.Commit(), order)
        {
            Works = Size,
            Variables = new Dictionary<string, string>
            {
                ["codes"] = Array(items.Select(i => i.Code)),
                ["values"] = Array(items.Select(i => i.Value)),
                ["units"] = Array(items.Select(i => i.Unit)),
                ["ats"] = Array(items.Select(i => i.At)),
                ["nulls"] = Array(items.Select(_ => "null")),
                ["performers"] = Array(items.Select(_ => "rn-17")),
                ["hashes"] = Array(items.Select((_, i) => $"\"\\\\x{i:x64}\"")),
            },
        };
    }

    private static SingleRecordRow ReadSeries(LoadedClinic clinic)
    {
        var order = Get(clinic, $"/sessions/{clinic.Prefix(Kind.Session)}{{n}}/series");
        return new("read-series", order, SeriesScript(clinic), ForPeer(clinic, order));
    }

    private static SingleRecordRow OnsetOfSession(LoadedClinic clinic)
    {
        var script = PgbenchScript.Read(clinic, "analytics:read");
        script.Add(Onset.Part("current"), new() { ["sessionId"] = script.AnySession, ["instrument"] = $"'{Contents.SessionInstrument}'" });
        var order = Get(clinic, $"/sessions/{clinic.Prefix(Kind.Session)}{{n}}/onset?instrument={Contents.SessionInstrument}");
        return new("onset-session", order, script.Commit(), ForPeer(clinic, order));
    }

    private static SingleRecordRow HistoryPage(LoadedClinic clinic)
    {
        var script = PgbenchScript.Read(clinic, "records:read");
        script.Add(History.Part("page", "sort=-recordedAt"), new() { ["limit"] = "51" });
        var order = Get(clinic, "/sessions?limit=50");
        return new("history-page", order, script.Commit(), ForPeer(clinic, order));
    }

    private static Dictionary<string, string> Arguments(PgbenchScript script, bool isArray, string ids, Dictionary<string, string> own) => new(own)
    {
        ["sessionId"] = script.AnySession,
        ["isArray"] = isArray ? "true" : "false",
        ["settingsVersion"] = "1",
        ["ids"] = ids,
    };

    private static LoadOrder Get(LoadedClinic clinic, string path) =>
        new() { Port = 0, Expect = 200, Numbers = clinic.Sessions, Request = RequestTemplate.Http("GET", "/v1" + path, clinic.Key) };

    private static LoadOrder Post(LoadedClinic clinic, string path, string body) =>
        new() { Port = 0, Expect = 201, Request = RequestTemplate.Http("POST", "/v1" + path, clinic.Key, body, "Idempotency-Key: {id}") };

    /// <summary>The same request, which names the clinic, since the peer reads no keys.</summary>
    private static LoadOrder ForPeer(LoadedClinic clinic, LoadOrder order) =>
        order with { Request = order.Request.Replace("\r\nAuthorization: ", $"\r\nX-Clinic: {clinic.Id:D}\r\nAuthorization: ", StringComparison.Ordinal) };

    private static string Array(IEnumerable<string> items) => $"{{{string.Join(',', items)}}}";
}
