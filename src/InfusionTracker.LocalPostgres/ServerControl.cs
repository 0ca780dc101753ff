using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace InfusionTracker.LocalPostgres;

/// <summary>Makes, starts and stops the server on one folder, with one set of binaries, as one user.</summary>
internal sealed partial class ServerControl(ClusterFolder folder, PostgresInstallation binaries, ServerUser user, Action<string> log)
{
    private const int Attempts = 20;
    private const long LongestLog = 10_000_000;
    private static readonly TimeSpan s_lastMoment = TimeSpan.FromSeconds(10);
    private static readonly string[] s_ownSettings = ["port", "listen_addresses", "unix_socket_directories"];

    /// <summary>Who the server runs as.</summary>
    public ServerUser User => user;

    /// <summary>Makes the data folder anew if there is none. It grows under another name and is renamed when it is
    /// whole, so that a start that was killed half-way leaves nothing that could be taken for data.</summary>
    public async Task InitialiseAsync(bool durable, CancellationToken ct)
    {
        if (folder.DataMajor is not null)
        {
            return;
        }

        if (Directory.Exists(folder.Data))
        {
            throw new LocalClusterException($"{folder.Data} is not a PostgreSQL data folder: move it away to begin anew.");
        }

        if (Directory.Exists(folder.DataInTheMaking))
        {
            log($"The data in {folder.Path} was never finished: making it anew.");
            await ClusterFolder.PatientlyAsync(() => Directory.Delete(folder.DataInTheMaking, recursive: true));
        }

        await folder.MakePasswordAsync(user, ct);
        Directory.CreateDirectory(folder.DataInTheMaking);
        await user.TakeAsync(folder.DataInTheMaking, ct);
        string[] arguments =
        [
            // The C locale sorts alike on every system; a library upgrade cannot reorder an index.
            "-D", Path.GetFileName(folder.DataInTheMaking), "--username", RunningServer.Superuser, "--pwfile", folder.PasswordFile,
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--data-checksums",
            .. durable ? Array.Empty<string>() : ["--no-sync"],
        ];
        var made = await user.RunAsync(binaries.Program("initdb"), arguments, folder.Path, capture: true, ct);
        if (!made.Succeeded)
        {
            throw new LocalClusterException($"initdb could not make {folder.Data}:{Environment.NewLine}{made.Output.Trim()}");
        }

        await File.AppendAllTextAsync(Path.Combine(folder.DataInTheMaking, "postgresql.conf"), "include '../server.conf'\n", ct);
        await ClusterFolder.PatientlyAsync(() => Directory.Move(folder.DataInTheMaking, folder.Data));
    }

    /// <summary>Starts the server on the last run's port if that is free and on another if not, and waits until it
    /// accepts connections.</summary>
    /// <exception cref="LocalClusterException">It does not start; the message ends with the server's own last lines.</exception>
    public async Task<RunningServer> StartAsync(LocalClusterOptions options, CancellationToken ct)
    {
        await PrepareLogAsync(ct);
        var begin = new FileInfo(folder.ServerLog).Length;
        var port = folder.Port ?? FreePort();
        for (var attempt = 1; ; attempt++)
        {
            port = IsFree(port) ? port : FreePort();
            await WriteSettingsAsync(port, options, ct);
            folder.RememberPort(port);
            // pg_ctl gives the server a session of its own, so that Ctrl+C at the terminal reaches only us. The paths
            // are relative because pg_ctl hands them to a shell.
            var started = await user.RunAsync(
                binaries.Program("pg_ctl"), ["-s", "-w", "-t", "120", "-D", "data", "-l", "server.log", "start"],
                folder.Path, capture: !OperatingSystem.IsWindows(), ct);
            if (started.Succeeded && await RunningServer.ConnectAsync(folder, port, ct) is { } running)
            {
                return running;
            }

            var said = ReadLog(begin);
            if (attempt < Attempts && !IsFree(port))
            {
                log($"Port {port} was taken in the meantime: trying another.");
            }
            else if (attempt < Attempts && said.Contains("pre-existing shared memory block", StringComparison.Ordinal))
            {
                await Task.Delay(250, ct); // the children of a killed server take a moment to notice
            }
            else
            {
                var last = string.Join(Environment.NewLine, said.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(20));
                throw new LocalClusterException(
                    $"PostgreSQL {binaries.Version} did not start on {folder.Data}. {started.Output.Trim()} The last lines of {folder.ServerLog}:{Environment.NewLine}{last}");
            }

            begin = new FileInfo(folder.ServerLog).Length;
        }
    }

