using System.Diagnostics;
using System.Globalization;
using System.Net;
using InfusionTracker.Api.Audit;
using InfusionTracker.LocalPostgres;
using NodaTime;
using Npgsql;

namespace InfusionTracker.Faults.Tests;

/// <summary>
/// A base backup and the archived log, while clients write; then a second server, restored to a point in time. It holds
/// what was acknowledged before the point and nothing that was begun after it, its chains reach the heads that were kept
/// by then, a head that was kept later is missed, and the service goes on from there.
/// </summary>
internal static class Restore
{
    public static Task Run(Strike strike) => strike.Each(async () =>
    {
        var folder = Directory.CreateTempSubdirectory("infusion-tracker-restore-").FullName;
        try
        {
            await Once(strike, folder);
        }
        finally
        {
            await strike.Installation.Execute("alter system reset archive_command");
            await strike.Installation.Execute("select pg_reload_conf()");
            Directory.Delete(folder, recursive: true);
        }
    });

    private static async Task Once(Strike strike, string folder)
    {
        var (installation, ledger) = (strike.Installation, strike.Ledger);
        var (archive, heads, later) = (Path.Combine(folder, "archive"), Path.Combine(folder, "heads"), Path.Combine(folder, "later"));
        Directory.CreateDirectory(archive);
        await Shell($"chmod 0711 {folder} && if [ $(id -u) = 0 ]; then chown postgres {archive}; fi");
        await installation.Execute($"alter system set archive_command = 'test ! -f {archive}/%f && cp %p {archive}/%f'");
        await installation.Execute("select pg_reload_conf()");
        var copy = await BackUp(installation, folder);
        await ledger.More(50);

        // What is acknowledged by now was committed before the point, and what is begun from now on is after it.
        await KeepHeads(installation, heads, sealedAfter: default);
        var before = ledger.Acknowledged.ToHashSet();
        var point = (DateTime)(await installation.Execute("select clock_timestamp()"))!;
        var begun = ledger.Begun;
        await ledger.More(50);
        await KeepHeads(installation, later, sealedAfter: Instant.FromDateTimeUtc(point));
        await Archived(installation);

        await using var restored = await Start(copy, archive, point);
        string To(string address) => new NpgsqlConnectionStringBuilder(address) { Port = new NpgsqlConnectionStringBuilder(restored.SuperuserConnectionString).Port, Pooling = false }.ConnectionString;
        var there = (await Invariants.There(To(installation.Superuser), ledger)).Select(w => w.Value).ToList();
        var (lost, tooMany) = (before.Except(there).Count(), there.Count(value => int.Parse(value.Split('-')[2], CultureInfo.InvariantCulture) > begun));
        if (lost > 0 || tooMany > 0 || there.Distinct().Count() < there.Count)
        {
            strike.Broken.Add($"Of {before.Count} writes before the point, the restored server lacks {lost}; it has {tooMany} from after it, and {there.Count - there.Distinct().Count()} twice.");
        }

        strike.Said.Add($"{there.Count} writes there, {ledger.Count - there.Count} not.");
        await Holds(strike, To(installation.Address.Service), heads);
        await Misses(strike, To(installation.Address.Service), later, (await HeadFile.Read(heads, CancellationToken.None)).Max(head => head.SealedAt));
        await GoesOn(strike, To(installation.Address.Service), heads);
    }

    private static async Task<string> BackUp(Installation installation, string folder)
    {
        var server = new NpgsqlConnectionStringBuilder(installation.Superuser);
        var copy = Path.Combine(folder, "restored");
        Directory.CreateDirectory(copy);
        var programs = (string)(await installation.Execute("select setting from pg_config where name = 'BINDIR'"))!;
        if (!File.Exists(Path.Combine(programs, "pg_basebackup")))
        {
            throw new MissingProgramException("This PostgreSQL came without pg_basebackup: install its package.");
        }

        await Shell($"""
            PGPASSWORD={server.Password} {programs}/pg_basebackup -h 127.0.0.1 -p {server.Port} -U {server.Username} -D {copy}/data -c fast -X none --no-manifest 2>&1
            cp -p {installation.ServerFolder}/password {copy}/ && touch {copy}/data/recovery.signal {copy}/ephemeral && chmod 0711 {copy}
            if [ $(id -u) = 0 ]; then chown -R postgres {copy}/data; fi
            """);
        return copy;
    }

