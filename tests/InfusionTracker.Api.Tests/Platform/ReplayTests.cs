using System.Text.Json.Nodes;
using InfusionTracker.Api.Patients;
using InfusionTracker.Api.Platform;
using InfusionTracker.Api.Tests.Access;
using InfusionTracker.Api.Tests.Protocols;
using NodaTime;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>A request that is sent again is answered as it was the first time, whatever has happened since.</summary>
public sealed class ReplayTests(RunningService service) : IClassFixture<RunningService>
{
    private const string HeartRate = """{"code":"8867-4","value":72,"unit":"/min","observedAt":"2026-06-15T11:00:00Z","performer":"rn-17"}""";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task What_was_done_is_answered_again_by_id_and_by_key_however_the_world_has_moved_on(int seed)
    {
        var random = new Random(seed);
        var world = await World.Make(service.Client, seed);
        var sent = new List<Sent>();
        foreach (var (path, body) in world.NewRecords())
        {
            sent.Add(await Sent.First(service.Client, path, WithIds(body), null));
            sent.Add(await Sent.First(service.Client, path, body, $"new {seed} {sent.Count}"));
        }

        foreach (var (path, body, ifMatch) in await world.Changes())
        {
            sent.Add(await Sent.First(service.Client, path, body, $"changed {seed} {sent.Count}", ifMatch));
        }

        // In any order, so that some are refused: a chart that is merged cannot be retracted.
        var moves = world.Moves().ToArray();
        random.Shuffle(moves);
        var moved = new List<int>();
        foreach (var move in moves)
        {
            moved.Add((await move()).Status);
        }

        Assert.True(moved.Count(status => status < 300) >= 5, string.Join(' ', moved));
        var unsent = await Task.WhenAll(world.NewRecords().Select(r => service.Client.Post(r.Path, r.Body)));
        Assert.True(unsent.Count(answer => answer.Status is 409 or 422) >= 5, "The world has not moved on.");

        var again = sent.ToArray();
        random.Shuffle(again);
        foreach (var request in again)
        {
            await request.IsAnsweredAgain(service.Client);
        }
    }

    [Fact]
    public async Task What_a_clock_that_was_set_back_would_call_the_future_is_answered_as_it_was()
    {
        var world = await World.Make(service.Client, 0);
        var sent = new List<Sent>();
        foreach (var (path, body) in world.NewRecords())
        {
            sent.Add(await Sent.First(service.Client, path, WithIds(body), null));
            sent.Add(await Sent.First(service.Client, path, body, $"ahead {sent.Count}"));
        }

        service.Clock.Reset(RunningService.Now - Duration.FromDays(400));
        try
        {
            foreach (var request in sent)
            {
                await request.IsAnsweredAgain(service.Client);
            }
        }
        finally
        {
            service.Clock.Reset(RunningService.Now);
        }
    }

    [Fact]
    public async Task What_was_not_done_is_refused_as_ever_and_what_was_done_otherwise_is_told()
    {
        var session = await Given.Session(service.Client);
        var path = $"/v1/sessions/{session}/observations";
        var id = WithIds(HeartRate);
        (await service.Client.Post(path, id)).Is(201);
        (await service.Client.Post(path, HeartRate, ("Idempotency-Key", "otherwise"))).Is(201);
        (await service.Client.Retract($"/v1/sessions/{session}")).Is(200);
        (await service.Client.Post(path, id)).Is(201);
        Assert.Equal("/id", (string)(await service.Client.Post(path, id.Replace("\"value\":72", "\"value\":73", StringComparison.Ordinal))).Is(409)["errors"][0]!["pointer"]!);
        Assert.Equal("Idempotency-Key", (string)(await service.Client.Post(path, "[" + HeartRate + "]", ("Idempotency-Key", "otherwise"))).Is(422)["errors"][0]!["parameter"]!);
        (await service.Client.Post(path, WithIds(HeartRate), ("Idempotency-Key", "unused"))).Is(409);
    }

