using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using InfusionTracker.Benchmarks.Cluster;
using InfusionTracker.Benchmarks.Loading;
using InfusionTracker.Benchmarks.Rows;
using Npgsql;

namespace InfusionTracker.Benchmarks;

/// <summary>Everything that is needed to measure: the server with its data, the published service, started.</summary>
public sealed class Stage : IAsyncDisposable
{
    private readonly string _folder;
    private readonly BenchmarkCluster _cluster;
    private readonly string[] _only;
    private readonly Stack<IAsyncDisposable> _running = new();

    private Stage(string folder, BenchmarkCluster cluster, string[] only) => (_folder, _cluster, _only) = (folder, cluster, only);

    public Bench Bench { get; private set; } = null!;

    /// <summary>On what, and how, it is measured.</summary>
    public List<string> Circumstances { get; } = [];

    /// <summary>
    /// Settings of the service beside its defaults: rates that a clinic would not reach, a file for the heads of its chains, and no
    /// wait before its end for a load balancer that is not there.
    /// </summary>
    public static Dictionary<string, string> ServiceSettings(string connectionString, string heads) => new()
    {
        ["ConnectionStrings__Service"] = connectionString,
        ["Audit__HeadFile"] = heads,
        ["Drain__Seconds"] = "0",
        ["Rates__Client__PerSecond"] = "1000000",
        ["Rates__Clinic__PerSecond"] = "1000000",
        ["Rates__Address__PerSecond"] = "1000000",
    };

    /// <param name="pace">How often and how long each is measured.</param>
    /// <param name="only">Names of rows; none for all.</param>
    /// <param name="sessions">How many sessions with 100 observations each are loaded at first.</param>
    /// <param name="cancellation">Ends the start of PostgreSQL.</param>
    public static async Task<Stage> Set(Pace pace, string[] only, int sessions, CancellationToken cancellation)
    {
        var folder = Path.Combine(Path.GetTempPath(), "infusion-tracker-benchmarks", string.Create(CultureInfo.InvariantCulture, $"run-{Environment.ProcessId}"));
        Bench.Say("PostgreSQL");
        var stage = new Stage(folder + "-files", await BenchmarkCluster.Start(folder, cancellation), only);
        try
        {
            await stage.Load(pace, sessions);
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }

        return stage;
    }

    /// <summary>Loads more sessions with 100 observations each.</summary>
    /// <param name="sessions">How many.</param>
    /// <param name="changes">Whether they, and what is recorded in them, have change records.</param>
    public async Task LoadMore(int sessions, bool changes)
    {
        var watch = Stopwatch.StartNew();
        Bench.Say(string.Create(CultureInfo.InvariantCulture, $"loads {(long)sessions * Contents.ObservationsPerSession:#,0} observations more"));
        Bench.Records.HasChanges = changes;
        const int Step = 20_000;
        for (var left = sessions; left > 0; left -= Step)
        {
            await new Loader(_cluster).Sessions(Bench.Records, Math.Min(Step, left), Contents.ObservationsPerSession, scores: true);
            Bench.Say(string.Create(CultureInfo.InvariantCulture, $"  {Bench.Records.Sessions:#,0} sessions, {watch.Elapsed.TotalMinutes:0.0} minutes"));
        }

        await _cluster.Execute("vacuum analyze");
        Bench.Say(string.Create(CultureInfo.InvariantCulture, $"loaded in {watch.Elapsed.TotalMinutes:0.0} minutes"));
    }

    /// <summary>Whether a row is to be measured: its name was given, how it begins (<c>export</c>), or it against the peer.</summary>
    public bool IsAsked(string row) => _only.Length == 0 || _only.Any(name =>
        name == row || name.StartsWith(row + "-", StringComparison.Ordinal) || row.StartsWith(name + "-", StringComparison.Ordinal));

