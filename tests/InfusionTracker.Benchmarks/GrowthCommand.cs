using System.CommandLine;
using InfusionTracker.Benchmarks.Loading;
using InfusionTracker.Benchmarks.Report;
using InfusionTracker.Benchmarks.Rows;

namespace InfusionTracker.Benchmarks;

/// <summary>
/// <c>growth</c>: how much slower a clinic of many observations is; takes hours, and 1.5 KB of disk an observation, or half of
/// that where what is loaded has no change records.
/// </summary>
public static class GrowthCommand
{
    public static void AddTo(RootCommand root)
    {
        var many = new Option<int>("--rows") { Description = "How many observations.", DefaultValueFactory = _ => 50_000_000 };
        var bare = new Option<bool>("--no-changes") { Description = "Loads what comes to the first 500,000 without change records, where the disk is too small for them." };
        var (quick, json, markdown) = (Outcome.Quick(), Outcome.Json(), Outcome.Markdown());
        var command = new Command("growth", "Measures p50 at many observations against 500,000.") { many, bare, quick, json, markdown };
        command.SetAction(async (arguments, cancellation) =>
        {
            var sessions = arguments.GetValue(many) / Contents.ObservationsPerSession;
            await using var stage = await Stage.Set(
                arguments.GetValue(quick) ? Pace.Quick : Pace.Full, ["growth"], Growth.Few / Contents.ObservationsPerSession, cancellation);
            var figures = await Growth.Measure(stage.Bench, () => stage.LoadMore(sessions - stage.Bench.Records.Sessions, changes: !arguments.GetValue(bare)));
            await Outcome.Tell(figures, stage.Circumstances, arguments.GetValue(markdown), arguments.GetValue(json));
            return 0;
        });
        root.Subcommands.Add(command);
    }
}
