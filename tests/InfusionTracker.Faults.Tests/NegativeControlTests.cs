using System.Net;
using Npgsql;

namespace InfusionTracker.Faults.Tests;

/// <summary>A harness counts only if it fails where it must: each of these is a service done wrong, and is caught.</summary>
public sealed class NegativeControlTests(Installation installation) : IClassFixture<Installation>
{
    /// <summary>A record of a write that nobody can do twice by accident: without a key, under an id made anew by each run.</summary>
    private const string Insert = "insert into observation (clinic_id, id, session_id, code, value, unit, canonical_value, canonical_unit, observed_at, performer) ";

    [Fact]
    public async Task A_service_that_commits_asynchronously_loses_what_it_acknowledged()
    {
        await using var unsafely = new Installation { Settings = new Dictionary<string, string> { ["wal_writer_delay"] = "10s" } };
        await unsafely.InitializeAsync();

        // What the connections ask for, a transaction may ask otherwise.
        await unsafely.Execute(
            """
            create function hurry() returns trigger language plpgsql as $$
              begin
                perform set_config('synchronous_commit', 'off', true);
                return null;
              end $$;
            create trigger hurries before insert on patient for each statement execute function hurry();
            create trigger hurries before insert on observation for each statement execute function hurry();
            """);
        var ledger = new Ledger(unsafely);
        await ledger.While(async () =>
        {
            await ledger.More(40);
            await unsafely.KillPostgres();
        });
        await unsafely.StartPostgres();
        Assert.Contains(await Invariants.Writes(unsafely, ledger), broken => broken.EndsWith("lost.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Production_refuses_a_server_that_may_lose_what_it_acknowledged_and_a_running_service_is_not_ready_on_it()
    {
        const string told = "The server runs with fsync off: an acknowledged write could be lost.";
        await installation.Execute("alter system set fsync = off");
        await installation.Execute("select pg_reload_conf()");
        try
        {
            Assert.Contains(told, await installation.Refusal(installation.Address.Service), StringComparison.Ordinal);
            using var http = new HttpClient { BaseAddress = installation.Service.Url };
            using var answer = await http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Contains(told, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
        finally
        {
            await installation.Execute("alter system reset fsync");
            await installation.Execute("select pg_reload_conf()");
        }

        await installation.Service.Ready(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_key_that_is_claimed_in_another_transaction_lets_a_write_in_twice()
    {
        var ledger = new Ledger(installation);
        installation.Proxy.DropOneCommitIn = 1;
        for (var claimed = false; !claimed;)
        {
            try
            {
                await Write(ledger.Prefix + "0-1");
                claimed = true; // in a transaction of its own, after the write's
            }
            catch (NpgsqlException)
            {
                // The key is not claimed, so the client's next try is taken for its first.
            }
        }

        Assert.Contains("1 writes are there twice.", await Invariants.Writes(installation, ledger));
    }

    [Fact]
    public async Task A_retry_of_whatever_Npgsql_calls_transient_writes_twice()
    {
        var ledger = new Ledger(installation);
        installation.Proxy.DropOneCommitIn = 1;
        for (var again = true; again;)
        {
            try
            {
                await Write(ledger.Prefix + "0-2");
                again = false;
            }
            catch (NpgsqlException e) when (e.IsTransient)
            {
                // As if nothing had been done.
            }
        }

        Assert.Contains("1 writes are there twice.", await Invariants.Writes(installation, ledger));
    }

    [Theory]
    [InlineData("set", true)]
    [InlineData("set local", false)]
    public async Task A_clinic_that_is_set_for_the_session_is_read_by_the_next_caller_of_the_connection(string set, bool leaks)
    {
        await using var pool = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(installation.Address.Service) { MaxPoolSize = 1, NoResetOnClose = true }.ConnectionString);
        await using (var command = pool.CreateCommand($"begin; {set} app.clinic_id = '{installation.Clinics[0].Id}'; commit"))
        {
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await using var next = pool.CreateCommand("select count(*) > 0 from session");
        Assert.Equal(leaks, await next.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_write_that_was_never_done_is_missed()
    {
        var ledger = new Ledger(installation);
        await ledger.While(() => ledger.More(10));
        Assert.Empty(await Invariants.Broken(installation, ledger));
        await installation.Execute(
            $"""
            set session_replication_role = replica;
            delete from patient_identifier where value like '{ledger.Prefix}%';
            delete from patient where identifiers->0->>'value' like '{ledger.Prefix}%';
            """);
        var broken = await Invariants.Broken(installation, ledger);
        Assert.Contains(broken, b => b.EndsWith("lost.", StringComparison.Ordinal));
        Assert.Contains("A write was done by half.", broken);
    }

    /// <summary>Writes in one transaction; the reply to its COMMIT is dropped the first time, and never after.</summary>
    private async Task Write(string performer)
    {
        await using var connection = new NpgsqlConnection(installation.SuperuserByProxy);
        await connection.OpenAsync();
        await using var batch = new NpgsqlBatch(connection);
        foreach (var statement in (string[])
        [
            "begin",
            $"set local app.clinic_id = '{installation.Clinics[0].Id}'",
            $"{Insert}select '{installation.Clinics[0].Id}', gen_random_uuid(), '{installation.Clinics[0].Session}', '8867-4', 72, '/min', 72, '/min', now(), '{performer}'",
            "commit",
        ])
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        }

        try
        {
            await batch.ExecuteNonQueryAsync();
        }
        finally
        {
            installation.Proxy.DropOneCommitIn = 0;
        }
    }
}