    [Fact]
    public async Task What_was_recorded_before_the_birth_as_it_is_known_now_is_answered_as_it_was()
    {
        var patient = await Given.Patient(service.Client);
        var session = await Given.Session(service.Client, patient);
        var path = $"/v1/sessions/{session}/observations";
        var first = await Sent.First(service.Client, path, WithIds(HeartRate), null);
        (await service.Client.Retract($"/v1/observations/{first.Answer.Id}")).Is(200);
        (await service.Client.Patch($"/v1/patients/{patient}", """{"birthDate":"2026-06-16"}""", "\"1\"")).Is(200);
        (await service.Client.Post(path, HeartRate)).Is(422);
        await first.IsAnsweredAgain(service.Client);
    }

    [Fact]
    public async Task Of_another_clinics_id_nothing_is_told_nor_of_any_without_the_scope()
    {
        var session = await Given.Session(service.Client);
        var path = $"/v1/sessions/{session}/observations";
        var body = WithIds(HeartRate);
        (await service.Client.Post(path, body, ("Idempotency-Key", "own"))).Is(201);
        (await service.Client.Retract($"/v1/sessions/{session}")).Is(200);
        using var dashboard = await service.As("dashboard");
        (await dashboard.Post(path, body, ("Idempotency-Key", "own"))).Is(403);
        var theirs = (await service.OtherClient.Post(path, body, ("Idempotency-Key", "own"))).Is(404);
        Assert.Equal(
            theirs["detail"].ToString(), (await service.OtherClient.Post($"/v1/sessions/{NewId()}/observations", WithIds(HeartRate)))["detail"].ToString());
    }

    [Fact]
    public async Task A_person_who_is_told_otherwise_by_the_token_has_recorded_what_was_recorded()
    {
        using var issuer = new Issuer();
        await using var before = await service.AnotherInstance(issuer.Settings);
        await using var after = await service.AnotherInstance([.. issuer.Settings, "--Access:Jwt:PerformerClaim=staff_number"]);
        var token = issuer.Rs256($$"""
            {"iss":"{{Issuer.Name}}","aud":"{{Issuer.Audience}}","sub":"jane","clinic_id":"{{service.ClinicId}}","roles":["clinician"],
             "exp":{{RunningService.Now.ToUnixTimeSeconds() + 300}}}
            """);
        using var then = new ApiClient(new Uri(before.Urls.First()), token);
        using var now = new ApiClient(new Uri(after.Urls.First()), token);
        var path = $"/v1/sessions/{await Given.Session(service.Client)}/observations";
        var body = HeartRate.Replace(""","performer":"rn-17" """.TrimEnd(), "", StringComparison.Ordinal);
        foreach (var (again, key) in new[] { (WithIds(body), null), (body, "jane's") })
        {
            var first = await Sent.First(then, path, again, key);
            Assert.Equal("jane", (string)first.Answer["performer"]!);
            await first.IsAnsweredAgain(now);
        }

        (await now.Post(path, body)).Is(400);
    }

    [Fact]
    public async Task What_a_later_build_would_not_accept_is_answered_as_the_one_before_did()
    {
        const string unknown = """{"sex":"unheard-of"}""";
        var first = (await service.Client.Post("/v1/patients", "{}", ("Idempotency-Key", "strict"))).Is(201);
        (await service.Client.Post("/v1/patients", unknown, ("Idempotency-Key", "strict"))).Is(422);
        var hash = WriteIdentity.Of("patient", null, null, new NewPatient { Sex = "unheard-of" }, service.Clock).KeyHash;
        await service.Superuser($"update idempotency_key set request_hash = '\\x{Convert.ToHexString(hash)}' where key = 'strict'");
        Assert.Equal(first.Text, (await service.Client.Post("/v1/patients", unknown, ("Idempotency-Key", "strict"))).Is(201).Text);
    }

    private static string NewId() => Guid.CreateVersion7(RunningService.Now.ToDateTimeOffset()).ToString();

