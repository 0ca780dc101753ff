using System.Text.RegularExpressions;
using InfusionTracker.Api.Platform;
using InfusionTracker.Api.Tests.Conventions;
using InfusionTracker.Api.Tests.Platform;
using InfusionTracker.LocalPostgres;
using Npgsql;
using Testcontainers.PostgreSql;

[assembly: AssemblyFixture(typeof(TestPostgres))]

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>
/// The server that the tests of this run share: TEST_POSTGRES, else a container where a Docker engine answers, else a
/// private cluster that is thrown away. It holds one migrated template, of which each test class gets its own copy.
/// </summary>
public sealed partial class TestPostgres : IAsyncLifetime
{
    private readonly string _run = $"it_{Environment.ProcessId}";
    private PostgreSqlContainer? _container;
    private LocalCluster? _cluster;
    private int _copies;

    /// <summary>A role that may make databases.</summary>
    public string Superuser { get; private set; } = "";

    /// <summary>A migrated database without a row, for tests that only read the catalogue.</summary>
    public DatabaseAddress Schema { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        (Superuser, var from) = await Choose();
        Console.WriteLine($"Tests use PostgreSQL from {from}.");
        Schema = await Provision.Prepare(Superuser, _run + "_schema", _ => { });
        NpgsqlConnection.ClearAllPools();
        await Execute($"create database {_run}_template template {_run}_schema owner infusion_owner");
    }

    /// <summary>A database of its own, with every migration and no row.</summary>
    public async Task<DatabaseAddress> Create()
    {
        var name = $"{_run}_{Interlocked.Increment(ref _copies)}";
        await Execute($"create database {name} template {_run}_template owner infusion_owner");
        return new DatabaseAddress(Named(Schema.Owner, name), Named(Schema.Service, name));
    }

    public Task Drop(DatabaseAddress address) =>
        Execute($"drop database if exists {new NpgsqlConnectionStringBuilder(address.Service).Database} with (force)");

    /// <summary>The superuser's connection string to a database of this server.</summary>
    public string SuperuserOf(DatabaseAddress address) => Named(Superuser, new NpgsqlConnectionStringBuilder(address.Service).Database!);

    public async ValueTask DisposeAsync()
    {
        await Execute($"drop database if exists {_run}_template with (force)");
        await Execute($"drop database if exists {_run}_schema with (force)");
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        if (_container is not null)
        {
            await _container.DisposeAsync();
        }
    }

    private async Task<(string Superuser, string From)> Choose()
    {
        if (Environment.GetEnvironmentVariable("TEST_POSTGRES") is { Length: > 0 } given)
        {
            return (given, "TEST_POSTGRES");
        }

        if (await StartContainer())
        {
            return (_container!.GetConnectionString(), "a container");
        }

        _cluster = await LocalCluster.StartAsync(
            new LocalClusterOptions
            {
                DataDirectory = Path.Combine(Path.GetTempPath(), "infusion-tracker-tests", $"run-{Environment.ProcessId}"),
                Ephemeral = true,
                Durable = false,
                Settings = new Dictionary<string, string> { ["max_connections"] = "300" },
            },
            TestContext.Current.CancellationToken);
        return (_cluster.SuperuserConnectionString, $"a private cluster ({_cluster.ServerVersion})");
    }

    private async Task<bool> StartContainer()
    {
        if (!File.Exists("/var/run/docker.sock") && Environment.GetEnvironmentVariable("DOCKER_HOST") is null && !OperatingSystem.IsWindows())
        {
            return false;
        }

        try
        {
            var image = Environment.GetEnvironmentVariable("INFUSION_TRACKER_POSTGRES_IMAGE") ?? ImageOfCompose();
            _container = new PostgreSqlBuilder(image).WithCommand("-c", "fsync=off", "-c", "max_connections=300").Build();
            await _container.StartAsync();
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Console.WriteLine($"No container: {e.Message.Split('\n')[0]}");
            _container = null;
            return false;
        }
    }

    /// <summary>The image that docker compose runs, so that its name and version stand in one place.</summary>
    private static string ImageOfCompose() =>
        PostgresImage().Match(File.ReadAllText(SourceTree.In("docker-compose.yml"))) is { Success: true } found
            ? found.Groups["default"].Value
            : throw new InvalidOperationException("docker-compose.yml names no default for POSTGRES_IMAGE.");

    [GeneratedRegex(@"\$\{POSTGRES_IMAGE:-(?<default>[^}]+)\}")]
    private static partial Regex PostgresImage();

    private async Task Execute(string statement)
    {
        await using var connection = new NpgsqlConnection(Superuser);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string Named(string address, string database) => new NpgsqlConnectionStringBuilder(address) { Database = database }.ConnectionString;
}
