using System.CommandLine;
using InfusionTracker.Benchmarks.LoadGenerator;
using InfusionTracker.Benchmarks.Report;
using InfusionTracker.Benchmarks.Rows;
using Npgsql;

namespace InfusionTracker.Benchmarks;

/// <summary><c>all</c>: every row but growth, in one run on a server of its own.</summary>
public static class AllCommand
{
    public static void AddTo(RootCommand root)
    {
        var (quick, json, markdown) = (Outcome.Quick(), Outcome.Json(), Outcome.Markdown());
        var only = new Option<string?>("--only") { Description = "Names of rows, by comma." };
        var command = new Command("all", "Measures every row but growth.") { quick, only, json, markdown };
        command.SetAction(async (arguments, cancellation) =>
        {
            var (figures, failed, circumstances) = await Run(arguments.GetValue(quick), arguments.GetValue(only)?.Split(',') ?? [], cancellation);
            await Outcome.Tell(figures, circumstances, arguments.GetValue(markdown), arguments.GetValue(json));
            return failed ? 1 : 0;
        });
        root.Subcommands.Add(command);
    }

    private static async Task<(List<Figure> Figures, bool Failed, List<string> Circumstances)> Run(bool quick, string[] only, CancellationToken cancellation)
    {
        await using var stage = await Stage.Set(quick ? Pace.Quick : Pace.Full, only, sessions: 10_000, cancellation);
        var (figures, failed) = (new List<Figure>(), false);
        foreach (var row in SingleRecordRows.Of(stage.Bench.Records, stage.Bench.Writes))
        {
            if (stage.IsAsked(row.Name))
            {
                await Measure(row.Name, () => row.Measure(stage.Bench));
            }
        }

        (string Name, Func<Bench, Task<List<Figure>>> Measure)[] others =
        [
            ("export-ndjson", bench => ExportRow.Measure(bench, "ndjson")),
            ("export-csv", bench => ExportRow.Measure(bench, "csv")),
            ("cohort-onset", CohortRow.Onset),
            ("cohort-time-to-event", CohortRow.TimeToEvent),
            ("start", StartRow.Measure),
            ("memory", MemoryRow.Measure),
        ];
        foreach (var (name, measure) in others.Where(row => stage.IsAsked(row.Name)))
        {
            await Measure(name, () => measure(stage.Bench));
        }

        return (figures, failed, stage.Circumstances);

        async Task Measure(string name, Func<Task<List<Figure>>> measure)
        {
            Bench.Say(name);
            try
            {
                var measured = await measure();
                measured.ForEach(f => Bench.Say($"  {f.Target.Work}: {f.Value:0.00} : {f.Limit:0.00}, ratio {f.Ratio:0.00}"));
                figures.AddRange(measured);
            }
            catch (Exception e) when (e is BenchmarkException or NpgsqlException or IOException)
            {
                failed = true;
                Bench.Say($"  {name} FAILED: {e.Message}");
            }
        }
    }
}
