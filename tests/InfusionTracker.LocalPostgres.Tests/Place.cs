using System.Collections.Concurrent;
using System.Diagnostics;

namespace InfusionTracker.LocalPostgres.Tests;

/// <summary>A folder of its own for one test, what was logged, and what runs there.</summary>
internal sealed class Place : IDisposable
{
    private static readonly string s_parent = Path.Combine(Path.GetTempPath(), $"infusion-localpg-{Environment.ProcessId}");
    private static int s_count;

    public Place()
    {
        Parent = Path.Combine(s_parent, $"{Interlocked.Increment(ref s_count)}");
        Directory.CreateDirectory(Parent);
        Folder = Path.Combine(Parent, "cluster");
    }

    public string Parent { get; }
    public string Folder { get; }
    public ConcurrentQueue<string> Log { get; } = new();

    public LocalClusterOptions Kept => new() { DataDirectory = Folder, Durable = false, Log = Log.Enqueue };
    public LocalClusterOptions ThrownAway => Kept with { Ephemeral = true };

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

        if (!Directory.EnumerateFileSystemEntries(s_parent).Any())
        {
            Directory.Delete(s_parent);
        }
    }
}
