using InfusionTracker.Api.Tests.Platform;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace InfusionTracker.Api.Tests.Audit;

/// <summary>Much that waits at once is sealed, in passes that the database can do.</summary>
public sealed class SealerBacklogTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly RunningService _service = new(postgres);

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await _service.StopServing();
    }

    [Fact]
    public async Task A_session_that_sealed_while_there_was_little_reads_no_more_changes_than_it_seals()
    {
        await using var source = Service.ServiceDataSource(_service.Address.Service);
        await using var session = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < 8; i++)
        {
            await Record(5);
            await Seal(session, 5000);
        }

        await Record(20_000);
        await using var transaction = await session.BeginTransactionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(500L, await Seal(session, 500));

        // With what the passes before have read, which is not yet reported; one by one through all changes it would be ten million.
        Assert.InRange((long)(await Scalar(session, "select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables where relname = 'change'"))!, 500, 5000);
        Assert.InRange((long)(await Scalar(session, "select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables where relname = 'unsealed'"))!, 500, 5000);
    }

    [Fact]
    public async Task A_pass_that_was_cancelled_is_tried_again_with_half_as_much_and_more_is_taken_when_it_works()
    {
        await _service.Superuser("""
            create function too_long() returns trigger language plpgsql as $$
            begin
              if (select count(*) from made) > 3000 then
                raise exception using errcode = 'query_canceled', message = 'it took too long';
              end if;
              return null;
            end $$;
            create trigger too_long after insert on audit_entry referencing new table as made for each statement execute function too_long();
            """);
        await Record(8000);
        await using var source = Service.ServiceDataSource(_service.Address.Service);
        using var sealer = Seals.Sealer(source, new ConfigurationBuilder().Build());
        await sealer.StartAsync(TestContext.Current.CancellationToken);
        await Seals.Eventually(async () => (long)(await _service.Superuser("select count(*) from seal where last_position - first_position + 1 = 2500"))! > 0, "Nothing was sealed.");
        await _service.Superuser("drop trigger too_long on audit_entry");
        await Record(10_000);
        await Seals.Eventually(async () => (long)(await _service.Superuser("select count(*) from unsealed"))! == 0, "What happened was not sealed.");
        Assert.Equal(5000L, await _service.Superuser("select max(last_position - first_position + 1) from seal"));
        await sealer.StopAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    private Task<object?> Record(int patients) => _service.Superuser(
        $"set app.clinic_id = '{_service.ClinicId}'; insert into patient (id, identifiers) select gen_random_uuid(), '[]' from generate_series(1, {patients})");

    /// <returns>How many positions it sealed.</returns>
    private static Task<object?> Seal(NpgsqlConnection session, int most) =>
        Scalar(session, $"select sum(last_position - first_position + 1)::bigint from seal_entries({most})");

    private static async Task<object?> Scalar(NpgsqlConnection session, string text)
    {
        await using var command = new NpgsqlCommand(text, session);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
