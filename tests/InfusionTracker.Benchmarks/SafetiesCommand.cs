using System.CommandLine;
using InfusionTracker.Benchmarks.Report;
using InfusionTracker.Benchmarks.Rows;

namespace InfusionTracker.Benchmarks;

/// <summary><c>safeties</c>: what each safety costs by itself.</summary>
public static class SafetiesCommand
{
    public static void AddTo(RootCommand root)
    {
        var quick = Outcome.Quick();
        var command = new Command("safeties", "Measures what each safety costs by itself.") { quick };
        command.SetAction(async (arguments, cancellation) =>
        {
            await using var stage = await Stage.Set(arguments.GetValue(quick) ? Pace.Quick : Pace.Full, ["safeties"], sessions: 2000, cancellation);
            stage.Circumstances.ForEach(line => Console.WriteLine(line + Environment.NewLine));
            Console.WriteLine(await Safeties.Measure(stage.Bench));
            return 0;
        });
        root.Subcommands.Add(command);
    }
}
