using System.Globalization;
using InfusionTracker.Benchmarks.Cluster;
using InfusionTracker.Benchmarks.LoadGenerator;
using InfusionTracker.Benchmarks.Loading;
using InfusionTracker.Benchmarks.Report;

namespace InfusionTracker.Benchmarks.Rows;

/// <summary>How often and how long each is measured.</summary>
/// <param name="Rounds">Rounds of each, in alternation.</param>
/// <param name="Seconds">Seconds of a round.</param>
/// <param name="LatencySeconds">Seconds at constant arrival.</param>
/// <param name="WarmUpSeconds">The longest that one executable is warmed up with a row.</param>
public sealed record Pace(int Rounds, double Seconds, double LatencySeconds, double WarmUpSeconds)
{
    public static Pace Full { get; } = new(7, 10, 20, 60);

    public static Pace Quick { get; } = new(3, 3, 4, 30);
}

/// <summary>What the rows are measured on: the server, what is loaded, and the service that runs.</summary>
public sealed class Bench(
    BenchmarkCluster cluster, Executable service, Func<Task<Executable>> startAnother, Pace pace, LoadedClinic records, LoadedClinic writes, LoadedClinic cohort)
{
    /// <summary>Seconds of a stretch of warming up.</summary>
    private const double Stretch = 2;

    /// <summary>The part of its CPU that a warm process spends on compiling at most; one that is not spends a quarter to a half.</summary>
    private const double Warm = 0.1;

    private static int s_runs;

    public BenchmarkCluster Cluster => cluster;

    public Executable Service => service;

    public Pace Pace => pace;

    /// <summary>Sessions with 100 observations and 8 scores each, which nobody changes.</summary>
    public LoadedClinic Records => records;

    /// <summary>Sessions that are written to.</summary>
    public LoadedClinic Writes => writes;

    /// <summary>Patients with one session and 10 scores each.</summary>
    public LoadedClinic Cohort => cohort;

    /// <summary>The EF Core peers; null where they are not asked for.</summary>
    public Executable? Peer { get; init; }

    /// <summary>The same with the triggers of its connections off.</summary>
    public Executable? UntriggeredPeer { get; init; }

    /// <summary>The most memory that the service had in any row so far, MiB.</summary>
    public double MostMemory { get; private set; }

    /// <summary>What the exports so far added to the service's memory at most, MiB; null where none was measured.</summary>
    public double? ExportGrowth { get; set; }

    /// <summary>Starts one more instance of the service.</summary>
    public Task<Executable> StartAnother() => startAnother();

    /// <summary>Number of a run, for ids that no other run makes.</summary>
    public static int NextRun() => Interlocked.Increment(ref s_runs);

    /// <summary>Runs the generator against an executable, and tells what every process cost meanwhile.</summary>
    public async Task<(LoadResult Result, Cost Cost)> Load(Executable executable, LoadOrder order)
    {
        using var standstill = executable == service ? null : service.StandStill();
        var (serviceCpu, postgresCpu) = (0.0, 0.0);
        var result = await LoadProcess.Run(order with { Port = executable.Port, Run = NextRun() }, () =>
            (serviceCpu, postgresCpu) = (Meter.Cpu(executable.Id), Meter.CpuOfFamily(cluster.Postmaster)));
        var memory = Meter.HighWater(executable.Id);
        MostMemory = executable == service ? Math.Max(MostMemory, memory) : MostMemory;
        return (result, new Cost(
            result.Seconds,
            result.Requests,
            Meter.Cpu(executable.Id) - serviceCpu,
            Meter.CpuOfFamily(cluster.Postmaster) - postgresCpu,
            result.Cpu)
        {
            ServiceMemory = memory,
            PostgresMemory = Meter.MemoryOfFamily(cluster.Postmaster),
            GeneratorMemory = result.Memory,
        });
    }

    /// <summary>
    /// Has what runs often compiled for good: the service, or its peer, is asked in short stretches until in two in a row it has
    /// compiled little.
    /// </summary>
    public async Task WarmUp(Executable executable, LoadOrder order)
    {
        var warm = 0;
        for (var seconds = 0.0; seconds < pace.WarmUpSeconds && warm < 2; seconds += Stretch)
        {
            var before = Meter.CpuOfCompiler(executable.Id);
            var (_, cost) = await Load(executable, order with { Seconds = Stretch });
            warm = Meter.CpuOfCompiler(executable.Id) - before < Warm * cost.Service ? warm + 1 : 0;
        }
    }

    /// <summary>Runs the limit while the service stands still, and tells what PostgreSQL cost meanwhile.</summary>
    /// <param name="run">Gives how many works a second it did.</param>
    /// <param name="seconds">How long it runs.</param>
    public async Task<(double Rate, Cost Cost)> Limit(Func<Task<double>> run, double seconds)
    {
        using var standstill = service.StandStill();
        var family = Meter.FamilyOf(cluster.Postmaster);
        var before = Meter.CpuOfFamily(cluster.Postmaster);
        var rate = await run();
        await Meter.OnlyTheseAreLeft(cluster.Postmaster, family);
        return (rate, new Cost(seconds, rate * seconds, 0, Meter.CpuOfFamily(cluster.Postmaster) - before, 0));
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }

    /// <summary>The cost of the round whose rate is in the middle.</summary>
    public static Cost MedianCost(IReadOnlyCollection<Cost> costs) => costs.OrderBy(cost => cost.Works / cost.Seconds).ElementAt(costs.Count / 2);

    public static void Say(string line) => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeSpan.FromMilliseconds(Environment.TickCount64 - Begun):hh\\:mm\\:ss}  {line}"));

    private static readonly long Begun = Environment.TickCount64;
}
