using InfusionTracker.Api.Tests.Platform;
using Npgsql;

namespace InfusionTracker.Api.Tests.Patients;

public sealed class SavePatientTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_patient_is_recorded_once_and_then_changed_under_the_same_identifier()
    {
        var made = (await Save("A-1", """{"birthDate":"1980-05-01","sex":"female"}""")).Is(201);
        Assert.Equal("[{\"system\":\"urn:example:mrn\",\"value\":\"A-1\"}]", made["identifiers"].ToJsonString());
        Assert.Equal($"/v1/patients/{made.Id}", made.Headers.Location!.ToString());
        var changed = (await Save("A-1", """{"sex":null,"name":{"family":"Lind","given":["Maja"]},"reason":"asked"}""")).Is(200);
        Assert.Equal((made.Id, 2, "1980-05-01"), (changed.Id, (int)changed["version"], (string?)changed["birthDate"]));
        Assert.Null(changed.Json!["sex"]);
        Assert.Equal("Lind", (string?)changed["name"]["family"]);

        // What is told again changes nothing, and makes no version.
        var again = (await Save("A-1", """{"birthDate":"1980-05-01","name":{"family":"Lind","given":["Maja"]}}""")).Is(200);
        Assert.Equal("\"2\"", again.ETag);
        (await service.OtherClient.Send(HttpMethod.Put, Address("A-1"), "{}")).Is(201);
    }

    [Fact]
    public async Task Twenty_at_once_make_one_patient()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => Save("B-1", $$"""{"name":{"family":"Parallel","given":["No {{n}}"]} }""")));
        Assert.Equal([200, 201], answers.Select(a => a.Status).Distinct().Order());
        Assert.Single(answers, a => a.Status == 201);
        Assert.Single(answers.Select(a => a.Id).Distinct());
        Assert.Equal(Enumerable.Range(1, 20), answers.Select(a => (int)a["version"]).Order());
        Assert.Single((await service.Client.Get("/v1/patients?identifier=urn%3Aexample%3Amrn%7CB-1")).Items);
    }

    [Fact]
    public async Task Who_loses_a_race_for_a_new_identifier_changes_the_patient_of_who_won()
    {
        await using var winner = new NpgsqlConnection(service.Superuser());
        await winner.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await winner.BeginTransactionAsync(TestContext.Current.CancellationToken);
        var id = Guid.CreateVersion7(RunningService.Now.ToDateTimeOffset());
        await using (var insert = new NpgsqlCommand(
            $$"""insert into patient (clinic_id, id, identifiers) values ('{{service.ClinicId}}', '{{id}}', '[{"system":"urn:example:mrn","value":"W-1"}]')""", winner))
        {
            await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var loser = Save("W-1", """{"sex":"male"}""");
        await using (var waits = new NpgsqlCommand("select exists (select from pg_locks l where not l.granted and l.pid <> pg_backend_pid() and l.locktype = 'transactionid')", winner))
        {
            while (!loser.IsCompleted && await waits.ExecuteScalarAsync(TestContext.Current.CancellationToken) is not true)
            {
                await Task.Yield();
            }
        }

        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        var answer = (await loser).Is(200);
        Assert.Equal((id.ToString(), 2, "male"), (answer.Id, (int)answer["version"], (string?)answer["sex"]));
    }

    [Fact]
    public async Task Several_identifiers_are_of_one_patient()
    {
        var one = (await Save("C-1", "{}")).Is(201);
        var both = (await service.Client.Send(HttpMethod.Put, $"{Address("C-1")}&{Query("C-2")}", """{"identifiers":[{"system":"urn:example:ehr","value":"9"}]}""")).Is(200);
        Assert.Equal((one.Id, 3), (both.Id, both["identifiers"].AsArray().Count));
        var other = (await Save("C-3", "{}")).Is(201);
        var several = (await service.Client.Send(HttpMethod.Put, $"{Address("C-1")}&{Query("C-3")}", "{}")).Is(409);
        Assert.Contains((string?)several["existingId"], new[] { one.Id, other.Id });
        Assert.Equal("identifier", (string?)several["errors"][0]!["parameter"]);
    }

    [Fact]
    public async Task A_taken_identifier_names_who_has_it()
    {
        const string taken = """[{"system":"urn:example:mrn","value":"D-0"},{"system":"urn:example:mrn","value":"D-1"}]""";
        var owner = (await Save("D-1", "{}")).Is(201).Id;
        var another = (await Save("D-2", "{}")).Is(201);
        foreach (var refused in new[]
        {
            await service.Client.Post("/v1/patients", $$"""{"identifiers":{{taken}}}"""),
            await service.Client.Patch($"/v1/patients/{another.Id}", $$"""{"identifiers":{{taken}}}""", another.ETag),
            await Save("D-2", $$"""{"identifiers":{{taken}}}"""),
            await Save("D-3", $$"""{"identifiers":{{taken}}}"""),
        })
        {
            Assert.Equal((owner, "/identifiers/1"), ((string?)refused.Is(409)["existingId"], (string?)refused["errors"][0]!["pointer"]));
        }
    }

    [Fact]
    public async Task An_identifier_that_came_with_a_merge_finds_the_chart_that_stays()
    {
        var gone = (await Save("E-1", "{}")).Is(201).Id;
        var stays = (await Save("E-2", "{}")).Is(201).Id;
        (await service.Client.Post($"/v1/patients/{gone}/merge", $$"""{"into":"{{stays}}","reason":"one person"}""")).Is(200);
        Assert.Equal(stays, (await Save("E-1", """{"sex":"male"}""")).Is(200).Id);
    }

    [Fact]
    public async Task What_PATCH_refuses_is_refused_too()
    {
        var made = (await Save("F-1", """{"birthDate":"1980-05-01"}""")).Is(201);
        await Given.Session(service.Client, made.Id, "\"scheduledAt\":\"2026-06-15T10:00:00Z\"");
        Assert.Equal("/birthDate", (string?)(await Save("F-1", """{"birthDate":"2026-06-16"}""")).Is(422)["errors"][0]!["pointer"]);
        (await service.Client.Send(HttpMethod.Put, Address("F-1"), """{"sex":"male"}""", ("If-Match", "\"7\""))).Is(412);
        (await service.Client.Send(HttpMethod.Put, Address("F-1"), """{"sex":"male"}""", ("If-Match", "\"1\""))).Is(200);
        (await service.Client.Send(HttpMethod.Put, Address("F-9"), "{}", ("If-Match", "*"))).Is(412);
        Assert.Equal(made.Id, (string?)(await service.Client.Send(HttpMethod.Put, Address("F-1"), "{}", ("If-None-Match", "*"))).Is(412)["existingId"]);
        (await service.Client.Send(HttpMethod.Put, "/v1/patients", "{}")).Is(400);
        (await service.Client.Send(HttpMethod.Put, "/v1/patients?identifier=F", "{}")).Is(400);
        (await service.Client.Send(HttpMethod.Put, "/v1/patients?identifier=%7CF", "{}")).Is(400);
    }

    private static string Query(string value) => $"identifier=urn%3Aexample%3Amrn%7C{value}";

    private static string Address(string value) => $"/v1/patients?{Query(value)}";

    private Task<Answer> Save(string value, string body) => service.Client.Send(HttpMethod.Put, Address(value), body);
}
