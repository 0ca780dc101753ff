using System.Text.Json.Nodes;
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
