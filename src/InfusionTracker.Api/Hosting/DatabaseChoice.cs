using InfusionTracker.Api.Platform;
using InfusionTracker.LocalPostgres;

namespace InfusionTracker.Api.Hosting;

/// <summary>The database that a command works on: the configured one or, in development, a private one of this user.</summary>
public sealed class DatabaseChoice : IAsyncDisposable
{
    private readonly LocalCluster? _cluster;

    private DatabaseChoice(string service, string? owner, LocalCluster? cluster) => (Service, Owner, _cluster) = (service, owner, cluster);

    /// <summary>Connection string of the service's role.</summary>
    public string Service { get; }

    /// <summary>Connection string of the owner of the tables; null where it was not given.</summary>
    public string? Owner { get; }

    public bool IsPrivate => _cluster is not null;

    /// <summary>Where a private cluster, and what belongs to it, is kept.</summary>
    public static string Folder => Environment.GetEnvironmentVariable("INFUSION_TRACKER_DATA") is { Length: > 0 } given
        ? given
        : Path.GetDirectoryName(LocalClusterOptions.UserDataDirectory)!;

    /// <summary>
    /// <c>ConnectionStrings:Service</c> and <c>ConnectionStrings:Owner</c> of the configuration; without them, in development,
    /// a private cluster that is started or joined.
    /// </summary>
    /// <exception cref="CommandException">Nothing is configured, and this is not development.</exception>
    public static async Task<DatabaseChoice> Of(IConfiguration configuration, bool development, string database, CancellationToken cancellation)
    {
        var owner = configuration.GetConnectionString("Owner");
        if (configuration.GetConnectionString("Service") is { Length: > 0 } service)
        {
            return new DatabaseChoice(service, owner, null);
        }

        if (!development)
        {
            throw new CommandException("Name the database: set ConnectionStrings__Service (and ConnectionStrings__Owner for migrate).");
        }

        var cluster = await LocalCluster.StartAsync(
            new LocalClusterOptions { DataDirectory = Path.Combine(Folder, "postgres"), Log = Console.WriteLine }, cancellation);
        if (cluster.JoinedRunning)
        {
            Console.WriteLine("A private PostgreSQL of this user runs already; using it.");
        }

        var address = await Provision.Prepare(cluster.SuperuserConnectionString, database, Console.WriteLine);
        return new DatabaseChoice(address.Service, address.Owner, cluster);
    }

    public ValueTask DisposeAsync() => _cluster?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>What keeps a command from doing its work, in a sentence for the operator.</summary>
public sealed class CommandException(string message) : Exception(message);
