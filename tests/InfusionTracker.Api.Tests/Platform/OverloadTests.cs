using Npgsql;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>More than can be done, longer than may be waited, and the end of the service.</summary>
public sealed class OverloadTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task What_would_wait_too_long_is_refused_at_once_and_what_waits_is_done()
    {
        await using var app = await service.AnotherInstance("--Database:AtOnce=1", "--Database:Waiting=1");
        using var client = new ApiClient(new Uri(app.Urls.First()), service.Client.Key);
        (await client.Get("/v1/patients")).Is(200);
        await using var held = await Hold();
        var waiting = new[] { client.Get("/v1/patients"), client.Get("/v1/patients"), client.Get("/v1/patients"), client.Get("/v1/patients") };
        var first = await Task.WhenAny(waiting);
        Assert.Equal("1", (await first).Is(503).Headers.RetryAfter!.ToString());
        await Task.WhenAny(waiting.Where(request => request != first));
        await held.DisposeAsync();
        Assert.Equal([200, 200, 503, 503], (await Task.WhenAll(waiting)).Select(a => a.Status).Order());
    }

    [Fact]
    public async Task Behind_one_who_has_waited_for_long_nobody_begins_to_wait()
    {
        await using var app = await service.AnotherInstance("--Database:AtOnce=1", "--Database:Waiting=100");
        using var client = new ApiClient(new Uri(app.Urls.First()), service.Client.Key);
        (await client.Get("/v1/patients")).Is(200);
        await using var held = await Hold();
        var waiting = new[] { client.Get("/v1/patients"), client.Get("/v1/patients") };
        await Task.Delay(800, TestContext.Current.CancellationToken);
        (await client.Get("/v1/patients")).Is(503);
        Assert.DoesNotContain(waiting, request => request.IsCompleted);
        await held.DisposeAsync();
        Assert.All(await Task.WhenAll(waiting), answer => answer.Is(200));
        (await client.Get("/v1/patients")).Is(200);
    }

    [Fact]
    public async Task A_client_that_was_refused_a_place_stays_known_and_does_not_fall_to_the_rate_of_its_address()
    {
        await using var app = await service.AnotherInstance(
            "--Database:AtOnce=1", "--Database:Waiting=0", "--Rates:Address:PerSecond=1", "--Rates:Address:Burst=1");
        using var client = new ApiClient(new Uri(app.Urls.First()), service.Client.Key);
        (await client.Get("/v1/patients")).Is(200);
        await using var held = await Hold();
        var working = client.Get("/v1/patients");
        while ((long)(await service.Superuser("select count(*) from pg_locks where relation = 'patient'::regclass and not granted"))! == 0)
        {
            // The one place is not taken yet.
        }

        for (var i = 0; i < 5; i++)
        {
            (await client.Get("/v1/patients")).Is(503);
        }

        await held.DisposeAsync();
        (await working).Is(200);
    }

    [Fact]
    public async Task Exports_have_places_of_their_own_and_never_keep_a_record_from_being_written()
    {
        await using var app = await service.AnotherInstance("--Database:StreamsAtOnce=1", "--Requests:Seconds=60");
        using var client = new ApiClient(new Uri(app.Urls.First()), service.Client.Key);
        await using var held = await Hold("score");
        var first = client.Get("/v1/exports/scores.ndjson");
        while (!first.IsCompleted && (long)(await service.Superuser("select count(*) from pg_locks where relation = 'score'::regclass and not granted"))! == 0)
        {
            // The first export is on its way to its place.
        }

        (await client.Get("/v1/exports/sessions.ndjson")).Is(503);
        (await client.Post("/v1/patients", "{}")).Is(201);
        await held.DisposeAsync();
        (await first).Is(200);
        (await client.Get("/v1/exports/sessions.ndjson")).Is(200);
    }

    [Fact]
    public async Task One_clinics_exports_leave_places_to_another()
    {
        await using var app = await service.AnotherInstance("--Database:StreamsAtOnce=4", "--Requests:Seconds=60");
        using var client = new ApiClient(new Uri(app.Urls.First()), service.Client.Key);
        using var other = new ApiClient(new Uri(app.Urls.First()), service.OtherClient.Key);
        await using var held = await Hold("score");
        List<Task<Answer>> working = [client.Get("/v1/exports/scores.ndjson"), client.Get("/v1/exports/scores.csv")];
        while ((long)(await service.Superuser("select count(*) from pg_locks where relation = 'score'::regclass and not granted"))! < 2)
        {
            // They are on their way to their places.
        }

        (await client.Get("/v1/exports/sessions.ndjson")).Is(503);
        (await other.Get("/v1/exports/sessions.ndjson")).Is(200);
        await held.DisposeAsync();
        Assert.All(await Task.WhenAll(working), export => export.Is(200));
    }

    [Fact]
    public async Task A_request_that_takes_too_long_is_broken_off_with_a_problem()
    {
        await using var app = await service.AnotherInstance("--Requests:Seconds=0.5");
        using var client = new ApiClient(new Uri(app.Urls.First()), service.Client.Key);
        await using var held = await Hold();
        var answer = (await client.Get("/v1/patients")).Is(504);
        Assert.Equal("/problems/timeout", (string)answer["type"]!);
    }

    [Fact]
    public async Task Told_to_stop_the_service_is_not_ready_first_and_works_on_until_that_is_seen()
    {
        await using var app = await service.AnotherInstance("--Drain:Seconds=3");
        using var client = new ApiClient(new Uri(app.Urls.First()), service.Client.Key);
        (await client.Get("/health/ready")).Is(200);
        var stopping = app.StopAsync(TestContext.Current.CancellationToken);
        var answer = (await client.Get("/v1/patients")).Is(200);
        Assert.True(answer.Headers.ConnectionClose);
        (await client.Get("/health/ready")).Is(503);
        (await client.Get("/health/live")).Is(200);
        await stopping;
        await Assert.ThrowsAsync<HttpRequestException>(() => client.Get("/health/live"));
    }

    /// <summary>Keeps a table from everybody until it is disposed of.</summary>
    private async Task<NpgsqlConnection> Hold(string table = "patient")
    {
        var connection = new NpgsqlConnection(service.Superuser());
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"begin; lock table {table} in access exclusive mode", connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return connection;
    }
}
