using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;

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
            System.Diagnostics.Process.GetProcessById(left).Kill();
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

internal static class Ask
{
    /// <summary>Runs one statement on a connection of its own and answers with its first value as text.</summary>
    public static async Task<string?> AskAsync(this LocalCluster cluster, string statement)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var connection = new NpgsqlConnection(cluster.SuperuserConnectionString + ";Pooling=false");
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(statement, connection);
        return Convert.ToString(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture);
    }
}

internal static class Machines
{
    /// <summary>Whether a process runs. One that ended and waits to be reaped by its parent does not.</summary>
    public static bool Runs(int pid)
    {
        try
        {
            // pid (name) state ...: the name may hold anything but is the last thing in brackets
            return !OperatingSystem.IsLinux() || File.ReadAllText($"/proc/{pid}/stat").Split(')')[^1].TrimStart()[0] is not ('Z' or 'X');
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }
}
