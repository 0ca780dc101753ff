using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using InfusionTracker.Benchmarks.Cluster;
using InfusionTracker.Benchmarks.LoadGenerator;
using InfusionTracker.Benchmarks.Loading;
using InfusionTracker.Benchmarks.Report;

namespace InfusionTracker.Benchmarks.Rows;

/// <summary>Figures over all scores of the cohort, in turns with SQL alone that comes to the same figures.</summary>
public static class CohortRow
{
    public static Task<List<Figure>> Onset(Bench bench) =>
        Measure(bench, "cohort-onset", $"/v1/cohorts/onset?instrument={Contents.CohortInstrument}", "onset", OnsetDiffers);

    public static Task<List<Figure>> TimeToEvent(Bench bench) =>
        Measure(bench, "cohort-time-to-event", $"/v1/cohorts/time-to-event?instrument={Contents.CohortInstrument}&event=response", "time-to-event", TimesDiffer);

    private static async Task<List<Figure>> Measure(Bench bench, string name, string path, string part, Func<JsonNode, List<string[]>, string?> differs)
    {
        string[] alone =
        [
            "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", "begin isolation level repeatable read", "-c", $"set local app.clinic_id = '{bench.Cohort.Id:D}'",
            "-c", "set local statement_timeout = 0", "-c", SqlText.Part("Rows/CohortRow.sql", part), "-c", "commit", "-d",
        ];
        var answer = Path.GetTempFileName();
        try
        {
            var order = new LoadOrder { Port = 0, Expect = 200, Connections = 1, Requests = 1, Keep = answer, Request = RequestTemplate.Http("GET", path, bench.Cohort.Key) };
            await bench.Cluster.Settle();
            await bench.Load(bench.Service, order);
            var said = await bench.Cluster.Run("psql", alone);
            if (differs(JsonNode.Parse(await File.ReadAllTextAsync(answer))!, [.. said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('|'))]) is { } difference)
            {
                throw new BenchmarkException($"SQL alone comes to other figures: {difference}");
            }

            var (limits, services) = (new List<Cost>(), new List<Cost>());
            for (var round = 0; round < bench.Pace.Rounds; round++)
            {
                var watch = Stopwatch.StartNew();
                var (_, limit) = await bench.Limit(async () => (await bench.Cluster.Run("psql", alone)).Length, 1);
                limits.Add(limit with { Seconds = watch.Elapsed.TotalSeconds, Works = 1 });
                services.Add((await bench.Load(bench.Service, order)).Cost);
            }

            return
            [
                Target.Of(name).Met(Bench.Median(services.Select(s => s.Seconds)), Bench.Median(limits.Select(l => l.Seconds))) with
                {
                    Cost = Bench.MedianCost(services),
                    LimitCost = Bench.MedianCost(limits),
                    Rounds = [.. services.Zip(limits, (s, l) => (s.Seconds, l.Seconds))],
                },
            ];
        }
        finally
        {
            File.Delete(answer);
        }
    }

    /// <summary>Rows of SQL: which window from 1, n, mean, SD.</summary>
    private static string? OnsetDiffers(JsonNode answer, List<string[]> rows)
    {
        var windows = answer["windows"]!.AsArray();
        var counted = windows.Count(window => (int?)window!["n"] > 0);
        if (rows.Count == 0 || counted != rows.Count)
        {
            return $"{counted} windows of the service, {rows.Count} of SQL";
        }

        foreach (var row in rows)
        {
            var window = windows[int.Parse(row[0], CultureInfo.InvariantCulture) - 1]!;
            double[] own = [(double)window["n"]!, (double)window["mean"]!, (double)window["sd"]!];
            if (own.Where((value, i) => !IsSame(value, row[i + 1])).Any())
            {
                return $"{window.ToJsonString()} and {string.Join('|', row)}";
            }
        }

        return null;
    }

    /// <summary>Rows of SQL: minutes, events at that time, censored at that time.</summary>
    private static string? TimesDiffer(JsonNode answer, List<string[]> rows)
    {
        var curve = answer["groups"]!.AsArray().Single()!["curve"]!.AsArray()
            .Where(step => (int)step!["events"]! + (int)step["censored"]! > 0)
            .Select(step => (Minutes: (double)step!["elapsedMinutes"]!, Events: (double)step["events"]!, Censored: (double)step["censored"]!))
            .ToList();
        if (rows.Count == 0 || curve.Count != rows.Count)
        {
            return $"{curve.Count} times of the service, {rows.Count} of SQL";
        }

        var other = curve.Zip(rows).FirstOrDefault(p => !IsSame(p.First.Minutes, p.Second[0]) || !IsSame(p.First.Events, p.Second[1]) || !IsSame(p.First.Censored, p.Second[2]));
        return other.Second is null ? null : $"{other.First} and {string.Join('|', other.Second)}";
    }

    private static bool IsSame(double own, string other) => Math.Abs(own - double.Parse(other, CultureInfo.InvariantCulture)) <= 1e-9 * Math.Max(1, Math.Abs(own));
}
