using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using InfusionTracker.LocalPostgres;
using Npgsql;

namespace InfusionTracker.Faults.Tests;

/// <summary>A clinic, a key that may do everything in it, and a session of it.</summary>
public sealed record Clinic(Guid Id, string Key, string Session);

/// <summary>
/// The real executable, in production, on a real PostgreSQL that keeps what it acknowledges, with a proxy between them:
/// processes that can be killed and started again, at the same ports, and a network that can fail.
/// </summary>
public sealed class Installation : IAsyncLifetime
{
    private static int s_installations;

    private readonly string _folder = Path.Combine(
        Path.GetTempPath(), "infusion-tracker-faults", $"run-{Environment.ProcessId}-{Interlocked.Increment(ref s_installations)}");
    private readonly Uri _url = FreeUrl();
    private readonly Stack<LocalCluster> _clusters = new();
    private string _address = "";

    /// <summary>
    /// Settings of PostgreSQL beside the private cluster's own. Its log is handed on, to nowhere, so that a row can have it
    /// archived without a restart.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } =
        new Dictionary<string, string> { ["archive_mode"] = "on", ["archive_command"] = "true" };

    /// <summary>Servers that run already, as one superuser's connection string; null for a private one behind a proxy.</summary>
    public string? Given { get; init; }

    /// <summary>Where those write their logs.</summary>
    public IReadOnlyList<string> GivenLogs { get; init; } = [];

    public DatabaseAddress Address { get; private set; } = null!;

    /// <summary>The network to the private server.</summary>
    public PostgresProxy Proxy { get; private set; } = null!;

    public ServiceProcess Service { get; private set; } = null!;

    public IReadOnlyList<Clinic> Clinics { get; private set; } = [];

    /// <summary>What every process of the service wrote.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    /// <summary>Where the service exports the heads of its hash chains.</summary>
    public string HeadFile => Path.Combine(Path.GetTempPath(), $"infusion-tracker-faults-heads-{Path.GetFileName(_folder)}");

    /// <summary>What PostgreSQL wrote.</summary>
    public IReadOnlyList<string> ServerLogs => Given is null ? [Path.Combine(ServerFolder, "server.log")] : GivenLogs;

    /// <summary>The superuser's connection string to the service's database, past every policy and past the proxy.</summary>
    public string Superuser => new NpgsqlConnectionStringBuilder(Server) { Database = "faults", Pooling = false }.ConnectionString;

    /// <summary>The same, by way of the proxy.</summary>
    public string SuperuserByProxy => ByProxy(Superuser);

    public async ValueTask InitializeAsync()
    {
        if (Given is null)
        {
            await StartPostgres();
        }

        Address = await Provision.Prepare(Server, "faults", _ => { });
        _address = Address.Service;
        if (Given is null)
        {
            Proxy = new PostgresProxy(new NpgsqlConnectionStringBuilder(Address.Service).Port);
            _address = ByProxy(Address.Service);
        }

        _address = new NpgsqlConnectionStringBuilder(_address) { MaxPoolSize = 20 }.ConnectionString;
        await StartService();
        await using var source = InfusionTracker.Api.Service.ServiceDataSource(Address.Service);
        Clinics = [await Open(source, 1), await Open(source, 2)];
    }

    /// <summary>Starts PostgreSQL, or starts it again on the same data after it was killed.</summary>
    public async Task StartPostgres() => _clusters.Push(await LocalCluster.StartAsync(
        new LocalClusterOptions { DataDirectory = _folder, Ephemeral = true, Settings = Settings }, CancellationToken.None));

    /// <summary>Starts the service and waits until it is ready.</summary>
    public async Task StartService() => Service = await StartService(_url);

    /// <summary>Starts the service, and has it work by another way to the database.</summary>
    public async Task StartService(string address) => Service = await StartService(_url, address, HeadFile);

    /// <summary>What a service in production says that refuses to start on this database.</summary>
    public Task<string> Refusal(string address) => ServiceProcess.Refusal(FreeUrl(), address, HeadFile + "-refused");

