using System.Diagnostics;
using System.Globalization;
using InfusionTracker.Api.Platform;
using InfusionTracker.LocalPostgres;
using Npgsql;

namespace InfusionTracker.Benchmarks.Cluster;

/// <summary>A PostgreSQL of the benchmark's own, migrated, with fsync and synchronous_commit as in production.</summary>
public sealed class BenchmarkCluster : IAsyncDisposable
{
    private const string Database = "benchmarks";

    private readonly LocalCluster _cluster;

    private BenchmarkCluster(LocalCluster cluster, DatabaseAddress address, int postmaster, string bin) =>
        (_cluster, Address, Postmaster, Bin) = (cluster, address, postmaster, bin);

    public DatabaseAddress Address { get; }

    /// <summary>Process of the server that started all the others.</summary>
    public int Postmaster { get; }

    /// <summary>Folder of psql and pgbench.</summary>
    public string Bin { get; }

    public string Version => _cluster.ServerVersion;

    /// <summary>Settings beside the private cluster's own.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } = Chosen();

    /// <summary>Connection string of the superuser, past every policy.</summary>
    public string Superuser => new NpgsqlConnectionStringBuilder(_cluster.SuperuserConnectionString) { Database = Database, CommandTimeout = 0 }.ConnectionString;

    /// <summary>Starts the server, migrated.</summary>
    /// <param name="folder">Where its data lives until the end.</param>
    public static async Task<BenchmarkCluster> Start(string folder, CancellationToken cancellation)
    {
        // A folder on the PATH may hold the server's programs alone.
        var bin = PostgresBinaries.FindAll(Machine.Here).Select(found => found.BinFolder).Concat(Machine.Here.Path)
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "pgbench")) || File.Exists(Path.Combine(folder, "pgbench.exe")))
            ?? throw new BenchmarkException("The limit is measured by pgbench and psql: install PostgreSQL with its client programs (Debian: postgresql).");

        var cluster = await LocalCluster.StartAsync(new LocalClusterOptions { DataDirectory = folder, Ephemeral = true, Settings = Settings }, cancellation);
        var address = await Provision.Prepare(cluster.SuperuserConnectionString, Database, _ => { });
        var postmaster = int.Parse(File.ReadLines(Path.Combine(cluster.Directory, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        return new BenchmarkCluster(cluster, address, postmaster, bin);
    }

    /// <summary>Runs statements as the superuser.</summary>
    public async Task Execute(string sql, params (string Name, object Value)[] parameters) => _ = await Scalar(sql, parameters);

    /// <summary>The first value that a statement gives the superuser.</summary>
    public async Task<object?> Scalar(string sql, params (string Name, object Value)[] parameters)
    {
        await using var connection = new NpgsqlConnection(Superuser);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return await command.ExecuteScalarAsync();
    }

    /// <summary>Begins a row from the same state: nothing is left to be written of the row before.</summary>
    public async Task Settle()
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(60) && (bool)(await Scalar("select exists (select from unsealed)"))!;)
        {
            await Task.Delay(200);
        }

        await Execute("checkpoint");
    }

    /// <summary>Runs psql or pgbench as the service's role, with the session settings of the service.</summary>
    /// <returns>What it said.</returns>
    /// <exception cref="BenchmarkException">It failed.</exception>
    public async Task<string> Run(string program, IEnumerable<string> arguments, string? connectionString = null, string? options = null)
    {
        var address = new NpgsqlConnectionStringBuilder(connectionString ?? Address.Service);
        var start = new ProcessStartInfo(Path.Combine(Bin, program))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] where = ["-h", address.Host!, "-p", address.Port.ToString(CultureInfo.InvariantCulture), "-U", address.Username!];
        foreach (var argument in where.Concat(arguments).Append(Database))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["PGPASSWORD"] = address.Password;
        start.Environment["PGTZ"] = "UTC";
        start.Environment["PGOPTIONS"] = options ?? ServiceOptions;
        using var process = Process.Start(start)!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await said : throw new BenchmarkException($"{program} ended with {process.ExitCode}: {string.Join('\n', (await complained).Split('\n').Take(3))}");
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    /// <summary>The session settings that the service gives its own connections, from its own connection string.</summary>
    private string ServiceOptions
    {
        get
        {
            using var source = Api.Service.ServiceDataSource(Address.Service);
            return new NpgsqlConnectionStringBuilder(source.ConnectionString).Options!;
        }
    }

    private static Dictionary<string, string> Chosen()
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024 * 1024);
        return new Dictionary<string, string>
        {
            ["shared_buffers"] = string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp(memory / 4, 128, 4096)}MB"),
            ["effective_cache_size"] = string.Create(CultureInfo.InvariantCulture, $"{memory / 2}MB"),
            ["max_connections"] = "200",

            // A checkpoint in one round and none in the other would be measured instead of the work.
            ["max_wal_size"] = "16GB",
            ["checkpoint_timeout"] = "30min",
        };
    }
}