    /// <summary>The body with ids of the caller's choosing.</summary>
    private static string WithIds(string body)
    {
        var json = JsonNode.Parse(body)!;
        IEnumerable<JsonNode?> records = json is JsonArray batch ? batch : [json];
        foreach (var record in records)
        {
            record!["id"] = NewId();
        }

        return json.ToJsonString();
    }

    /// <summary>A request with its first answer.</summary>
    private sealed record Sent(string Path, string Body, (string, string)[] Headers, Answer Answer)
    {
        public static async Task<Sent> First(ApiClient client, string path, string body, string? key, string? ifMatch = null)
        {
            (string, string)[] headers = [.. key is null ? [] : new[] { ("Idempotency-Key", key) }, .. ifMatch is null ? [] : new[] { ("If-Match", ifMatch) }];
            var answer = await client.Post(path, body, headers);
            Assert.True(answer.Status is 200 or 201 && !answer.Headers.Contains("Idempotency-Replayed"), $"{path} {body}: {answer.Status} {answer.Text}");
            return new Sent(path, body, headers, answer);
        }

        public async Task IsAnsweredAgain(ApiClient client)
        {
            var again = await client.Post(Path, Body, Headers);
            Assert.True(again.Status == Answer.Status && again.Headers.Contains("Idempotency-Replayed"), $"{Path} {Body}: {again.Status} {again.Text}");
            if (Path != "/v1/api-keys")
            {
                Assert.Equal(Answer.Text, again.Text);
            }
        }
    }

    /// <summary>A patient with a session and all that may be recorded of them, and another to whom it might belong.</summary>
    private sealed record World(ApiClient Client, int Seed, string Patient, string Other, string Session, string Elsewhere)
    {
        public static async Task<World> Make(ApiClient client, int seed)
        {
            await client.Define("moving", Protocols.Protocols.Simple);
            var (patient, other) = (await Given.Patient(client), (await client.Post("/v1/patients", """{"birthDate":"1970-01-01"}""")).Is(201).Id);
            return new World(client, seed, patient, other, await Given.StartedSession(client, "2026-06-15T10:55:00Z", patient, "\"protocol\":\"moving\""), await Given.Session(client, other));
        }

        public IEnumerable<(string Path, string Body)> NewRecords()
        {
            var session = $"/v1/sessions/{Session}";
            yield return ("/v1/patients", $$"""{"birthDate":"1990-01-01","sex":"other"}""");
            yield return ("/v1/sessions", $$"""{"patientId":"{{Patient}}","indication":"other","medication":"ketamine","route":"intravenous","scheduledAt":"2026-07-01T09:00:00Z"}""");
            yield return ("/v1/scores", $$"""{"patientId":"{{Patient}}","instrument":"PHQ9","assessedAt":"2026-06-15T08:00:00Z","performer":"md-3","answers":[0,0,0,0,0,0,0,0,1]}""");
            yield return (session + "/infusion-events", """{"type":"bolus","occurredAt":"2026-06-15T11:00:00Z","performer":"rn-17","dose":{"value":5,"unit":"mg"}}""");
            yield return (session + "/observations", HeartRate);
            yield return (session + "/observations", $"[{HeartRate},{HeartRate}]");
            yield return (session + "/adverse-events", """{"code":{"system":"http://snomed.info/sct","code":"422587007"},"severity":"mild","startedAt":"2026-06-15T11:10:00Z"}""");
            yield return (session + "/wastage", """{"drawnMg":50,"wastedMg":10,"occurredAt":"2026-06-15T11:45:00Z","performer":"rn-17","witness":"rn-23"}""");
        }

