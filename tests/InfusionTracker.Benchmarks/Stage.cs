using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using InfusionTracker.Benchmarks.Cluster;
using InfusionTracker.Benchmarks.Loading;
using InfusionTracker.Benchmarks.Rows;

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

    /// <summary>Settings of the service beside its defaults: rates that a clinic would not reach, and a file for the heads of its chains.</summary>
    public static Dictionary<string, string> ServiceSettings(string connectionString, string heads) => new()
    {
        ["ConnectionStrings__Service"] = connectionString,
        ["Audit__HeadFile"] = heads,
        ["Rates__Client__PerSecond"] = "1000000",
        ["Rates__Clinic__PerSecond"] = "1000000",
        ["Rates__Address__PerSecond"] = "1000000",
    };

    public static async Task<Stage> Set(Pace pace, string[] only, CancellationToken cancellation)
    {
        var folder = Path.Combine(Path.GetTempPath(), "infusion-tracker-benchmarks", string.Create(CultureInfo.InvariantCulture, $"run-{Environment.ProcessId}"));
        Bench.Say("PostgreSQL");
        var stage = new Stage(folder + "-files", await BenchmarkCluster.Start(folder, cancellation), only);
        try
        {
            await stage.Load(pace);
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }

        return stage;
    }

    /// <summary>Whether a row, or one that begins with its name, is to be measured.</summary>
    public bool IsAsked(string row) => _only.Length == 0 || _only.Any(name => name == row || name.StartsWith(row + "-", StringComparison.Ordinal));

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

    private async Task Load(Pace pace)
    {
        var loader = new Loader(_cluster);
        var (records, writes, cohort) = (await loader.Open(1), await loader.Open(2), await loader.Open(3));
        var watch = Stopwatch.StartNew();
        Bench.Say("loads 1,000,000 observations and 80,000 scores of 10,000 sessions, and 1,000,000 scores of a cohort");
        await Task.WhenAll(
            Task.Run(() => loader.Sessions(records, 10_000, Contents.ObservationsPerSession, scores: true)),
            Task.Run(async () =>
            {
                await loader.Sessions(writes, 1000, 0, scores: false);
                await loader.Cohort(cohort, IsAsked("cohort-onset") || IsAsked("cohort-time-to-event") ? 100_000 : 1000);
            }));
        await _cluster.Execute("vacuum analyze");
        Bench.Say($"loaded in {watch.Elapsed.TotalSeconds:0} s");
        Bench.Say("publishes the service");
        var file = await Executable.Publish("src/InfusionTracker.Api", Path.Combine(_folder, "service"));
        var path = $"/v1/sessions/{records.IdOf(Kind.Session, 0)}/series";
        Task<Executable> Start(string heads) =>
            Executable.Start(file, ServiceSettings(_cluster.Address.Service, Path.Combine(_folder, heads)), path, records.Key);
        var service = await Start("heads");
        _running.Push(service);
        await LoadedLikeWritten.Check(_cluster, service, records);
        Bench.Say("what was loaded is as the service writes it");
        Bench = new Bench(_cluster, service, () => Start("other-heads"), pace, records, writes, cohort);
        Circumstances.Add(string.Create(CultureInfo.InvariantCulture, $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, PostgreSQL {_cluster.Version}; {pace.Rounds} rounds of {pace.Seconds} s each in alternation, medians; latencies at constant arrival of half the rate, counted from when a request was due; 32 connections."));
        Circumstances.Add($"PostgreSQL: fsync, full_page_writes and synchronous_commit on; {string.Join(", ", BenchmarkCluster.Settings.Select(s => $"{s.Key} = {s.Value}"))}.");
    }
}
