using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Audit;
using InfusionTracker.Api.Tests.Platform;
using Npgsql;

namespace InfusionTracker.Api.Tests.Exports;

public sealed class IncrementalExportTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Path = "/v1/exports/observations";
    private const string Ndjson = Path + ".ndjson";

    [Fact]
    public async Task A_retracted_reading_leaves_the_full_export_and_is_named_to_an_incremental_copy()
    {
        await Exports.PutSession(service);
        await Exports.PutObservation(service, Exports.Id(1));
        await Exports.PutObservation(service, Exports.Id(2));
        await Exports.Put(service, $"update observation set status = 'entered-in-error', reason = 'of Mrs. X' where id = '{Exports.Id(1)}'");

        string[] both = [Exports.Id(1).ToString(), Exports.Id(2).ToString()];
        Assert.Equal([both[1]], (await Exports.Lines(service.Client, Path + ".ndjson")).Select(r => (string)r["id"]!).Intersect(both));

        await Seals.AreDone(service);
        var since = (await Exports.Lines(service.Client, Path + ".ndjson?since=2000-01-01T00:00:00Z")).Where(r => both.Contains((string)r["id"]!)).ToList();
        Assert.Equal([Exports.Id(2).ToString(), Exports.Id(1).ToString()], since.Select(r => (string)r["id"]!));
        Assert.Equal(["id", "version", "status", "recordedAt"], since[1].Select(m => m.Key));
        Assert.Equal("entered-in-error", (string)since[1]["status"]!);
        Assert.Equal(2, (int)since[1]["version"]!);

        var csv = Exports.Rows((await service.Client.Get(Path + ".csv?since=2000-01-01T00:00:00Z")).Is(200).Text);
        Assert.Equal(["id", "version", "status", "recordedAt"], csv[0].Zip(csv.Single(row => row[0] == both[0])).Where(c => c.Second.Length > 0).Select(c => c.First));
    }

    [Fact]
    public async Task A_correction_comes_again_as_its_new_version_and_nothing_older_does()
    {
        await Exports.PutSession(service);
        await Exports.PutObservation(service, Exports.Id(11), "71");
        await Exports.PutObservation(service, Exports.Id(12), "72");
        await Seals.AreDone(service);
        var (_, next) = await Exports.Increment(service.Client, Ndjson, null);
        await Exports.Put(service, $"update observation set value = 73.0, canonical_value = 73.0, status = 'corrected', reason = 'misread' where id = '{Exports.Id(11)}'");
        await Seals.AreDone(service);
        var changed = Assert.Single((await Exports.Increment(service.Client, Ndjson, next)).Rows);
        Assert.Equal(Exports.Id(11).ToString(), (string)changed["id"]!);
        Assert.Equal((2, "corrected", "73.0", "misread"), ((int)changed["version"]!, (string)changed["status"]!, changed["value"]!.ToJsonString(), (string)changed["reason"]!));
    }

    [Fact]
    public async Task A_clock_that_steps_back_keeps_nothing_from_a_copy()
    {
        await Exports.PutSession(service);
        var (_, next) = await Exports.Increment(service.Client, Ndjson, null);
        await Exports.Put(service, Exports.ByAnEarlierClock(Exports.Id(31)));
        await Seals.AreDone(service);
        Assert.Contains(Exports.Id(31).ToString(), Ids((await Exports.Increment(service.Client, Ndjson, next)).Rows));
    }

    [Fact]
    public async Task What_is_committed_after_an_export_comes_with_the_next_whenever_it_was_written()
    {
        await Exports.PutSession(service);
        await using var connection = new NpgsqlConnection(service.Superuser());
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var writing = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var command = new NpgsqlCommand($"set local app.clinic_id = '{service.ClinicId}'; {Exports.ByAnEarlierClock(Exports.Id(32))}", connection, writing))
        {
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await Seals.AreDone(service);
        var (before, next) = await Exports.Increment(service.Client, Ndjson, null);
        Assert.DoesNotContain(Exports.Id(32).ToString(), Ids(before));
        await writing.CommitAsync(TestContext.Current.CancellationToken);
        await Seals.AreDone(service);
        Assert.Contains(Exports.Id(32).ToString(), Ids((await Exports.Increment(service.Client, Ndjson, next)).Rows));
    }

    [Fact]
    public async Task While_nothing_is_sealed_increments_end_earlier_and_what_is_sealed_later_comes_then()
    {
        await Exports.PutSession(service);
        await Seals.AreDone(service);
        var (_, first) = await Exports.Increment(service.Client, Ndjson, null);
        await Exports.PutObservation(service, Exports.Id(33));
        await Seals.AreDone(service);
        await using var connection = new NpgsqlConnection(service.Superuser());
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using (var stall = new NpgsqlCommand("select pg_advisory_lock(4951087364222)", connection))
        {
            await stall.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await Exports.PutObservation(service, Exports.Id(34));
        await Exports.Put(service, $"update observation set value = 73, canonical_value = 73, status = 'corrected', reason = 'misread' where id = '{Exports.Id(33)}'");
        var (rows, next) = await Exports.Increment(service.Client, Ndjson, first);
        Assert.Equal([Exports.Id(33).ToString()], Ids(rows));
        Assert.Empty((await Exports.Increment(service.Client, Ndjson, next)).Rows);
        await connection.CloseAsync();
        NpgsqlConnection.ClearPool(connection);
        await Seals.AreDone(service);
        Assert.Equal([Exports.Id(33).ToString(), Exports.Id(34).ToString()], Ids((await Exports.Increment(service.Client, Ndjson, next)).Rows).Order());
    }

    [Fact]
    public async Task Where_to_go_on_is_the_clinics_own_and_the_same_on_every_instance()
    {
        var (_, next) = await Exports.Increment(service.Client, Ndjson, null);
        await using var another = await service.AnotherInstance();
        using var client = new ApiClient(new Uri(another.Urls.First()), service.Client.Key);
        (await client.Get($"/v1/exports/scores.csv?since={next}")).Is(200);
        (await service.OtherClient.Get($"{Ndjson}?since={next}")).Is(400);
        var forged = (next[0] == 'A' ? 'B' : 'A') + next[1..];
        Assert.Equal("since", (string)(await service.Client.Get($"{Ndjson}?since={forged}")).Is(400)["errors"][0]!["parameter"]!);
    }

    [Fact]
    public async Task After_a_restore_that_undid_what_a_copy_has_it_is_told_to_begin_anew()
    {
        await Exports.PutSession(service, service.OtherClinicId);
        await Seals.AreDone(service);
        var (_, next) = await Exports.Increment(service.OtherClient, Ndjson, null);
        (await service.OtherClient.Get($"{Ndjson}?since={next}")).Is(200);
        await service.Superuser($"set session_replication_role = replica; update seal set hash = sha256(hash) where clinic_id = '{service.OtherClinicId}'");
        var gone = (await service.OtherClient.Get($"{Ndjson}?since={next}")).Is(410);
        Assert.Equal("since", (string)gone["errors"][0]!["parameter"]!);
        Assert.NotEqual(next, (await Exports.Increment(service.OtherClient, Ndjson, null)).Next);
    }

    [Fact]
    public async Task A_time_takes_what_was_sealed_since_a_minute_before_it()
    {
        await Exports.PutSession(service);
        await Exports.PutObservation(service, Exports.Id(35));
        await Seals.AreDone(service);
        await service.Superuser("set session_replication_role = replica; update seal set sealed_at = sealed_at - interval '1 hour'");
        await Exports.PutObservation(service, Exports.Id(36));
        await Seals.AreDone(service);
        Assert.Equal([Exports.Id(36).ToString()], Ids((await Exports.Increment(service.Client, Ndjson, await service.RecordedNow())).Rows));
    }

    [Fact]
    public async Task A_time_that_has_not_come_is_refused()
    {
        var refused = (await service.Client.Get($"{Ndjson}?since=2199-01-01T00:00:00Z")).Is(400);
        Assert.Equal("since", (string)refused["errors"][0]!["parameter"]!);
    }

    [Fact]
    public async Task A_full_export_may_be_of_one_patient_and_of_a_time()
    {
        await Exports.PutSession(service);
        await Exports.PutObservation(service, Exports.Id(21));
        Assert.NotEmpty(await Exports.Lines(service.Client, $"{Path}.ndjson?patient={Exports.Patient}"));
        Assert.Empty(await Exports.Lines(service.Client, $"{Path}.ndjson?patient={Guid.Empty}"));
        Assert.NotEmpty(await Exports.Lines(service.Client, $"{Path}.ndjson?from=2026-06-15T11:00:00.25Z&to=2026-06-15T11:00:00.250001Z"));
        Assert.Empty(await Exports.Lines(service.Client, $"{Path}.ndjson?from=2026-06-15T11:00:00.250001Z"));
        Assert.Empty(await Exports.Lines(service.Client, $"{Path}.ndjson?to=2026-06-15T11:00:00.25Z"));
    }

    [Theory]
    [InlineData("since=yesterday")]
    [InlineData("since=2026-06-15T12:00:00")]
    [InlineData("since=")]
    [InlineData("since=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("since=2000-01-01T00:00:00Z&since=2001-01-01T00:00:00Z")]
    [InlineData("since=2026-06-15T12:00:00Z&from=2026-06-15T12:00:00Z")]
    [InlineData("patient=x")]
    [InlineData("limit=1")]
    public async Task A_parameter_that_means_nothing_here_is_refused(string query) =>
        (await service.Client.Get($"{Path}.ndjson?{query}")).Is(400);

    private static IEnumerable<string> Ids(JsonObject[] rows) => rows.Select(row => (string)row["id"]!);
}