    /// <summary>Whether anything is to be measured against the peer.</summary>
    private bool IsPeerAsked => _only.Length == 0 || _only.Any(name => name.Contains("-peer", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        while (_running.TryPop(out var running))
        {
            await running.DisposeAsync();
        }

        await _cluster.DisposeAsync();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task Load(Pace pace, int sessions)
    {
        var loader = new Loader(_cluster);
        var (records, writes, cohort) = (await loader.Open(1), await loader.Open(2), await loader.Open(3));
        cohort.HasChanges = false;
        var patients = IsAsked("cohort-onset") || IsAsked("cohort-time-to-event") ? 100_000 : 1000;
        var watch = Stopwatch.StartNew();
        Bench.Say(string.Create(CultureInfo.InvariantCulture, $"loads {sessions * Contents.ObservationsPerSession:#,0} observations of {sessions:#,0} sessions, and {patients * 10:#,0} scores of a cohort"));
        var publishing = Publish();
        await Task.WhenAll(
            publishing,
            Task.Run(() => loader.Sessions(records, sessions, Contents.ObservationsPerSession, scores: true)),
            Task.Run(async () =>
            {
                await loader.Sessions(writes, 1000, 0, scores: false);
                await loader.Cohort(cohort, patients);
            }));
        await _cluster.Execute("vacuum analyze");
        Bench.Say($"loaded and published in {watch.Elapsed.TotalSeconds:0} s");
        var (file, peerFile) = await publishing;
        var path = $"/v1/sessions/{records.IdOf(Kind.Session, 0)}/series";
        Task<Executable> Start(string heads) =>
            Executable.Start(file, ServiceSettings(_cluster.Address.Service, Path.Combine(_folder, heads)), path, records.Key);
        var service = await Start("heads");
        _running.Push(service);
        await LoadedLikeWritten.Check(_cluster, service, records);
        Bench.Say("what was loaded is as the service writes it");
        var (peer, untriggered) = peerFile is null ? (null, null) : await StartPeers(peerFile, records);
        Bench = new Bench(_cluster, service, () => Start("other-heads"), pace, records, writes, cohort) { Peer = peer, UntriggeredPeer = untriggered };
        Circumstances.Add(string.Create(CultureInfo.InvariantCulture, $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, PostgreSQL {_cluster.Version}; {pace.Rounds} rounds of {pace.Seconds} s each in alternation, medians; latencies at constant arrival of half the rate, counted from when a request was due; 32 connections."));
        Circumstances.Add($"PostgreSQL: fsync, full_page_writes and synchronous_commit on; {string.Join(", ", BenchmarkCluster.Settings.Select(s => $"{s.Key} = {s.Value}"))}.");
    }

    /// <summary>Publishes the service, and its peer where that is asked for.</summary>
    /// <returns>Their executable files.</returns>
    private async Task<(string Service, string? Peer)> Publish()
    {
        var service = await Executable.Publish("src/InfusionTracker.Api", Path.Combine(_folder, "service"));
        return (service, IsPeerAsked
            ? await Executable.Publish("tests/InfusionTracker.Benchmarks/Peer", Path.Combine(_folder, "peer"), "InfusionTracker.Benchmarks.Peer")
            : null);
    }

    /// <summary>The peer connects as the superuser, past row-level security; one with the tables' triggers, one without.</summary>
    private async Task<(Executable Triggered, Executable Untriggered)> StartPeers(string file, LoadedClinic clinic)
    {
        var address = new NpgsqlConnectionStringBuilder(_cluster.Superuser) { CommandTimeout = 30 };
        Task<Executable> Start(string connectionString) => Executable.Start(
            file,
            new Dictionary<string, string> { ["ConnectionStrings__Peer"] = connectionString },
            $"/v1/sessions/{clinic.IdOf(Kind.Session, 0)}/series",
            clinic.Key,
            ("X-Clinic", clinic.Id.ToString()));
        var triggered = await Start(address.ConnectionString);
        _running.Push(triggered);
        address.Options = "-c session_replication_role=replica";
        var untriggered = await Start(address.ConnectionString);
        _running.Push(untriggered);
        return (triggered, untriggered);
    }
}
