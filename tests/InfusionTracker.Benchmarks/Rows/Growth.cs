using InfusionTracker.Benchmarks.LoadGenerator;
using InfusionTracker.Benchmarks.Loading;
using InfusionTracker.Benchmarks.Report;

namespace InfusionTracker.Benchmarks.Rows;

/// <summary>
/// The p50 of every row of single records at few and at many observations of one clinic, at the same constant arrival. As many
/// sessions are asked for at either size, spread evenly over all that are loaded, and each has been asked for before: what grows is
/// the tables and their indexes, not what the disk has to be asked for.
/// </summary>
public static class Growth
{
    public const int Few = 500_000;

    private const int SessionsAsked = Few / Contents.ObservationsPerSession;

    /// <param name="bench">What it is measured on: one clinic, for reads and writes, with <see cref="Few"/> observations.</param>
    /// <param name="loadMore">Loads the rest.</param>
    public static async Task<List<Figure>> Measure(Bench bench, Func<Task> loadMore)
    {
        var rows = SingleRecordRows.Of(bench.Records, bench.Records);
        var (few, rates) = (new Dictionary<string, LoadResult>(), new Dictionary<string, double>());
        foreach (var row in rows)
        {
            var (most, _) = await bench.Load(bench.Service, row.Order with { Seconds = bench.Pace.Seconds, WarmUp = bench.Pace.Seconds });
            rates[row.Name] = most.Rate / 3;
            few[row.Name] = await Latency(bench, row, rates[row.Name]);
            Bench.Say($"{row.Name}: p50 {few[row.Name].P50:0.00} ms at {rates[row.Name]:0}/s");
        }

        await loadMore();
        var figures = new List<Figure>();
        foreach (var row in rows)
        {
            var many = await Latency(bench, row, rates[row.Name]);
            Bench.Say($"{row.Name}: p50 {many.P50:0.00} ms at {rates[row.Name]:0}/s");
            figures.Add(Target.Growth(row.Name).Met(many.P50 / few[row.Name].P50) with { Latency = many, Rounds = [(many.P50, few[row.Name].P50)] });
        }

        return figures;
    }

    private static async Task<LoadResult> Latency(Bench bench, SingleRecordRow row, double rate)
    {
        var order = row.Order with { Numbers = SessionsAsked, Stride = bench.Records.Sessions / SessionsAsked };
        await bench.Cluster.Settle();
        await bench.Load(bench.Service, order with { Seconds = 2 * bench.Pace.Seconds });
        await bench.Cluster.Settle();
        return (await bench.Load(bench.Service, order with { Rate = rate, Seconds = bench.Pace.LatencySeconds, WarmUp = 1 })).Result;
    }
}