    /// <summary>Starts one more instance of the service.</summary>
    public Task<ServiceProcess> StartService(Uri url) => StartService(url, _address, HeadFile);

    /// <summary>Starts one more instance of the service, on another database.</summary>
    public Task<ServiceProcess> StartService(Uri url, string address, string heads) =>
        ServiceProcess.Start(url, address, heads, Log);

    /// <summary>Folder of the private server: <c>data</c> and what belongs to it.</summary>
    public string ServerFolder => _clusters.Peek().Directory;

    /// <summary>
    /// kill -9 of PostgreSQL, postmaster first, and of every process it had, also one that it began meanwhile: that may wait
    /// for ever for a lock of one that is gone, and holds the data.
    /// </summary>
    public async Task KillPostgres()
    {
        int[] processes = [await Postmaster()];
        while (processes.Length > 0)
        {
            foreach (var pid in processes)
            {
                using var kill = Process.Start("kill", ["-KILL", pid.ToString(CultureInfo.InvariantCulture)]);
                await kill.WaitForExitAsync();
            }

            processes = [.. Directory.EnumerateDirectories("/proc").Where(WorksOnTheData).Select(p => int.Parse(Path.GetFileName(p), CultureInfo.InvariantCulture))];
        }
    }

    /// <summary>What <c>pg_ctl stop -m immediate</c> does: the server drops everything and will have to recover.</summary>
    public Task StopPostgresAtOnce() => StopPostgres("-QUIT");

    /// <summary>What <c>pg_ctl stop -m fast</c> does: sessions are ended, and everything is written out.</summary>
    public Task StopPostgresInOrder() => StopPostgres("-INT");

    private async Task StopPostgres(string signal)
    {
        var postmaster = await Postmaster();
        using var kill = Process.Start("kill", [signal, postmaster.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        while (Directory.Exists($"/proc/{postmaster}") && !(await File.ReadAllTextAsync($"/proc/{postmaster}/stat")).Contains(") Z ", StringComparison.Ordinal))
        {
            await Task.Delay(10);
        }
    }

    /// <summary>Runs a statement as the superuser.</summary>
    public async Task<object?> Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(Superuser);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Service?.Kill();
        if (Proxy is not null)
        {
            await Proxy.DisposeAsync();
        }

        // The first owns the folder: it goes last, stops the server and throws its data away.
        while (_clusters.TryPop(out var cluster))
        {
            await cluster.DisposeAsync();
        }

        File.Delete(HeadFile);
    }

    public static Uri FreeUrl()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    private string Server => Given ?? _clusters.Peek().SuperuserConnectionString;

    /// <summary>True of a process of the server: each works in the folder of its data.</summary>
    private bool WorksOnTheData(string process)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget == Path.Combine(ServerFolder, "data");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private async Task<int> Postmaster()
    {
        var file = (string)(await Execute("select pg_read_file('postmaster.pid')"))!;
        return int.Parse(file.Split('\n')[0], CultureInfo.InvariantCulture);
    }

    private async Task<Clinic> Open(NpgsqlDataSource source, int number)
    {
        var id = await AccessCommands.CreateClinic(source, Guid.Parse($"0196f000-0000-7000-8000-00000000000{number}"), $"Clinic {number}", "Etc/UTC");
        var key = await AccessCommands.CreateKey(source, id, ["administrator"], "faults", null);
        using var http = new HttpClient { BaseAddress = Service.Url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var patient = await Made(http, "/v1/patients", "{}");
        return new Clinic(id, key, await Made(
            http, "/v1/sessions", $$"""{"patientId":"{{patient}}","indication":"other","medication":"ketamine","route":"intravenous"}"""));
    }

    private static async Task<string> Made(HttpClient http, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(path, content);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.StatusCode == HttpStatusCode.Created ? (string)JsonNode.Parse(text)!["id"]! : throw new InvalidOperationException(text);
    }

    private string ByProxy(string address) => new NpgsqlConnectionStringBuilder(address)
    {
        Port = Proxy.Port,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;
}
