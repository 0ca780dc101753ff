using InfusionTracker.Api.Tests.Platform;
using Npgsql;

namespace InfusionTracker.Api.Tests.Conventions;

/// <summary>A state of the records as of some time is the same whenever it is asked for.</summary>
public sealed class RecordedStateTests(RunningService service) : IClassFixture<RunningService>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_not_told_before_all_that_was_written_by_then_can_be_seen()
    {
        var session = await Given.Session(service.Client);
        await using var connection = new NpgsqlConnection(service.Address.Service);
        await connection.OpenAsync(Cancellation);
        await using var writing = await connection.BeginTransactionAsync(Cancellation);
        await using (var begin = new NpgsqlCommand("select pg_current_xact_id()", connection, writing))
        {
            await begin.ExecuteScalarAsync(Cancellation);
        }

        var read = service.Client.Get($"/v1/sessions/{session}?asOf={await service.RecordedNow()}");
        Assert.NotSame(read, await Task.WhenAny(read, Task.Delay(300, Cancellation)));
        await writing.CommitAsync(Cancellation);
        (await read).Is(200);
    }

    [Fact]
    public async Task It_is_not_told_while_that_lasts_for_long_and_what_began_later_is_no_matter()
    {
        var session = await Given.Session(service.Client);
        var before = await service.RecordedNow();
        await using var connection = new NpgsqlConnection(service.Address.Service);
        await connection.OpenAsync(Cancellation);
        await using var writing = await connection.BeginTransactionAsync(Cancellation);
        await using (var begin = new NpgsqlCommand("select pg_current_xact_id()", connection, writing))
        {
            await begin.ExecuteScalarAsync(Cancellation);
        }

        (await service.Client.Get($"/v1/sessions/{session}?asOf={before}")).Is(200);
        var busy = (await service.Client.Get($"/v1/sessions/{session}?asOf={await service.RecordedNow()}")).Is(503);
        Assert.NotNull(busy.Headers.RetryAfter);
        await writing.RollbackAsync(Cancellation);
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
}