        /// <summary>What may be done to records, each to new ones.</summary>
        public async Task<List<(string Path, string Body, string? IfMatch)>> Changes()
        {
            var changes = new List<(string, string, string?)>();
            foreach (var (path, body) in NewRecords().Where(r => !r.Body.StartsWith('[')))
            {
                var record = (await Client.Post(path, body)).Is(201);
                var address = $"/v1/{path.Split('/')[^1]}/{record.Id}";
                if (path.Contains("sessions/", StringComparison.Ordinal) || path.EndsWith("scores", StringComparison.Ordinal))
                {
                    changes.Add((address + "/corrections", """{"reason":"misread","performer":"rn-18"}""", record.ETag));
                }

                changes.Add((address + "/retraction", """{"reason":"wrong"}""", null));
            }

            var flagged = (await Client.Post("/v1/scores", NewRecords().ElementAt(2).Body)).Is(201);
            changes.Add(($"/v1/scores/{flagged.Id}/acknowledgement", """{"performer":"md-3","acknowledgedAt":"2026-06-15T08:10:00Z"}""", null));
            changes.Add(($"/v1/scores/{flagged.Id}/retraction", $$"""{"reason":"of another","wrongPatient":true,"reenterUnder":"{{Other}}"}""", null));
            var observation = await Given.HeartRate(Client, Session);
            changes.Add(($"/v1/observations/{observation.Id}/retraction", $$"""{"reason":"of another","wrongPatient":true,"reenterUnder":"{{Elsewhere}}"}""", null));
            var session = await Given.Session(Client, Patient);
            changes.Add(($"/v1/sessions/{session}/retraction", $$"""{"reason":"of another","wrongPatient":true,"reenterUnder":"{{Other}}"}""", null));
            changes.Add(($"/v1/patients/{await Given.Patient(Client)}/merge", $$"""{"into":"{{Other}}","reason":"one person","confirmed":{"by":"rn-17","reason":"asked"} }""", null));
            var merged = await Given.Patient(Client);
            (await Client.Post($"/v1/patients/{merged}/merge", $$"""{"into":"{{Other}}","reason":"one person","confirmed":{"by":"rn-17","reason":"asked"} }""")).Is(200);
            changes.Add(($"/v1/patients/{merged}/unmerge", """{"reason":"two people"}""", null));
            changes.Add(("/v1/api-keys", """{"label":"dashboard","roles":["dashboard"],"expiresAt":"2026-08-01T00:00:00Z"}""", null));
            return changes;
        }

        public IEnumerable<Func<Task<Answer>>> Moves()
        {
            yield return () => Client.Post($"/v1/sessions/{Session}/retraction", $$"""{"reason":"of another","wrongPatient":true,"reenterUnder":"{{Other}}"}""");
            yield return () => Client.Retract($"/v1/sessions/{Session}");
            yield return () => Client.Retract($"/v1/sessions/{Elsewhere}");
            yield return () => Client.Post($"/v1/patients/{Patient}/merge", $$"""{"into":"{{Other}}","reason":"one person","confirmed":{"by":"rn-17","reason":"asked"} }""");
            yield return () => Client.Post($"/v1/patients/{Patient}/unmerge", """{"reason":"two people"}""");
            yield return () => Client.Retract($"/v1/patients/{Patient}");
            yield return async () => await Client.Define("moving", $$"""{"name":"Moved {{Seed}}"}""", ("If-Match", (await Client.Get("/v1/protocols/moving")).ETag));
            yield return () => Change($"/v1/patients/{Patient}", """{"birthDate":"2026-06-16"}""");
            yield return () => Change($"/v1/patients/{Other}", """{"birthDate":"1960-01-01"}""");
            yield return () => Change("/v1/clinic", """{"observationRanges":{"8867-4":{"plausible":[100,200]}}}""");
            yield return () => Change("/v1/clinic", """{"observationRanges":{}}""");
            yield return () => Change("/v1/clinic", """{"timeZone":"Asia/Kathmandu"}""");
            foreach (var list in new[] { "observations", "infusion-events", "wastage", "adverse-events" })
            {
                yield return async () =>
                {
                    var record = (await Client.Get($"/v1/sessions/{Session}/{list}?limit=1")).Is(200);
                    return record.Items.Count == 0 ? record : await Client.Retract($"/v1/{list}/{record.Items[0]!["id"]}", "moved");
                };
            }
        }

        private async Task<Answer> Change(string path, string json) => await Client.Patch(path, json, (await Client.Get(path)).Is(200).ETag);
    }
}