    /// <summary>Copies the heads that the service keeps elsewhere, once there is one that was sealed after a time.</summary>
    private static async Task KeepHeads(Installation installation, string to, Instant sealedAfter)
    {
        async Task<bool> IsThere() => File.Exists(installation.HeadFile)
            && (await HeadFile.Read(installation.HeadFile, CancellationToken.None)).Exists(head => head.SealedAt > sealedAfter);
        for (var waited = Stopwatch.StartNew(); !await IsThere(); await Task.Delay(100))
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30), "No head was kept for half a minute.");
        }

        File.Copy(installation.HeadFile, to);
    }

    private static async Task Archived(Installation installation)
    {
        var last = await installation.Execute("select pg_walfile_name(pg_switch_wal())");
        for (var waited = Stopwatch.StartNew(); await installation.Execute($"select last_archived_wal >= '{last}' from pg_stat_archiver") is not true; await Task.Delay(100))
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), "The log was not archived for a minute.");
        }
    }

    /// <summary>Takes connections only once it has come to the point.</summary>
    private static Task<LocalCluster> Start(string copy, string archive, DateTime point) => LocalCluster.StartAsync(
        new LocalClusterOptions
        {
            DataDirectory = copy,
            Ephemeral = true,
            Settings = new Dictionary<string, string>
            {
                ["restore_command"] = $"cp {archive}/%f %p",
                ["recovery_target_time"] = point.ToString("yyyy-MM-dd HH:mm:ss.ffffff+00", CultureInfo.InvariantCulture),
                ["recovery_target_action"] = "promote",
                ["hot_standby"] = "off",
            },
        },
        CancellationToken.None);

    private static async Task Holds(Strike strike, string address, string heads)
    {
        await using var told = new StringWriter();
        if (await AuditCommands.Verify(address, heads, null, told, CancellationToken.None) != 0)
        {
            strike.Broken.Add($"The restored record of changes does not verify: {told}");
        }
    }

    private static async Task Misses(Strike strike, string address, string heads, Instant until)
    {
        await using var told = new StringWriter();
        if (await AuditCommands.Verify(address, heads, null, told, CancellationToken.None) != 2 || !told.ToString().Contains("cut at its end", StringComparison.Ordinal))
        {
            strike.Broken.Add($"A head that was kept after the point is not missed: {told}");
        }

        await using var again = new StringWriter();
        if (await AuditCommands.Verify(address, heads, until, again, CancellationToken.None) != 0)
        {
            strike.Broken.Add($"A head that was kept after the point is missed where it is known to be: {again}");
        }
    }

    private static async Task GoesOn(Strike strike, string address, string heads)
    {
        var service = await strike.Installation.StartService(Installation.FreeUrl(), address, heads);
        try
        {
            using var http = new HttpClient { BaseAddress = service.Url };
            http.DefaultRequestHeaders.Authorization = new("Bearer", strike.Installation.Clinics[0].Key);
            using var content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync("/v1/patients", content);
            if (answer.StatusCode != HttpStatusCode.Created)
            {
                strike.Broken.Add($"The restored service answered {(int)answer.StatusCode} to a write.");
            }

            var last = File.ReadLines(heads).Count();
            for (var waited = Stopwatch.StartNew(); File.ReadLines(heads).Count() == last && waited.Elapsed < TimeSpan.FromSeconds(10);)
            {
                await Task.Delay(100);
            }
        }
        finally
        {
            service.Kill();
        }

        await Holds(strike, address, heads);
    }

    private static async Task Shell(string script)
    {
        var start = new ProcessStartInfo("bash", ["-e", "-c", script]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, said);
    }
}

/// <summary>A program of PostgreSQL that a row needs is not there.</summary>
public sealed class MissingProgramException(string message) : Exception(message);
