using System.Diagnostics;
using InfusionTracker.Api.Platform;
using Npgsql;

namespace InfusionTracker.Faults.Tests;

/// <summary>The table of faults.</summary>
public static class Faults
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("kill-service", "kill -9 of the service", 100, 1, KillService) { BackWithin = TimeSpan.FromSeconds(5) },
        new("kill-postgres", "kill -9 of PostgreSQL", 50, 1, KillPostgres) { BackWithin = TimeSpan.FromSeconds(10), OnlyAnswers = ["503"] },
        new("stop-postgres", "immediate stop of PostgreSQL", 50, 1, StopPostgres) { BackWithin = TimeSpan.FromSeconds(10), OnlyAnswers = ["503"] },
        new("alter-role", "the service's role tells itself to commit without the disk, then kill -9 of PostgreSQL", 10, 1, AlterRole) { OnlyAnswers = ["503"] },
        new("pgbouncer-transaction", "pgbouncer that pools by transaction", 3, 1, Poolers.ByTransaction) { OnlyAnswers = [] },
        new("pgbouncer-session", "pgbouncer that pools by session, and kill -9 of PostgreSQL behind it", 3, 1, Poolers.BySession) { OnlyAnswers = ["503", "504"] },
        new("commit-reply", "the reply to COMMIT dropped", 1000, 20, DropCommitReplies) { OnlyAnswers = ["503"] },
        new("reset", "every connection to the database reset", 50, 3, Reset) { OnlyAnswers = ["503"] },
        new("delay", "200 ms more to the database, for 2 s", 50, 1, Delay) { OnlyAnswers = ["503", "504"] },
        new("black-hole", "nothing goes through to the database, for 12 s", 50, 1, BlackHole) { OnlyAnswers = ["503", "504"] },
        new("pool", "60 requests more than the pool holds wait for a locked table", 10, 1, ExhaustPool) { OnlyAnswers = ["503", "409", "504"] },
        new("connections", "the server takes no more connections, for 3 s", 10, 1, ExhaustConnections)
            { OnlyAnswers = ["503"], AnswerWithin = TimeSpan.FromSeconds(3) },
        new("few-connections", "the server takes 12 connections, fewer than the pool may hold, and 24 clients write", 3, 1, FewConnections.Run)
            { OnlyAnswers = ["503"], MakesItsOwnLoad = true },
        new("standby", "the synchronous standby is gone, and the wait for it is cancelled", 10, 1, LoseStandby) { OnlyAnswers = ["503"] },
        new("sigterm", "SIGTERM to one of two instances", 10, 1, Terminate) { OnlyAnswers = ["503"], OnTwoInstances = true, PerSecond = 300 },
        new("migration", "a column is added, first while a transaction holds the table for 2 s", 10, 1, Migrate) { OnlyAnswers = ["503"], PerSecond = 300 },
        new("disk-full", "the volume of the tables is full, for 3 s", 5, 0, FillDisk) { OnlyAnswers = ["503"] },
        new("wal-full", "the volume of PostgreSQL's own log is full, until the server has stopped", 5, 0, FullLog.Run) { OnlyAnswers = ["503"] },
        new("restore", "a backup and its log restored to a point in time, on another server", 3, 1, Restore.Run) { OnlyAnswers = [] },
        new("poisoned-row", "a row of one clinic that cannot be sealed, and the service killed and started beside it", 5, 1, Sealing.PoisonedRow),
        new("stalled-sealer", "a foreign session holds the sealer's lock", 5, 1, Sealing.StalledSealer) { OnlyAnswers = [] },
        new("slow-clients", "500 connections at a byte a second: headers, bodies, exports, pages", 3, 1, SlowClients.Run) { OnlyAnswers = ["503"], MakesItsOwnLoad = true },
        new("overload", "three times the load that the service can hold, for 10 s", 3, 1, Overload.Run) { OnlyAnswers = ["503", "429"], MakesItsOwnLoad = true },
    ];

    private static Task KillService(Strike strike) => strike.Each(async () =>
    {
        strike.Installation.Service.Kill();
        await strike.Installation.StartService();
    });

    private static Task KillPostgres(Strike strike) => strike.Each(async () =>
    {
        await strike.Installation.KillPostgres();
        await strike.Installation.StartPostgres();
    });

    private static Task StopPostgres(Strike strike) => strike.Each(async () =>
    {
        await strike.Installation.StopPostgresAtOnce();
        await strike.Installation.StartPostgres();
    });

    /// <summary>PostgreSQL puts off what it writes for as long as it can, so that what was not waited for is lost.</summary>
    private static Task AlterRole(Strike strike) => strike.Each(async () =>
    {
        var installation = strike.Installation;
        await installation.Execute("alter system set wal_writer_delay = '10s'");
        await installation.Execute("select pg_reload_conf()");
        await using (var own = NpgsqlDataSource.Create(installation.Address.Service + ";Pooling=false"))
        {
            await using var alter = own.CreateCommand("alter role infusion_service set synchronous_commit = off");
            await alter.ExecuteNonQueryAsync();
        }

        await installation.Execute("select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = 'infusion_service'");
        await strike.Ledger.More(40);
        await installation.KillPostgres();
        await installation.StartPostgres();
        await installation.Execute("alter role infusion_service reset synchronous_commit");
        await installation.Execute("alter system reset wal_writer_delay");
        await installation.Execute("select pg_reload_conf()");
    });

    private static async Task DropCommitReplies(Strike strike)
    {
        var proxy = strike.Installation.Proxy;
        var before = proxy.Dropped;
        proxy.DropOneCommitIn = 3;
        while (proxy.Dropped - before < strike.Runs)
        {
            await strike.Ledger.More(1);
        }

        proxy.DropOneCommitIn = 0;
        strike.Done = proxy.Dropped - before;
    }

    private static Task Reset(Strike strike) => strike.Each(() =>
    {
        strike.Installation.Proxy.Reset();
        return Task.CompletedTask;
    });

    private static Task Delay(Strike strike) => strike.Each(() => Under(strike, Network.Slow, TimeSpan.FromSeconds(2)));

    private static Task BlackHole(Strike strike) => strike.Each(() => Under(strike, Network.BlackHole, TimeSpan.FromSeconds(12)));

    private static async Task Under(Strike strike, Network network, TimeSpan time)
    {
        strike.Installation.Proxy.Network = network;
        await Task.Delay(time);
        strike.Installation.Proxy.Network = Network.Whole;
    }

    /// <summary>The pool is of 20: those that hold a connection wait for the lock, the others for a connection.</summary>
    private static Task ExhaustPool(Strike strike) => strike.Each(async () =>
    {
        await using var connection = new NpgsqlConnection(strike.Installation.Superuser);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("lock table patient in access exclusive mode", connection, transaction);
        await command.ExecuteNonQueryAsync();
        using var http = new HttpClient { BaseAddress = strike.Installation.Service.Url };
        http.DefaultRequestHeaders.Authorization = new("Bearer", strike.Installation.Clinics[0].Key);
        var refused = await Task.WhenAll(Enumerable.Range(0, 80).Select(async _ =>
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await http.GetAsync("/v1/patients");
            return (Status: (int)answer.StatusCode, Took: Stopwatch.GetElapsedTime(began));
        }));
        await transaction.RollbackAsync();
        if (!refused.Any(r => r.Status == 503))
        {
            strike.Broken.Add("The pool was never exhausted.");
        }

        if (refused.Where(r => r.Status == 503).Any(r => r.Took > TimeSpan.FromSeconds(3)))
        {
            strike.Broken.Add($"A refusal took {refused.Where(r => r.Status == 503).Max(r => r.Took).TotalSeconds:0.0} s.");
        }

        if (refused.Where(r => r.Status is not (200 or 503 or 409)).Select(r => r.Status).Distinct().ToArray() is { Length: > 0 } others)
        {
            strike.Broken.Add($"Reads were answered {string.Join(", ", others)}.");
        }
    });

    /// <summary>What a server with all its connections taken answers (53300), and it answers so to the service alone.</summary>
    private static Task ExhaustConnections(Strike strike) => strike.Each(async () =>
    {
        await strike.Installation.Execute("alter role infusion_service connection limit 0");
        await strike.Installation.Execute("select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = 'infusion_service'");
        await Task.Delay(TimeSpan.FromSeconds(3));
        await strike.Installation.Execute("alter role infusion_service connection limit -1");
    });

    /// <summary>While a standby is asked for and none is there, nothing is acknowledged, replays included.</summary>
    private static Task LoseStandby(Strike strike) => strike.Each(async () =>
    {
        await strike.Installation.Execute("alter system set synchronous_standby_names = 'gone'");
        await strike.Installation.Execute("select pg_reload_conf()");
        await Task.Delay(500);
        var before = strike.Ledger.Count;
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(2); await Task.Delay(50))
        {
            await strike.Installation.Execute("select count(pg_cancel_backend(pid)) from pg_stat_activity where wait_event = 'SyncRep' and usename = 'infusion_service'");
        }

        if (strike.Ledger.Count > before)
        {
            strike.Broken.Add($"{strike.Ledger.Count - before} writes were acknowledged that no standby has.");
        }

        await strike.Installation.Execute("alter system reset synchronous_standby_names");
        await strike.Installation.Execute("select pg_reload_conf()");
    });

    private static Task Terminate(Strike strike) => strike.Each(async () =>
    {
        var url = strike.Second!.Url;
        await strike.Second.Terminate();
        strike.Second = await strike.Installation.StartService(url);
    });

    private static Task Migrate(Strike strike) => strike.Each(async () =>
    {
        await using var busy = new NpgsqlConnection(strike.Installation.Superuser);
        await busy.OpenAsync();
        await using var transaction = await busy.BeginTransactionAsync();
        await using var read = new NpgsqlCommand("select count(*) from patient", busy, transaction);
        await read.ExecuteScalarAsync();
        var adding = Migrator.Patiently(() => AddColumn(strike), _ => { });
        await Task.Delay(TimeSpan.FromSeconds(2));
        if (adding.IsCompleted)
        {
            strike.Broken.Add("The transaction did not hold the table, so that nothing is shown.");
        }

        await transaction.RollbackAsync();
        await adding;
    });

    /// <summary>As the migrator does: as the owner, with its limit on the wait for locks.</summary>
    private static async Task AddColumn(Strike strike)
    {
        await using var owner = new NpgsqlConnection(Migrator.Brief(strike.Installation.Address.Owner));
        await owner.OpenAsync();
        await using var command = new NpgsqlCommand($"alter table patient add column added_{strike.Done} text", owner);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The log of PostgreSQL stays on another volume, as it should: a full one of those stops the server.</summary>
    private static async Task FillDisk(Strike strike)
    {
        using var volume = await SmallVolume.Mount();
        await volume.Take(strike.Installation);
        await strike.Each(async () =>
        {
            volume.Fill();
            var before = strike.Ledger.Answers.GetValueOrDefault("503");
            await Task.Delay(TimeSpan.FromSeconds(3));
            using var http = new HttpClient { BaseAddress = strike.Installation.Service.Url };
            http.DefaultRequestHeaders.Authorization = new("Bearer", strike.Installation.Clinics[0].Key);
            using var read = await http.GetAsync("/v1/patients");
            if (!read.IsSuccessStatusCode)
            {
                strike.Broken.Add($"A read was answered {(int)read.StatusCode}.");
            }

            if (strike.Ledger.Answers.GetValueOrDefault("503") == before)
            {
                strike.Broken.Add("No write was refused.");
            }

            volume.Empty();
        });
        await SmallVolume.GiveBack(strike.Installation);
    }
}
