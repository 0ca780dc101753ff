using System.Diagnostics;
using System.Text.RegularExpressions;
using InfusionTracker.Api.Platform;
using InfusionTracker.Benchmarks.Cluster;
using InfusionTracker.Benchmarks.LoadGenerator;
using InfusionTracker.Benchmarks.Loading;
using InfusionTracker.Benchmarks.Report;

namespace InfusionTracker.Benchmarks.Rows;

/// <summary>Every observation of a clinic, streamed in one format, in turns with <c>\copy</c> of the same select.</summary>
public static partial class ExportRow
{
    /// <param name="bench">What it is measured on.</param>
    /// <param name="format"><c>ndjson</c> or <c>csv</c>.</param>
    public static async Task<List<Figure>> Measure(Bench bench, string format)
    {
        var rows = (long)bench.Records.Sessions * Contents.ObservationsPerSession;
        var select = Space().Replace(SqlFile.Load("Exports/StreamObservations.sql").Part("rows", "sort=creation")[0].Text, " ");
        string[] copy =
        [
            "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", "begin isolation level repeatable read", "-c", $"set local app.clinic_id = '{bench.Records.Id:D}'",
            "-c", "set local statement_timeout = 0", "-c", $@"\copy ({select}) to '{(OperatingSystem.IsWindows() ? "NUL" : "/dev/null")}' csv header", "-c", "commit", "-d",
        ];
        var order = new LoadOrder
        {
            Port = 0,
            Expect = 200,
            Connections = 1,
            Requests = 1,
            Request = RequestTemplate.Http("GET", $"/v1/exports/observations.{format}", bench.Records.Key),
        };
        var (limits, services, growths) = (new List<(double Rate, Cost Cost)>(), new List<(double Rate, Cost Cost)>(), new List<double>());
        await bench.Cluster.Settle();
        await bench.Load(bench.Service, order);
        for (var round = 0; round < bench.Pace.Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            var (_, limitCost) = await bench.Limit(async () => (await bench.Cluster.Run("psql", copy)).Length, 1);
            limits.Add((rows / watch.Elapsed.TotalSeconds, limitCost with { Seconds = watch.Elapsed.TotalSeconds, Works = rows }));
            Meter.ForgetHighWater(bench.Service.Id);
            var before = Meter.HighWater(bench.Service.Id);
            var (result, cost) = await bench.Load(bench.Service, order);
            growths.Add(Meter.HighWater(bench.Service.Id) - before);
            if (result.Lines < rows)
            {
                throw new BenchmarkException($"The export had {result.Lines} lines for {rows} observations.");
            }

            services.Add((rows / result.Seconds, cost with { Works = rows }));
        }

        bench.ExportGrowth = Math.Max(bench.ExportGrowth ?? 0, growths.Max());
        return
        [
            Target.Of($"export-{format}").Met(Bench.Median(services.Select(s => s.Rate)), Bench.Median(limits.Select(l => l.Rate))) with
            {
                Cost = Bench.MedianCost([.. services.Select(s => s.Cost)]),
                LimitCost = Bench.MedianCost([.. limits.Select(l => l.Cost)]),
                Rounds = [.. services.Zip(limits, (s, l) => (s.Rate, l.Rate))],
            },
        ];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
