using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Scores;
using Npgsql;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>A request sent twice is done once, also when both are on their way at the same time.</summary>
public sealed class ExactlyOnceTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task Twins_in_flight_under_one_key_are_done_once_and_answered_alike()
    {
        const string body = """{"identifiers":[{"system":"urn:example:mrn","value":"twin"}]}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => service.Client.Post("/v1/patients", body, ("Idempotency-Key", "twins"))));
        Assert.All(answers, a => a.Is(201));
        Assert.Single(answers.Select(a => a.Text).Distinct());
        Assert.Equal(11, answers.Count(a => a.Headers.Contains("Idempotency-Replayed")));
        Assert.Single((await service.Client.Get("/v1/patients?identifier=urn%3Aexample%3Amrn%7Ctwin")).Items);
    }

    [Fact]
    public async Task Twins_in_flight_under_one_id_are_done_once_and_answered_alike()
    {
        var body = $$"""{"id":"{{Guid.CreateVersion7(RunningService.Now.ToDateTimeOffset())}}","sex":"other"}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => service.Client.Post("/v1/patients", body)));
        Assert.All(answers, a => a.Is(201));
        Assert.Single(answers.Select(a => a.Text).Distinct());
    }

    [Fact]
    public async Task A_replay_answers_as_the_first_time_did_whatever_happened_since()
    {
        var first = (await service.Client.Post("/v1/patients", """{"sex":"male"}""", ("Idempotency-Key", "before the change"))).Is(201);
        await service.Client.Patch($"/v1/patients/{first.Id}", """{"sex":"female"}""", first.ETag);
        await service.Client.Retract($"/v1/patients/{first.Id}");
        Assert.Equal(first.Text, (await service.Client.Post("/v1/patients", """{"sex":"male"}""", ("Idempotency-Key", "before the change"))).Is(201).Text);
    }

    [Fact]
    public async Task What_changed_nothing_is_answered_again_as_it_stood()
    {
        var score = await Rated.Total(service.Client, await Given.Patient(service.Client), "2026-03-02T08:00:00Z", 31);
        (await service.Client.Retract($"/v1/scores/{score.Id}")).Is(200);
        var answers = new List<Answer>();
        for (var i = 0; i < 3; i++)
        {
            answers.Add((await service.Client.Post($"/v1/scores/{score.Id}/retraction", """{"reason":"again"}""", ("Idempotency-Key", "kept"))).Is(200));
        }

        Assert.Equal([false, true, true], answers.Select(a => a.Headers.Contains("Idempotency-Replayed")));
        Assert.Single(answers.Select(a => a.Text).Distinct());
        Assert.Equal("wrong", (string)answers[2]["reason"]!);
    }

    [Fact]
    public async Task Requests_of_one_trace_are_told_apart()
    {
        (string, string)[] Of(string key) => [("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"), ("Idempotency-Key", key)];
        const string heartRate = """{"code":"8867-4","value":72,"unit":"/min","observedAt":"2026-06-15T11:00:00Z","performer":"rn-17"}""";
        var path = $"/v1/sessions/{await Given.Session(service.Client)}/observations";
        var batch = (await service.Client.Post(path, $"[{heartRate},{heartRate}]", Of("batch"))).Is(201);
        var first = (string)batch.Items[0]!["id"]!;
        Task<Answer> Correct() => service.Client.Post($"/v1/observations/{first}/corrections", """{"reason":"misread","value":75}""", [.. Of("correction"), ("If-Match", "\"1\"")]);
        var corrected = (await Correct()).Is(200);
        Assert.Equal(batch.Text, (await service.Client.Post(path, $"[{heartRate},{heartRate}]", Of("batch"))).Is(201).Text);
        Assert.Equal(corrected.Text, (await Correct()).Is(200).Text);
        Assert.Equal(2, (int)corrected["version"]);
        Assert.NotEqual(batch.Headers.GetValues("X-Request-Id").Single(), corrected.Headers.GetValues("X-Request-Id").Single());
    }

    [Fact]
    public async Task A_key_is_its_clients_own_and_bound_to_its_operation()
    {
        using var other = await service.As("administrator");
        var first = (await service.Client.Post("/v1/patients", "{}", ("Idempotency-Key", "mine"))).Is(201);
        Assert.NotEqual(first.Id, (await other.Post("/v1/patients", "{}", ("Idempotency-Key", "mine"))).Is(201).Id);
        (await service.Client.Post($"/v1/patients/{first.Id}/retraction", """{"reason":"x"}""", ("Idempotency-Key", "mine"))).Is(422);
        (await service.Client.Post("/v1/patients", "{}", ("Idempotency-Key", new string('k', 256)))).Is(400);
    }

    [Fact]
    public async Task A_refused_request_leaves_its_key_unused()
    {
        (await service.Client.Post("/v1/patients", """{"sex":"x"}""", ("Idempotency-Key", "refused"))).Is(422);
        (await service.Client.Post("/v1/sessions", $$"""{"patientId":"{{Guid.Empty}}","indication":"other","medication":"ketamine","route":"intravenous"}""", ("Idempotency-Key", "refused"))).Is(404);
        (await service.Client.Post("/v1/patients", "{}", ("Idempotency-Key", "refused"))).Is(201);
    }

    [Fact]
    public async Task A_twin_that_takes_too_long_is_told_to_come_back()
    {
        await using var blocker = new NpgsqlConnection(service.Address.Service);
        await blocker.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await blocker.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var claim = new NpgsqlCommand(
            $"""
            set local app.clinic_id = '{service.ClinicId}';
            insert into idempotency_key (client_id, key, request_hash, request_id, status, record_type, record_ids)
            select id, 'slow twin', sha256(''), 'r', 201, 'patient', '{"{}"}' from api_key where id = '{(await service.Client.Post("/v1/patients", "{}")).Json!["recordedBy"]}'
            """,
            blocker,
            transaction);
        Assert.Equal(1, await claim.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        var answer = (await service.Client.Post("/v1/patients", "{}", ("Idempotency-Key", "slow twin"))).Is(409);
        Assert.NotNull(answer.Headers.RetryAfter);
    }
}
