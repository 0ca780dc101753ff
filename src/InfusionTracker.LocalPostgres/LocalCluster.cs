namespace InfusionTracker.LocalPostgres;

/// <summary>A private PostgreSQL for a laptop or a test run, on 127.0.0.1 and a free port. One process owns it: it
/// started the server and stops it when disposed. Others that start it meanwhile join it. When the owner ends, one that
/// joined owns it, and starts it again where it was stopped. When the owner is killed and nobody has joined, the server
/// stays, and the next to start takes it over; when the server is killed too, the next start recovers the data.</summary>
public sealed class LocalCluster : IAsyncDisposable
{
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(250);

    private readonly ClusterFolder _folder;
    private readonly ServerControl _control;
    private readonly Action<string> _log;
    private readonly CancellationTokenSource _leaving = new();
    private readonly Task _inheriting;
    private FileStream? _ownership;

    private LocalCluster(
        ClusterFolder folder, ServerControl control, RunningServer server, FileStream? ownership, LocalClusterOptions options, Action<string> log)
    {
        _folder = folder;
        _control = control;
        _ownership = ownership;
        _log = log;
        SuperuserConnectionString = server.ConnectionString;
        ServerVersion = server.Version;
        JoinedRunning = ownership is null;
        _inheriting = JoinedRunning && !options.Ephemeral ? InheritAsync(options) : Task.CompletedTask;
    }

    /// <summary>The superuser's connection string, password included, to the database "postgres".</summary>
    public string SuperuserConnectionString { get; }

    /// <summary>The server's version, such as "15.20".</summary>
    public string ServerVersion { get; }

    /// <summary>True where another process owned the server at the start. While it does, disposing this one leaves it running.</summary>
    public bool JoinedRunning { get; }

    /// <summary>The folder that the data really lives in: the one asked for, save where root's server cannot reach it.</summary>
    public string Directory => _folder.Path;

    /// <summary>Starts the private cluster whose data lives in the options' folder, makes it if there is none, or joins
    /// it if it runs.</summary>
    /// <exception cref="LocalClusterException">It cannot be had; the message says why and what to do.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what was started is stopped again.</exception>
    public static async Task<LocalCluster> StartAsync(LocalClusterOptions options, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        var log = options.Log ?? (_ => { });
        var user = ServerUser.ForThisProcess();
        var folder = await ClusterFolder.ForAsync(options, user, log, ct);
        if (options.Ephemeral)
        {
            await Leftovers.SweepAsync(folder, options, user, log, ct);
        }

        await using var starting = await folder.LockStartAsync(user, ct);
        var binaries = await BinariesForAsync(folder, options, user, ct);
        var control = new ServerControl(folder, binaries, user, log);
        var ownership = folder.TryOwn();
        try
        {
            if (ownership is not null)
            {
                folder.MarkEphemeral(options.Ephemeral);
            }

            var server = await RunningServer.FindAsync(folder, log, ct);
            if (server is not null)
            {
                log(ownership is null
                    ? $"PostgreSQL {server.Version} already runs on {folder.Path}, port {server.Port}: using it; whoever started it stops it."
                    : $"PostgreSQL {server.Version} was left running on {folder.Path}, port {server.Port}, by a run that was killed: taking it over.");
                return new(folder, control, server, ownership, options, log);
            }

            if (ownership is null)
            {
                // The owner lives but its server does not: restarting it here leaves its owner in charge of stopping it.
                log($"The PostgreSQL on {folder.Path} has gone from under the process that started it: starting it again.");
            }

            await control.InitialiseAsync(options.Durable, ct);
            server = await control.StartAsync(options, ct);
            log($"PostgreSQL {server.Version} runs on {folder.Path}, port {server.Port}, as {user.Name}.");
            return new(folder, control, server, ownership, options, log);
        }
        catch when (ownership is not null)
        {
            await control.StopAsync(inOrder: true);
            await ownership.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the server if this process owns it, and deletes the folder if it is ephemeral. May be called more
    /// than once.</summary>
    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _inheriting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Interlocked.Exchange(ref _ownership, null) is not { } ownership)
        {
            return;
        }

        var starting = await _folder.LockStartAsync(_control.User, CancellationToken.None);
        await _control.StopAsync(inOrder: !_folder.IsEphemeral);
        await _folder.LetGoAsync(starting, ownership);
        _log($"PostgreSQL on {_folder.Path} is stopped.");
    }

    /// <summary>Waits until the owner has ended, then owns the server in its place: starts it again if the owner stopped it,
    /// on the same port, and stops it in the end.</summary>
    private async Task InheritAsync(LocalClusterOptions options)
    {
        while (true)
        {
            await Task.Delay(s_betweenLooks, _leaving.Token);
            if (_folder.TryOwn() is not { } ownership)
            {
                continue;
            }

            _ownership = ownership;
            await using var starting = await _folder.LockStartAsync(_control.User, _leaving.Token);
            var server = await RunningServer.FindAsync(_folder, _log, _leaving.Token);
            if (server is null)
            {
                server = await _control.StartAsync(options, _leaving.Token);
                _log($"Whoever started the PostgreSQL on {_folder.Path} has stopped it: started it again, port {server.Port}.");
            }
            else
            {
                _log($"Whoever started the PostgreSQL on {_folder.Path} has ended: taking it over.");
            }

            return;
        }
    }

    private static async Task<PostgresInstallation> BinariesForAsync(
        ClusterFolder folder, LocalClusterOptions options, ServerUser user, CancellationToken ct)
    {
        var major = folder.DataMajor;
        var found = PostgresBinaries.FindAll(options.Machine)
            .FirstOrDefault(candidate => major is null ? candidate.Major >= LocalClusterOptions.OldestMajor : candidate.Major == major);
        if (found is not null)
        {
            return found;
        }

        var store = await ClusterFolder.ReachableAsync(Path.GetFullPath(options.BinariesDirectory), thrownAway: false, user, ct);
        return await PostgresDownload.FetchAsync(major, store, options.DownloadRepository, ct);
    }
}
