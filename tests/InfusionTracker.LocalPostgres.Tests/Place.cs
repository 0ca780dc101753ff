using System.Collections.Concurrent;
using System.Diagnostics;

namespace InfusionTracker.LocalPostgres.Tests;

/// <summary>A folder for one test, or for one after another where data that is already there does no harm; what was
/// logged, and what runs there.</summary>
public sealed class Place : IDisposable
{
    private static int s_count;

    public Place()
    {
        // Not by CreateTempSubdirectory: where root runs the tests, the server's user has to pass through.
        Parent = Path.Combine(Path.GetTempPath(), $"infusion-localpg-{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}");
        Directory.CreateDirectory(Parent);
        Folder = Path.Combine(Parent, "cluster");
    }

    public string Parent { get; }
    public string Folder { get; }
    internal ConcurrentQueue<string> Log { get; } = new();

    internal LocalClusterOptions Kept => new() { DataDirectory = Folder, Durable = false, Log = Log.Enqueue, BinariesDirectory = Path.Combine(Parent, "binaries") };
    internal LocalClusterOptions ThrownAway => Kept with { Ephemeral = true };

    public int? Postmaster => RunningServer.ProcessOn(new ClusterFolder(Folder));

    public Task<LocalCluster> StartAsync(LocalClusterOptions? options = null) =>
        LocalCluster.StartAsync(options ?? Kept, TestContext.Current.CancellationToken);

    public void Dispose()
    {
        if (Postmaster is { } left)
        {
            Process.GetProcessById(left).Kill();
        }

        if (Directory.Exists(Parent))
        {
            Directory.Delete(Parent, recursive: true);
        }
    }
}
