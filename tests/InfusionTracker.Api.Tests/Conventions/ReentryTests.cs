using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Platform;
using Npgsql;

namespace InfusionTracker.Api.Tests.Conventions;

/// <summary>Re-entry copies every column of every record type. The columns are those of the catalogue.</summary>
public sealed class ReentryTests(RunningService service) : IClassFixture<RunningService>
{
    /// <summary>Columns that every copy has of its own. This list only shrinks.</summary>
    private static readonly string[] OwnOfEveryCopy = ["id", "version", "reason", "recorded_at", "recorded_by", "created_at", "request_hash"];

    /// <summary>What else a copy has of its own, by table. These lists only shrink.</summary>
    private static readonly Dictionary<string, string[]> OwnOfACopy = new()
    {
        ["session"] = ["patient_id", "reentered_as"],
        ["infusion_event"] = ["session_id", "status"],
        ["observation"] = ["session_id", "status", "reentered_as"],
        ["adverse_event"] = ["session_id", "status"],
        ["wastage"] = ["session_id", "status"],
        ["score"] = ["patient_id", "status", "reentered_as", "acknowledged_at", "acknowledged_by", "acknowledgement_note"],
    };

    [Fact]
    public async Task Every_record_of_a_patient_or_session_can_be_recorded_under_the_right_one()
    {
        Assert.Equal(OwnOfACopy.Keys.Order(StringComparer.Ordinal), (await Catalogue()).Select(column => column.Table).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_session_comes_to_the_right_patient_with_every_column_of_it_and_of_its_parts()
    {
        var session = await FilledSession();
        string[] parts = ["infusion_event", "observation", "adverse_event", "wastage"];
        var before = new Dictionary<string, List<JsonObject>> { ["session"] = await Rows("session", "id", session) };
        foreach (var table in parts)
        {
            before[table] = await Rows(table, "session_id", session);
        }

        var copy = (string)(await Reenter($"/v1/sessions/{session}", await Given.Patient(service.Client)))["reenteredAs"]!;
        var faults = await Faults("session", before["session"], await Rows("session", "id", copy));
        foreach (var table in parts)
        {
            faults.AddRange(await Faults(table, before[table], await Rows(table, "session_id", copy)));
        }

        Assert.Equal("", string.Join('\n', faults));
    }

    [Fact]
    public async Task An_observation_comes_to_the_right_session_with_every_column()
    {
        var session = await FilledSession();
        var right = await Given.Session(service.Client);
        var before = await Rows("observation", "session_id", session);
        foreach (var observation in before)
        {
            await Reenter($"/v1/observations/{observation["id"]}", right);
        }

        Assert.Equal("", string.Join('\n', await Faults("observation", before, await Rows("observation", "session_id", right))));
    }

    [Fact]
    public async Task A_score_comes_to_the_right_patient_with_every_column()
    {
        var (wrong, right) = (await Given.Patient(service.Client), await Given.Patient(service.Client));
        string[] scores =
        [
            """ "instrument":"PHQ9","assessedAt":"2026-06-01T09:00:00Z","answers":[0,0,0,0,0,0,0,0,1] """,
            """ "instrument":"PDSS","form":"PDSS-SR","assessedAt":"2026-06-02T09:00:00Z","answers":[1,1,1,1,1,1,1] """,
            """ "instrument":"HAMA","assessedAt":"2026-06-03T09:00:00Z","total":14,"recallPeriod":"PT1H","identifiers":[{"system":"urn:example:message","value":"S-1"}] """,
        ];
        foreach (var score in scores)
        {
            var made = await Record("/v1/scores", $"\"patientId\":\"{wrong}\",\"performer\":\"md-3\",{score}");
            (await service.Client.Correct($"/v1/scores/{made.Id}", """{"reason":"another rater","performer":"md-4"}""", made.ETag)).Is(200);
        }

        var before = await Rows("score", "patient_id", wrong);
        (await service.Client.Post($"/v1/scores/{before[0]["id"]}/acknowledgement", """{"performer":"md-3","acknowledgedAt":"2026-06-01T10:00:00Z","note":"seen"}""")).Is(200);
        before = await Rows("score", "patient_id", wrong);
        foreach (var score in before)
        {
            await Reenter($"/v1/scores/{score["id"]}", right);
        }

        Assert.Equal("", string.Join('\n', await Faults("score", before, await Rows("score", "patient_id", right))));
    }

    /// <summary>A session with every column filled, and parts of which some row fills each column.</summary>
    private async Task<string> FilledSession()
    {
        var patient = await Given.Patient(service.Client);
        var session = (await Record("/v1/sessions", $$"""
            "patientId":"{{patient}}","indication":"generalized-anxiety-disorder","medication":"ketamine","route":"intravenous",
            "protocol":"iv-0.5-mg-kg-40-min","weightKg":70.50,"plannedDoseMgPerKg":0.50,"plannedDuration":"PT40M","scheduledAt":"2026-06-15T10:30:00Z",
            "identifiers":[{"system":"urn:example:order","value":"{{patient}}"}],"encounter":{"system":"urn:example:visit","value":"V-1"}
            """)).Id;
        await Part(session, "infusion-events", """ "type":"start","occurredAt":"2026-06-15T11:00:00Z","performer":"rn-17","rate":{"value":26.250,"unit":"mL/h","concentrationMgPerMl":2.0} """, "note");
        await Part(session, "infusion-events", """ "type":"bolus","occurredAt":"2026-06-15T11:10:00Z","performer":"rn-17","dose":{"value":5.0,"unit":"mg"} """, "note");
        await Part(session, "infusion-events", """ "type":"stop","occurredAt":"2026-06-15T11:40:00Z","performer":"rn-17","completed":true """, "note");
        await Part(session, "observations", """ "code":"8310-5","value":98.60,"unit":"[degF]","observedAt":"2026-06-15T11:05:00Z","performer":"rn-17" """, "performer");
        await Part(session, "observations", $$"""
            "code":"8867-4","value":180,"unit":"/min","observedAt":"2026-06-15T11:05:00Z","performer":"rn-17",
            "identifiers":[{"system":"urn:example:message","value":"{{session}}"}],"device":{"system":"urn:example:device","value":"D-1"}
            """, "performer");
        await Part(session, "observations", """
            "code":"85354-9","observedAt":"2026-06-15T11:06:00Z","performer":"rn-17",
            "components":[{"code":"8480-6","value":120,"unit":"mm[Hg]"},{"code":"8462-4","value":80,"unit":"mm[Hg]"}]
            """, "performer");
        await Part(session, "adverse-events", """
            "code":{"system":"http://snomed.info/sct","code":"422587007"},"severity":"mild","grade":1,"startedAt":"2026-06-15T11:10:00Z",
            "endedAt":"2026-06-15T11:20:00Z","action":"none","outcome":"resolved","performer":"rn-17"
            """, "note");
        await Part(session, "wastage", """
            "drawnMg":50.0,"wastedMg":14.50,"returnedMg":0.50,"occurredAt":"2026-06-15T11:45:00Z","performer":"rn-17","witness":"rn-23","lot":"KET-2207"
            """, "note");
        // The interface declares an end only where no stop was charted.
        await service.Superuser($"update session set declared_end = 'completed', reason = 'by hand' where id = '{session}'");
        return session;
    }

    /// <summary>Records a part of a session and corrects a member of it.</summary>
    private async Task Part(string session, string path, string members, string corrected)
    {
        var made = await Record($"/v1/sessions/{session}/{path}", members);
        (await service.Client.Correct($"/v1/{path}/{made.Id}", $$"""{"reason":"misread","{{corrected}}":"rn-18"}""", made.ETag)).Is(200);
    }

    private async Task<Answer> Record(string path, string members) =>
        (await service.Client.Post(path, $$"""{"id":"{{Guid.CreateVersion7(RunningService.Now.ToDateTimeOffset())}}",{{members}}}""")).Is(201);

    /// <summary>Another client than the one that recorded it retracts a record and names where it belongs.</summary>
    private async Task<Answer> Reenter(string path, string right)
    {
        using var other = await service.As("administrator");
        return (await other.Post($"{path}/retraction", $$"""{"reason":"mixed up","wrongPatient":true,"reenterUnder":"{{right}}"}""")).Is(200);
    }

    /// <summary>What is wrong with the copies of some rows, by column; empty if they are whole.</summary>
    private async Task<List<string>> Faults(string table, List<JsonObject> before, List<JsonObject> copies)
    {
        Assert.NotEmpty(before);
        Assert.Equal(before.Count, copies.Count);
        var faults = new List<string>();
        foreach (var (_, column, unfilled) in (await Catalogue()).Where(column => column.Table == table))
        {
            var isFilled = before.Exists(row => Text(row[column]) is not "null" and var text && text != unfilled);
            var isSame = before.Zip(copies).All(pair => Text(pair.First[column]) == Text(pair.Second[column]));
            var isOwn = OwnOfEveryCopy.Contains(column) || OwnOfACopy[table].Contains(column);
            if ((isOwn, isSame, isFilled) switch
            {
                (true, true, true) => "is the same in the copy: take it off the list of this test",
                (false, false, _) => "is left behind: add it to the columns of the record's .sql",
                (false, true, false) => "is filled in no row here, so that nobody sees whether it is copied: fill it",
                _ => null,
            } is { } fault)
            {
                faults.Add($"{table}.{column} {fault}.");
            }
        }

        return faults;
    }

    private static string Text(JsonNode? value) => value?.ToJsonString() ?? "null";

    /// <summary>Every column of every record that belongs to a patient or session, and its default as a row holds it.</summary>
    private async Task<List<(string Table, string Column, string? Unfilled)>> Catalogue()
    {
        var columns = await Read("""
            select c.table_name, c.column_name, c.column_default
            from information_schema.columns c
            join pg_trigger t on t.tgrelid = c.table_name::regclass and t.tgname = 'next_version'
            where c.table_schema = 'public' and c.column_name <> 'clinic_id'
              and exists (select from information_schema.columns o
                          where o.table_schema = 'public' and o.table_name = c.table_name and o.column_name in ('patient_id', 'session_id'))
            order by c.table_name, c.ordinal_position
            """, row => (row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2)));
        var found = new List<(string Table, string Column, string? Unfilled)>();
        foreach (var (table, column, unfilled) in columns)
        {
            found.Add((table, column, unfilled is null ? null : (await Read($"select to_jsonb({unfilled})::text", row => row.IsDBNull(0) ? "null" : Text(JsonNode.Parse(row.GetString(0)))))[0]));
        }

        return found;
    }

    /// <summary>The rows of a table with this value in this column, in the order in which they were made.</summary>
    private Task<List<JsonObject>> Rows(string table, string column, string value) =>
        Read($"select to_jsonb(r)::text from {table} r where r.{column} = '{value}' order by r.created_at, r.id", row => JsonNode.Parse(row.GetString(0))!.AsObject());

    private async Task<List<T>> Read<T>(string sql, Func<NpgsqlDataReader, T> parse)
    {
        await using var connection = new NpgsqlConnection(service.Superuser());
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            rows.Add(parse(reader));
        }

        return rows;
    }
}