    /// <summary>Stops the server: sessions are ended and everything is written out. Where that takes more than half a
    /// minute it is stopped at once, and recovers at the next start.</summary>
    /// <param name="inOrder">False to stop at once: the data is about to be deleted.</param>
    public async Task StopAsync(bool inOrder)
    {
        if (RunningServer.ProcessOn(folder) is not { } pid)
        {
            return; // pg_ctl would signal whatever process has the number now
        }

        string[] modes = inOrder ? ["fast", "immediate"] : ["immediate"];
        foreach (var mode in modes)
        {
            var stopped = await user.RunAsync(
                binaries.Program("pg_ctl"), ["-s", "-w", "-t", "30", "-D", "data", "-m", mode, "stop"],
                folder.Path, capture: true, CancellationToken.None);
            if (stopped.Succeeded || RunningServer.ProcessOn(folder) is null)
            {
                await EndedAsync(pid);
                return;
            }

            log($"pg_ctl stop -m {mode} on {folder.Data} failed: {stopped.Output.Trim()}");
        }
    }

    /// <summary>pg_ctl returns when the server has removed its pid file, a moment before the process ends.</summary>
    private static async Task EndedAsync(int pid)
    {
        for (var waited = Stopwatch.StartNew(); Runs(pid) && waited.Elapsed < s_lastMoment;)
        {
            await Task.Delay(10);
        }
    }

    private static bool Runs(int pid)
    {
        try
        {
            // On Linux a process that ended keeps its number until its parent has heard of it.
            return OperatingSystem.IsLinux()
                ? File.ReadAllText($"/proc/{pid}/stat").Split(')')[^1].TrimStart() is not ['Z' or 'X', ..]
                : !Process.GetProcessById(pid).HasExited;
        }
        catch (Exception e) when (e is IOException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private async Task WriteSettingsAsync(int port, LocalClusterOptions options, CancellationToken ct)
    {
        // The parameters of statements, and the details of errors, hold what is known of patients: not for a log file.
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["cluster_name"] = "infusion-tracker",
            ["max_connections"] = "100",
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            ["log_error_verbosity"] = "terse",
            ["log_parameter_max_length"] = "0",
            ["log_parameter_max_length_on_error"] = "0",
        };
        if (!options.Durable)
        {
            settings["fsync"] = settings["full_page_writes"] = settings["synchronous_commit"] = "off";
        }

        foreach (var (name, value) in options.Settings)
        {
            if (!SettingName().IsMatch(name) || value.AsSpan().ContainsAny('\r', '\n') || s_ownSettings.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw new LocalClusterException($"\"{name}\" cannot be set on a private cluster.");
            }

            settings[name] = value;
        }

        settings["listen_addresses"] = "127.0.0.1";
        settings["unix_socket_directories"] = "";
        settings["port"] = $"{port}";
        await File.WriteAllLinesAsync(folder.Settings, settings.Select(setting => $"{setting.Key} = '{Quoted(setting.Value)}'"), ct);
        await user.TakeAsync(folder.Settings, ct);
    }

    private async Task PrepareLogAsync(CancellationToken ct)
    {
        if (File.Exists(folder.ServerLog) && new FileInfo(folder.ServerLog).Length > LongestLog)
        {
            File.Move(folder.ServerLog, folder.ServerLog + ".old", overwrite: true);
        }

        await File.AppendAllTextAsync(folder.ServerLog, "", ct);
        await user.TakeAsync(folder.ServerLog, ct);
    }

    private string ReadLog(long from)
    {
        using var file = new FileStream(folder.ServerLog, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = from;
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }

    private static string Quoted(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_.]*$")]
    private static partial Regex SettingName();
}
