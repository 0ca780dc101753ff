using System.CommandLine;
using System.Globalization;
using InfusionTracker.Benchmarks.Rows;

namespace InfusionTracker.Benchmarks;

/// <summary><c>time-classes</c>: whether the time of a 404 tells an id of another clinic from one that never was.</summary>
public static class TimeClassesCommand
{
    public static void AddTo(RootCommand root)
    {
        var times = new Option<int>("--times") { Description = "How often each operation is asked with each kind of id.", DefaultValueFactory = _ => 200 };
        var command = new Command("time-classes", "Compares the times of 404s: ids of another clinic, and ids that never were.") { times };
        command.SetAction(async (arguments, cancellation) =>
        {
            await using var stage = await Stage.Set(Pace.Quick, ["time-classes"], sessions: 1000, cancellation);
            Console.WriteLine(await TimeClasses.Measure(stage.Bench, arguments.GetValue(times)));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, PostgreSQL {stage.Bench.Cluster.Version}"));
            return 0;
        });
        root.Subcommands.Add(command);
    }
}
