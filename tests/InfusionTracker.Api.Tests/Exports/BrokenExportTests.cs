using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Exports;

/// <summary>Exports that do not come to their end.</summary>
public sealed class BrokenExportTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Backend = "select pid from pg_stat_activity where datname = current_database() and application_name = 'InfusionTracker' and state = 'active'";

    [Theory]
    [InlineData("ndjson")]
    [InlineData("csv")]
    public async Task An_export_that_loses_its_database_never_looks_whole(string format)
    {
        await Many();
        using var response = await Begin(format);
        var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await body.ReadExactlyAsync(new byte[1000], TestContext.Current.CancellationToken);
        Assert.Equal(true, await service.Superuser($"select pg_terminate_backend(pid) from ({Backend}) b"));
        await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken));
        (await service.Client.Get("/v1/exports/scores.ndjson")).Is(200);
    }

    [Fact]
    public async Task A_client_that_goes_away_frees_its_connection()
    {
        await Many();
        using (var response = await Begin("ndjson"))
        {
            var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            await body.ReadExactlyAsync(new byte[1000], TestContext.Current.CancellationToken);
            Assert.NotNull(await service.Superuser(Backend));
        }

        for (var waited = 0; await service.Superuser(Backend) is not null; waited++)
        {
            Assert.True(waited < 50, "The export still runs 5 s after its client went away.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private Task<HttpResponseMessage> Begin(string format) =>
        service.Client.Http.GetAsync($"/v1/exports/observations.{format}", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

    /// <summary>More than all buffers between the database and the client hold.</summary>
    private async Task Many()
    {
        await Exports.PutSession(service);
        await Exports.Put(service, $"""
            set session_replication_role = replica;
            insert into observation (id, session_id, code, value, unit, canonical_value, canonical_unit, observed_at, performer)
            select ('0196f000-0000-7000-9000-' || lpad(to_hex(i), 12, '0'))::uuid, '{Exports.Session}', '8867-4', 72, '/min', 72, '/min', '2026-06-15 11:00+00', repeat('x', 200)
            from generate_series(1, 100000) i
            on conflict do nothing
            """);
    }
}
