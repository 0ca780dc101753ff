using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Exports;

/// <summary>
/// Rows that are there before an export, put in by hand so that each test says which, and what an export answered.
/// </summary>
internal static class Exports
{
    public const string Patient = "0196f000-0000-7000-8000-0000000000a1";
    public const string Session = "0196f000-0000-7000-8000-0000000000b1";

    /// <summary>Id of the row that a dataset's own test puts in.</summary>
    public const string Row = "0196f000-0000-7000-8000-0000000000c1";

    /// <summary>Runs statements as the operator's own hand, within the clinic.</summary>
    public static Task<object?> Put(RunningService service, string sql, Guid? clinic = null) =>
        service.Superuser($"set app.clinic_id = '{clinic ?? service.ClinicId}'; {sql}");

    /// <summary>A patient and a session of hers, in the clinic, unless they are there.</summary>
    public static Task PutSession(RunningService service, Guid? clinic = null) => Put(service, $"""
        insert into patient (id, identifiers) values ('{Patient}', '[]') on conflict do nothing;
        insert into session (id, patient_id, indication, medication, route)
        values ('{Session}', '{Patient}', 'generalized-anxiety-disorder', 'ketamine', 'intravenous') on conflict do nothing
        """, clinic);

    public static Task PutObservation(RunningService service, Guid id, string value = "72", string performer = "rn-17", Guid? clinic = null) => Put(service, $"""
        insert into observation (id, session_id, code, value, unit, canonical_value, canonical_unit, observed_at, performer)
        values ('{id}', '{Session}', '8867-4', {value}, '/min', {value}, '/min', '2026-06-15 11:00:00.25+00', '{performer.Replace("'", "''", StringComparison.Ordinal)}')
        """, clinic);

    /// <summary>A reading that is recorded while the clock of the database goes an hour behind what it had told before.</summary>
    public static string ByAnEarlierClock(Guid id, string value = "72") => $"""
        set session_replication_role = replica;
        insert into observation (id, session_id, code, value, unit, canonical_value, canonical_unit, observed_at, performer, recorded_at, created_at)
        values ('{id}', '{Session}', '8867-4', {value}, '/min', {value}, '/min', '2026-06-15 11:00:00.25+00', 'rn-17', now() - interval '1 hour', now() - interval '1 hour');
        set session_replication_role = origin;
        insert into change (clinic_id, record_type, record_id, version, operation, recorded_at, after)
        select o.clinic_id, 'observation', o.id, o.version, 'insert', o.recorded_at, to_jsonb(o) from observation o where o.id = '{id}'
        """;

    /// <summary>What an export holds, and what the next one is to be asked for.</summary>
    /// <param name="client">Who asks.</param>
    /// <param name="path">The dataset, in NDJSON.</param>
    /// <param name="since">The <c>Next-Since</c> of the export before; null for a whole one.</param>
    public static async Task<(JsonObject[] Rows, string Next)> Increment(ApiClient client, string path, string? since)
    {
        var answer = (await client.Get(since is null ? path : $"{path}?since={since}")).Is(200);
        var rows = answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject());
        return ([.. rows], answer.Headers.GetValues("Next-Since").Single());
    }

    /// <summary>An id that ends in this number.</summary>
    public static Guid Id(int number) => Guid.Parse($"0196f000-0000-7000-8000-{number:x12}");

    public static async Task<JsonObject[]> Lines(ApiClient client, string path)
    {
        var text = (await client.Get(path)).Is(200).Text;
        Assert.True(text.Length == 0 || text.EndsWith('\n'));
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
    }

    /// <summary>Reads RFC 4180, header and all.</summary>
    public static List<string[]> Rows(string csv)
    {
        List<string[]> rows = [];
        List<string> row = [];
        for (var i = 0; i < csv.Length;)
        {
            var cell = "";
            if (csv[i] == '"')
            {
                for (i++; csv[i] != '"' || (i + 1 < csv.Length && csv[i + 1] == '"'); i++)
                {
                    cell += csv[i];
                    i += csv[i] == '"' ? 1 : 0;
                }

                i++;
            }
            else
            {
                var end = csv.IndexOfAny([',', '\r'], i);
                cell = csv[i..end];
                i = end;
            }

            row.Add(cell);
            if (csv[i] == ',')
            {
                i++;
                continue;
            }

            Assert.Equal("\r\n", csv.Substring(i, 2));
            i += 2;
            rows.Add([.. row]);
            row.Clear();
        }

        return rows;
    }
}
