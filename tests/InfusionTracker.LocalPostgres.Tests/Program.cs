using System.Runtime.InteropServices;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace InfusionTracker.LocalPostgres.Tests;

/// <summary>Runs the tests, or, as "hold FOLDER kept|ephemeral", is the process that a test starts beside itself: it
/// owns or joins a cluster until Ctrl+C or the end of its input, like the service does.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args) => args switch
    {
        ["hold", var folder, var kind] => await HoldAsync(folder, kind == "ephemeral"),
        _ when args.Contains("--server") || args.Contains("--internal-msbuild-node") =>
            await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
        _ => await ConsoleRunner.Run(args),
    };

    private static async Task<int> HoldAsync(string folder, bool ephemeral)
    {
        var end = new TaskCompletionSource();
        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            end.TrySetResult();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        await using var cluster = await LocalCluster.StartAsync(
            new() { DataDirectory = folder, Ephemeral = ephemeral, Durable = false }, CancellationToken.None);
        Console.WriteLine(cluster.JoinedRunning ? "joined" : "owns");
        await Task.WhenAny(end.Task, Task.Run(Console.In.ReadToEnd)); // the console has no asynchronous read
        return 0;
    }
}
