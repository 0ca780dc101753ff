using Npgsql;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>What other systems call a record is of that record alone, so that a feed that sends twice records once.</summary>
public sealed class RecordIdentifierTests(RunningService service) : IClassFixture<RunningService>
{
    public static TheoryData<string> Types => ["sessions", "observations", "scores"];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task An_identifier_is_of_one_record_until_that_is_retracted(string type)
    {
        var first = (await Record(type, Own("U-1"))).Is(201);
        Assert.Equal("""[{"system":"urn:example:order","value":"U-1"}]""", first["identifiers"].ToJsonString());
        var refused = (await Record(type, Own("U-1"))).Is(409);
        Assert.Equal((first.Id, "/identifiers"), ((string?)refused["existingId"], (string?)refused["errors"][0]!["pointer"]));
        Assert.DoesNotContain("U-1", refused.Text, StringComparison.Ordinal);

        // Another record of the same type, or the same number elsewhere, is another matter.
        var second = (await Record(type, Own("U-2"))).Is(201);
        Assert.Equal(first.Id, (string?)(await Change(type, second, Own("U-1"))).Is(409)["existingId"]);
        await Change(type, second, "\"identifiers\":[{\"system\":\"urn:example:other\",\"value\":\"U-1\"}]");
        (await service.Client.Retract($"/v1/{type}/{first.Id}")).Is(200);
        var third = (await Record(type, Own("U-1"))).Is(201);
        Assert.Equal([third.Id], await Found(type, third, "identifier=urn%3Aexample%3Aorder%7CU-1"));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Twenty_at_once_record_one(string type)
    {
        var patient = await Given.Patient(service.Client);
        var session = await Given.Session(service.Client, patient);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Record(type, Own("P-1"), patient, session)));
        Assert.Single(answers, answer => answer.Status == 201);
        Assert.All(answers.Where(answer => answer.Status != 201), answer => answer.Is(409));
        Assert.Equal((string?)answers.Single(a => a.Status == 201)["id"], (string?)(await Record(type, Own("P-1"), patient, session)).Is(409)["existingId"]);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Records_are_found_by_any_of_several_identifiers(string type)
    {
        var patient = await Given.Patient(service.Client);
        var session = await Given.Session(service.Client, patient);
        var (one, two) = ((await Record(type, Own("F-1"), patient, session)).Is(201), (await Record(type, Own("F-2"), patient, session)).Is(201));
        await Record(type, Own("F-3"), patient, session);
        Assert.Equal(
            new[] { one.Id, two.Id }.Order(),
            (await Found(type, one, "identifier=urn%3Aexample%3Aorder%7CF-1&identifier=urn%3Aexample%3Aorder%7CF-2&count=exact")).Order());
        Assert.Empty(await Found(type, one, "identifier=urn%3Aexample%3Aorder%7CF-9"));
        (await service.Client.Get($"{List(type, one)}?identifier=F-1")).Is(400);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_record_takes_its_identifiers_to_the_right_patient_or_session(string type)
    {
        var wrong = (await Record(type, Own("R-1"))).Is(201);
        var right = type == "observations" ? await Given.Session(service.Client) : await Given.Patient(service.Client);
        var retracted = (await service.Client.Post($"/v1/{type}/{wrong.Id}/retraction", $$"""{"reason":"mixed up","wrongPatient":true,"reenterUnder":"{{right}}"}""")).Is(200);
        var copy = (await service.Client.Get($"/v1/{type}/{retracted["reenteredAs"]}")).Is(200);
        Assert.Equal("""[{"system":"urn:example:order","value":"R-1"}]""", copy["identifiers"].ToJsonString());
        Assert.Equal([copy.Id], await Found(type, copy, "identifier=urn%3Aexample%3Aorder%7CR-1"));
        Assert.Equal(copy.Id, (string?)(await Record(type, Own("R-1"))).Is(409)["existingId"]);
    }

    [Theory]
    [InlineData("\"identifiers\":[null]", 400, "/identifiers/0")]
    [InlineData("\"identifiers\":[{\"system\":\"urn:x\",\"value\":\"1\"},{\"system\":\"urn:x\",\"value\":\"1\"}]", 422, "/identifiers")]
    [InlineData("\"identifiers\":[{\"system\":\"urn:x|y\",\"value\":\"1\"}]", 422, "/identifiers/0/system")]
    [InlineData("\"identifiers\":[{\"system\":\"urn:x\",\"value\":\"1\"},{\"system\":\"urn:x\",\"value\":\" \\u200b\"}]", 422, "/identifiers/1/value")]
    public async Task What_is_no_identifier_is_refused(string members, int status, string pointer)
    {
        foreach (var type in (string[])["sessions", "observations", "scores"])
        {
            var refused = (await Record(type, members)).Is(status);
            Assert.Equal(pointer, (string?)refused["errors"][0]!["pointer"]);
        }
    }

    [Theory]
    [InlineData("sessions", "encounter")]
    [InlineData("observations", "device")]
    public async Task What_is_no_number_of_an_encounter_or_device_is_refused(string type, string member)
    {
        var refused = (await Record(type, $$"""
            "{{member}}":{"system":"urn:x","value":""}
            """)).Is(422);
        Assert.Equal($"/{member}/value", (string?)refused["errors"][0]!["pointer"]);
    }

    [Fact]
    public async Task Twenty_identifiers_are_enough_for_any_record()
    {
        var many = string.Join(',', Enumerable.Range(0, 21).Select(n => $$"""{"system":"urn:x","value":"{{n}}"}"""));
        foreach (var type in (string[])["sessions", "observations", "scores"])
        {
            Assert.Equal("/identifiers", (string?)(await Record(type, $"\"identifiers\":[{many}]")).Is(422)["errors"][0]!["pointer"]);
        }
    }

    [Fact]
    public async Task Encounters_and_devices_are_shared_and_found()
    {
        var patient = await Given.Patient(service.Client);
        const string visit = "\"encounter\":{\"system\":\"urn:example:visit\",\"value\":\"V-1\"}";
        var (one, two) = (await Given.Session(service.Client, patient, visit), await Given.Session(service.Client, patient, visit));
        var found = (await service.Client.Get("/v1/sessions?encounter=urn%3Aexample%3Avisit%7CV-1")).Is(200).Items;
        Assert.Equal(new[] { one, two }.Order(), found.Select(s => (string)s!["id"]!).Order());
        Assert.All(found, s => Assert.Equal("V-1", (string?)s!["encounter"]!["value"]));

        const string device = "\"device\":{\"system\":\"urn:example:device\",\"value\":\"D-1\"}";
        (await Record("observations", device, patient, one)).Is(201);
        (await Record("observations", device, patient, one)).Is(201);
        (await Record("observations", "\"device\":{\"system\":\"urn:example:device\",\"value\":\"D-2\"}", patient, one)).Is(201);
        Assert.Equal(2, (await service.Client.Get($"/v1/sessions/{one}/observations?device=urn%3Aexample%3Adevice%7CD-1")).Is(200).Items.Count);
    }

    [Fact]
    public async Task A_batch_names_what_is_taken_and_records_nothing()
    {
        var session = await Given.Session(service.Client);
        string Reading(string members) => $$"""{"code":"8867-4","value":72,"unit":"/min","observedAt":"2026-06-15T11:00:00Z","performer":"rn-17"{{members}} }""";
        var first = (await service.Client.Post($"/v1/sessions/{session}/observations", Reading("," + Own("B-1")))).Is(201);
        var refused = (await service.Client.Post($"/v1/sessions/{session}/observations", $"[{Reading("")},{Reading("," + Own("B-2"))},{Reading("," + Own("B-1"))}]")).Is(409);
        Assert.Equal(first.Id, (string?)refused["existingId"]);
        Assert.Single((await service.Client.Get($"/v1/sessions/{session}/observations")).Is(200).Items);
        var batch = (await service.Client.Post($"/v1/sessions/{session}/observations", $"[{Reading("")},{Reading("," + Own("B-2"))}]")).Is(201);
        Assert.Null(batch.Items[0]!["identifiers"]);
        Assert.Equal("B-2", (string?)batch.Items[1]!["identifiers"]![0]!["value"]);
    }

    [Fact]
    public async Task An_identifier_is_found_by_its_index_and_a_record_without_one_runs_no_trigger()
    {
        await service.Superuser($"""
            insert into record_identifier (clinic_id, record_type, record_id, system, value)
            select '{service.ClinicId}', 'session', gen_random_uuid(), 'urn:example:bulk', n::text from generate_series(1, 20000) n
            """);
        await service.Superuser("analyze record_identifier");
        await using var connection = new NpgsqlConnection(service.Superuser());
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        Assert.Contains("identifier_is_of_one_record", await Lines(connection, """
            explain select i.record_id from unnest(array['urn:x'], array['1']) g (system, value)
            join record_identifier i on i.clinic_id = '0196f000-0000-7000-8000-000000000001' and i.record_type = 'session' and i.system = g.system and i.value = g.value
            """), StringComparison.Ordinal);
        var session = await Given.Session(service.Client);
        var plain = await Lines(connection, $"""
            begin; set local app.clinic_id = '{service.ClinicId}';
            explain (analyze, timing off, costs off) insert into observation (id, session_id, code, value, unit, canonical_value, canonical_unit, observed_at, performer)
            values (gen_random_uuid(), '{session}', '8867-4', 72, '/min', 72, '/min', '2026-06-15T11:00:00Z', 'rn-17'); rollback
            """);
        Assert.Contains("Trigger", plain, StringComparison.Ordinal);
        Assert.DoesNotContain("derive_identifiers", plain, StringComparison.Ordinal);
        await service.Superuser("delete from record_identifier where system = 'urn:example:bulk'");
    }

    private static string Own(string value) => $$"""
        "identifiers":[{"system":"urn:example:order","value":"{{value}}"}]
        """;

    private async Task<Answer> Record(string type, string members, string? patient = null, string? session = null)
    {
        patient ??= await Given.Patient(service.Client);
        return type switch
        {
            "sessions" => await service.Client.Post("/v1/sessions", $$"""
                {"patientId":"{{patient}}","indication":"other","medication":"ketamine","route":"intravenous",{{members}} }
                """),
            "scores" => await service.Client.Post("/v1/scores", $$"""
                {"patientId":"{{patient}}","instrument":"HAMA","assessedAt":"2026-06-02T09:00:00Z","total":14,{{members}} }
                """),
            _ => await service.Client.Post($"/v1/sessions/{session ?? await Given.Session(service.Client, patient)}/observations", $$"""
                {"code":"8867-4","value":72,"unit":"/min","observedAt":"2026-06-15T11:00:00Z","performer":"rn-17",{{members}} }
                """),
        };
    }

    private Task<Answer> Change(string type, Answer record, string members) => type == "sessions"
        ? service.Client.Patch($"/v1/sessions/{record.Id}", $"{{{members}}}", record.ETag)
        : service.Client.Correct($"/v1/{type}/{record.Id}", $"{{\"reason\":\"renumbered\",{members}}}", record.ETag);

    private static string List(string type, Answer record) => type == "observations" ? $"/v1/sessions/{record["sessionId"]}/observations" : $"/v1/{type}";

    private async Task<IEnumerable<string>> Found(string type, Answer record, string query) =>
        (await service.Client.Get($"{List(type, record)}?{query}")).Is(200).Items.Select(item => (string)item!["id"]!);

    private static async Task<string> Lines(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var lines = new List<string>();
        do
        {
            while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            {
                lines.Add(reader.GetString(0));
            }
        }
        while (await reader.NextResultAsync(TestContext.Current.CancellationToken));
        return string.Join('\n', lines);
    }
}
