using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using InfusionTracker.LocalPostgres;
using Npgsql;

namespace InfusionTracker.Faults.Tests;

/// <summary>
/// The real executable, in production, on a real PostgreSQL that keeps what it acknowledges: both are processes that can
/// be killed and started again, at the same ports.
/// </summary>
public sealed class Installation : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "infusion-tracker-faults", $"run-{Environment.ProcessId}-{Environment.TickCount64}");
    private readonly int _port = FreePort();
    private readonly Stack<LocalCluster> _clusters = new();
    private Process? _service;

    public DatabaseAddress Address { get; private set; } = null!;

    public Uri Url => new($"http://127.0.0.1:{_port}");

    /// <summary>A key that may do everything.</summary>
    public string Key { get; private set; } = "";

    /// <summary>The superuser's connection string to the service's database, past every policy.</summary>
    public string Superuser => new NpgsqlConnectionStringBuilder(_clusters.Peek().SuperuserConnectionString) { Database = "faults", Pooling = false }.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        await StartPostgres();
        Address = await Provision.Prepare(_clusters.Peek().SuperuserConnectionString, "faults", _ => { });
        await using var source = InfusionTracker.Api.Service.ServiceDataSource(Address.Service);
        var clinic = await AccessCommands.CreateClinic(source, Guid.Parse("0196f000-0000-7000-8000-000000000001"), "Clinic", "Etc/UTC");
        Key = await AccessCommands.CreateKey(source, clinic, ["administrator"], "faults", null);
        await StartService();
    }

    /// <summary>Starts PostgreSQL, or starts it again on the same data after it was killed.</summary>
    public async Task StartPostgres() =>
        _clusters.Push(await LocalCluster.StartAsync(new LocalClusterOptions { DataDirectory = _folder, Ephemeral = true }, CancellationToken.None));

    /// <summary>Starts the service and waits until it is ready.</summary>
    public async Task StartService()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "InfusionTracker.Api.dll"));
        start.ArgumentList.Add("serve");
        start.ArgumentList.Add("--urls");
        start.ArgumentList.Add(Url.ToString());
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["ConnectionStrings__Service"] = Address.Service;
        start.Environment["Rates__Client__PerSecond"] = "100000";
        start.Environment["Rates__Clinic__PerSecond"] = "100000";
        _service = Process.Start(start)!;
        _service.OutputDataReceived += (_, _) => { };
        _service.ErrorDataReceived += (_, _) => { };
        _service.BeginOutputReadLine();
        _service.BeginErrorReadLine();
        await Ready(TimeSpan.FromSeconds(30));
    }

    /// <summary>Waits until the service says that it is ready.</summary>
    public async Task Ready(TimeSpan within)
    {
        using var http = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(5) };
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < within; await Task.Delay(50))
        {
            try
            {
                using var answer = await http.GetAsync("/health/ready");
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Not yet.
            }
        }

        Assert.Fail($"The service was not ready within {within.TotalSeconds} s.");
    }

    /// <summary>kill -9 of the service.</summary>
    public void KillService()
    {
        _service!.Kill();
        _service.WaitForExit();
        _service.Dispose();
    }

    /// <summary>SIGTERM to the service, as a platform sends it.</summary>
    /// <returns>Its exit code, once it has ended.</returns>
    public async Task<int> TerminateService()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_service!.Id}"]);
        await _service.WaitForExitAsync();
        return _service.ExitCode;
    }

    /// <summary>kill -9 of PostgreSQL, postmaster first, and of every process it had.</summary>
    public async Task KillPostgres()
    {
        await using var connection = new NpgsqlConnection(Superuser);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select pg_read_file('postmaster.pid'), array(select pid from pg_stat_activity)", connection);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        var postmaster = int.Parse(reader.GetString(0).Split('\n')[0], System.Globalization.CultureInfo.InvariantCulture);
        foreach (var pid in reader.GetFieldValue<int[]>(1).Prepend(postmaster))
        {
            try
            {
                using var process = Process.GetProcessById(pid);
                process.Kill();
            }
            catch (ArgumentException)
            {
                // It went with its postmaster.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is { HasExited: false })
        {
            KillService();
        }

        // The first owns the folder: it goes last, stops the server and throws its data away.
        while (_clusters.TryPop(out var cluster))
        {
            await cluster.DisposeAsync();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
