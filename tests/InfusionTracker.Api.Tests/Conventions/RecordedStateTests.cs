using InfusionTracker.Api.Platform;
using InfusionTracker.Api.Tests.Audit;
using InfusionTracker.Api.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;
using NodaTime.Text;
using Npgsql;

namespace InfusionTracker.Api.Tests.Conventions;

/// <summary>A state of the records as of some time is the same whenever it is asked for.</summary>
public sealed class RecordedStateTests(RunningService service) : IClassFixture<RunningService>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Who writes: the service itself, or an operator at psql, of whose transactions the service's role sees next to nothing.</summary>
    public static TheoryData<bool> Writers => [false, true];

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task It_is_not_told_before_all_that_was_written_by_then_can_be_seen(bool isByOwner)
    {
        var session = await Given.Session(service.Client);
        await using var connection = await Begin(isByOwner ? service.Address.Owner : service.Address.Service, Weigh(session));
        var read = service.Client.Get($"/v1/sessions/{session}?asOf={await service.RecordedNow()}");
        Assert.NotSame(read, await Task.WhenAny(read, Task.Delay(300, Cancellation)));
        await Run(connection, "commit");
        Assert.Equal(2, (int)(await read).Is(200)["version"]!);
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task It_is_not_told_while_that_lasts_for_long_and_what_began_later_is_no_matter(bool isByOwner)
    {
        var session = await Given.Session(service.Client);
        var before = await service.RecordedNow();
        if (isByOwner)
        {
            // When another role's transaction began is told by the second.
            await StandsAt(before);
        }

        await using var connection = await Begin(isByOwner ? service.Address.Owner : service.Address.Service, Weigh(session));
        Assert.Equal(1, (int)(await service.Client.Get($"/v1/sessions/{session}?asOf={before}")).Is(200)["version"]!);
        var busy = (await service.Client.Get($"/v1/sessions/{session}?asOf={await service.RecordedNow()}")).Is(503);
        Assert.NotNull(busy.Headers.RetryAfter);
        await Run(connection, "rollback");
    }

    [Fact]
    public async Task It_does_not_wait_for_who_writes_no_record_here()
    {
        var session = await Given.Session(service.Client);
        await using var indexing = await Begin(service.Address.Owner, "create index on patient_identifier (system)");
        await using var elsewhere = await Begin(new NpgsqlConnectionStringBuilder(service.Superuser()) { Database = "postgres" }.ConnectionString, "select pg_current_xact_id()");
        await using var reading = await Begin(service.Address.Service, $"select from session where id = '{session}' for share");
        (await service.Client.Get($"/v1/sessions/{session}?asOf={await service.RecordedNow()}")).Is(200);
    }

    [Fact]
    public async Task What_will_be_recorded_is_not_known()
    {
        var session = await Given.Session(service.Client);
        var refused = (await service.Client.Get($"/v1/sessions/{session}?asOf=2199-01-01T00:00:00Z")).Is(400);
        Assert.Equal("asOf", (string)refused["errors"][0]!["parameter"]!);
    }

    [Fact]
    public async Task Nothing_comes_to_lie_before_a_birth_that_is_changed_meanwhile()
    {
        var patient = (await service.Client.Post("/v1/patients", """{"birthDate":"1980-01-01"}""")).Is(201).Id;
        var session = await Given.Session(service.Client, patient);
        string[] paths = [$"/v1/sessions/{session}/observations", $"/v1/sessions/{session}/infusion-events"];
        string[] bodies =
        [
            """{"code":"8867-4","value":72,"unit":"/min","observedAt":"1990-01-01T00:00:00Z","performer":"rn-17"}""",
            """{"type":"start","occurredAt":"1990-01-01T00:00:00Z","performer":"rn-17","rate":{"value":52.5,"unit":"mg/h"}}""",
        ];
        await using var connection = new NpgsqlConnection(service.Superuser());
        await connection.OpenAsync(Cancellation);
        await using var changing = await connection.BeginTransactionAsync(Cancellation);
        await using (var change = new NpgsqlCommand(
            $"set local app.clinic_id = '{service.ClinicId}'; select from patient where id = '{patient}' for update; update patient set birth_date = '2000-01-01' where id = '{patient}'", connection, changing))
        {
            await change.ExecuteNonQueryAsync(Cancellation);
        }

        var writes = paths.Zip(bodies, (path, body) => service.Client.Post(path, body)).ToList();
        await Task.Delay(300, Cancellation);
        await changing.CommitAsync(Cancellation);
        foreach (var write in writes)
        {
            (await write).Is(422);
        }
    }

    /// <summary>A change of a session, by hand.</summary>
    private string Weigh(string session) =>
        $"select set_config('app.clinic_id', '{service.ClinicId}', true); update session set weight_kg = 71 where id = '{session}'";

    /// <summary>Waits until that time is one that nobody writes from any more, whoever began to write since.</summary>
    private async Task StandsAt(string time)
    {
        var past = service.Services.GetRequiredService<RecordedPast>();
        await Seals.Eventually(() => Task.FromResult(past.Stands(InstantPattern.ExtendedIso.Parse(time).Value)), "The time was not settled.");
    }

    private static async Task<NpgsqlConnection> Begin(string address, string sql)
    {
        var connection = new NpgsqlConnection(address);
        await connection.OpenAsync(Cancellation);
        await Run(connection, "begin; " + sql);
        return connection;
    }

    private static async Task Run(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
