using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using InfusionTracker.Benchmarks.Micro;

namespace InfusionTracker.Benchmarks;

/// <summary><c>micro</c>: what the hot paths of a request cost by themselves.</summary>
public static class MicroCommand
{
    public static void AddTo(RootCommand root)
    {
        var command = new Command("micro", "Measures hot paths without HTTP and database, by BenchmarkDotNet.");
        command.SetAction(_ =>
        {
            // In this process: a project that BenchmarkDotNet made would know nothing of the versions and rules of this tree.
            var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
            BenchmarkRunner.Run<HotPaths>(DefaultConfig.Instance.AddJob(job).WithArtifactsPath(Path.Combine(Path.GetTempPath(), "infusion-tracker-benchmarks", "micro")));
        });
        root.Subcommands.Add(command);
    }
}
