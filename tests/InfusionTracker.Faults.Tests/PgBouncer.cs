using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Npgsql;

namespace InfusionTracker.Faults.Tests;

/// <summary>Debian's pgbouncer between the service and the private server, by the configuration that src/README.md gives.</summary>
public sealed class PgBouncer : IAsyncDisposable
{
    private static readonly string[] s_places = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("infusion-tracker-pgbouncer-");
    private readonly string _server;
    private readonly int _port = Installation.FreeUrl().Port;
    private Process _process = null!;

    private PgBouncer(string server) => _server = server;

    /// <summary>Connection string of the service's role by way of the pooler.</summary>
    public string Address => new NpgsqlConnectionStringBuilder(_server)
    {
        Port = _port,
        MaxPoolSize = 20,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    private string Configuration => Path.Combine(_folder.FullName, "pgbouncer.ini");

    /// <summary>Starts it.</summary>
    /// <param name="server">Connection string of the service's role to the server itself.</param>
    /// <param name="mode">What it pools by: <c>session</c> or <c>transaction</c>.</param>
    /// <exception cref="MissingProgramException">It is not installed.</exception>
    public static async Task<PgBouncer> Start(string server, string mode)
    {
        var pooler = new PgBouncer(server);
        await pooler.Begin(mode);
        return pooler;
    }

    /// <summary>Pools otherwise from now on, under the connections that there are.</summary>
    public async Task Become(string mode)
    {
        await Configure(mode);
        using var reload = Process.Start("kill", ["-HUP", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await reload.WaitForExitAsync();
    }

    /// <summary>Ends it and begins anew, so that no session lives on with what a role had before.</summary>
    public async Task Restart(string mode)
    {
        await End();
        await Begin(mode);
    }

    public async ValueTask DisposeAsync()
    {
        await End();
        _folder.Delete(recursive: true);
    }

    private async Task Begin(string mode)
    {
        var program = Array.Find(s_places, File.Exists)
            ?? throw new MissingProgramException("There is no pgbouncer here: install Debian's package of that name.");
        await Configure(mode);

        // It does not run as root, becomes the user of PostgreSQL's packages by itself, and has to reach its configuration as that.
        string[] user = Environment.IsPrivilegedProcess ? ["-u", "postgres"] : [];
        using (var open = Process.Start("chmod", ["711", _folder.FullName]))
        {
            await open.WaitForExitAsync();
        }

        _process = Process.Start(new ProcessStartInfo(program, ["-q", .. user, Configuration]) { RedirectStandardError = true })!;
        _process.BeginErrorReadLine();
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(20))
        {
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync("127.0.0.1", _port);
                return;
            }
            catch (SocketException) when (waited.Elapsed < TimeSpan.FromSeconds(20) && !_process.HasExited)
            {
                // Not yet.
            }
        }
    }

    private async Task End()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private Task Configure(string mode)
    {
        var server = new NpgsqlConnectionStringBuilder(_server);
        return File.WriteAllLinesAsync(Configuration,
        [
            "[databases]",
            $"{server.Database} = host={server.Host} port={server.Port} dbname={server.Database} user={server.Username} password={server.Password}",
            "[pgbouncer]",
            "listen_addr = 127.0.0.1",
            $"listen_port = {_port}",
            "unix_socket_dir =",
            "auth_type = any",
            $"pool_mode = {mode}",
            "default_pool_size = 40",
            "server_login_retry = 1",
            "ignore_startup_parameters = options",
        ]);
    }
}
