using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace InfusionTracker.LocalPostgres;

/// <summary>A server that accepts connections.</summary>
/// <param name="ConnectionString">The superuser's, to the database "postgres" on 127.0.0.1.</param>
/// <param name="Port">Its TCP port.</param>
/// <param name="Version">Its version, such as "15.20".</param>
internal sealed record RunningServer(string ConnectionString, int Port, string Version)
{
    public const string Superuser = "postgres";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>The server that runs on a folder's data, if one does: the process that postmaster.pid names is alive
    /// and is a PostgreSQL, and it proves, by SCRAM, to know our password. A postmaster.pid whose number now belongs to
    /// some other program is removed, since the server would take it for a living sibling.</summary>
    /// <exception cref="LocalClusterException">A server has the data but does not answer within a minute.</exception>
    public static async Task<RunningServer?> FindAsync(ClusterFolder folder, Action<string> log, CancellationToken ct)
    {
        if (!File.Exists(folder.PostmasterPid))
        {
            return null;
        }

        if (ProcessOn(folder) is not null)
        {
            // The fourth line; a server that is still starting has not written it yet, but our own note says the same.
            var lines = await File.ReadAllLinesAsync(folder.PostmasterPid, ct);
            var port = lines.Length > 3 && int.TryParse(lines[3], CultureInfo.InvariantCulture, out var written) ? written : folder.Port;
            if (await ConnectAsync(folder, port ?? 0, ct) is { } running)
            {
                return running;
            }
        }

        if (File.Exists(folder.PostmasterPid))
        {
            File.Delete(folder.PostmasterPid);
            log($"The last run in {folder.Path} was killed: its data is being recovered.");
        }

        return null;
    }

    /// <summary>Connects, and waits for up to a minute for a server that is just starting or recovering; null when its
    /// process ends meanwhile.</summary>
    public static async Task<RunningServer?> ConnectAsync(ClusterFolder folder, int port, CancellationToken ct)
    {
        var connectionString = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = Superuser,
            Password = folder.ReadPassword(),
            Database = "postgres",
            SslMode = SslMode.Disable, // loopback only, and the server has no certificate
        }.ConnectionString;
        var probe = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = 5 }.ConnectionString;
        var waited = Stopwatch.StartNew();
        while (true)
        {
            await using var connection = new NpgsqlConnection(probe);
            try
            {
                await connection.OpenAsync(ct);
                return new(connectionString, port, connection.ServerVersion.Split(' ')[0]); // Debian adds its own after it
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidPassword)
            {
                throw new LocalClusterException($"The server on port {port} does not take the password in {folder.PasswordFile}: it is not the server of that folder, or its password was changed.", e);
            }
            catch (NpgsqlException) when (ProcessOn(folder) is null)
            {
                return null;
            }
            catch (NpgsqlException e) when (waited.Elapsed > s_patience)
            {
                throw new LocalClusterException($"The PostgreSQL on the data in {folder.Path}, port {port}, has not answered for a minute: {e.Message} See {folder.ServerLog}.", e);
            }
            catch (NpgsqlException)
            {
                await Task.Delay(100, ct);
            }
        }
    }

    /// <summary>The id of the server process that runs on a folder's data; null when none does.</summary>
    public static int? ProcessOn(ClusterFolder folder) =>
        File.Exists(folder.PostmasterPid)
        && int.TryParse(File.ReadLines(folder.PostmasterPid).FirstOrDefault(), CultureInfo.InvariantCulture, out var pid)
        && IsServerOf(folder, pid)
            ? pid
            : null;

    private static bool IsServerOf(ClusterFolder folder, int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            if (!process.ProcessName.StartsWith("postgres", StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false; // no such process, or it ended while we looked
        }

        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        // A server's working folder is its data folder. A killed one that nobody has reaped yet, and one of another
        // cluster that was given the same number since, have none or another. Process id, folder and start are compared.
        try
        {
            return File.ReadLines($"/proc/{pid}/cwd/postmaster.pid").Take(3)
                .SequenceEqual(File.ReadLines(folder.PostmasterPid).Take(3));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
