using System.Net;
using InfusionTracker.Api.Platform;
using InfusionTracker.LocalPostgres;
using Npgsql;

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
    /// <exception cref="CommandException">Nothing is configured, and this is not development; or what is configured cannot be read.</exception>
    public static async Task<DatabaseChoice> Of(IConfiguration configuration, bool development, string database, CancellationToken cancellation)
    {
        var owner = Given(configuration, "Owner");
        if (Given(configuration, "Service") is { } service)
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

    /// <summary>Waits until the configured database lets in, and tells what for.</summary>
    /// <param name="asOwner">True where the owner of the tables is about to work, who may make the service's role first.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="CommandException">It did not within a minute.</exception>
    public Task Wait(bool asOwner, CancellationToken cancellation) =>
        IsPrivate ? Task.CompletedTask : new FirstConnection(Console.WriteLine).Wait(asOwner ? Owner ?? Service : Service, cancellation);

    /// <summary>A connection string of the configuration; null where there is none.</summary>
    /// <exception cref="CommandException">It cannot be read. What it says is not repeated, since that may be a password.</exception>
    private static string? Given(IConfiguration configuration, string name) =>
        configuration.GetConnectionString(name) is not { Length: > 0 } given ? null
        : IsReadable(given) ? given
        : throw new CommandException(
            $"ConnectionStrings__{name} cannot be read: give one such as Host=127.0.0.1;Port=5432;Database={ServeCommand.Database};Username=infusion_service;Password=secret.");

    private static bool IsReadable(string connection)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connection) is { Host.Length: > 0, Port: <= IPEndPoint.MaxPort };
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync() => _cluster?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>What keeps a command from doing its work, in a sentence for the operator.</summary>
public sealed class CommandException(string message) : Exception(message);
