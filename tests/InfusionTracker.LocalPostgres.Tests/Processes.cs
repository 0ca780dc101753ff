using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;

// Whether a server lives, and in which session, is read from /proc: the tests of processes run on Linux.
[assembly: SupportedOSPlatform("linux")]

namespace InfusionTracker.LocalPostgres.Tests;

/// <summary>A second process on a cluster, to be interrupted or killed.</summary>
internal sealed class Holder : IDisposable
{
    private readonly Process _process;

    private Holder(Process process) => _process = process;

    /// <summary>What it said once the cluster answered: "owns" or "joined".</summary>
    public string Role { get; private set; } = "";

    public int Id => _process.Id;

    public static async Task<Holder> StartAsync(string folder, bool ephemeral = false)
    {
        // A job in the background ignores Ctrl+C, and so would whatever it starts: here it is to end the process all the same.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", Environment.ProcessPath!, "hold", folder, ephemeral ? "ephemeral" : "kept"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var holder = new Holder(Process.Start(start)!);
        holder.Role = await holder._process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
            ?? throw new InvalidOperationException("the second process ended before its cluster ran");
        return holder;
    }

    /// <summary>Ends it as nobody can prepare for: kill -9.</summary>
    public Task KillAsync() => EndAsync("-KILL");

    /// <summary>Ends it as Ctrl+C does.</summary>
    public Task InterruptAsync() => EndAsync("-INT");

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(20)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task EndAsync(string signal)
    {
        Processes.Signal(signal, _process.Id);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }
}

/// <summary>What is known of processes from /proc.</summary>
internal static class Processes
{
    /// <summary>Whether a process runs. One that ended and waits to be reaped by its parent does not.</summary>
    public static bool Runs(int pid) => Fields(pid) is { } fields && fields[0] is not ("Z" or "X");

    /// <summary>The session of a process: what a terminal's Ctrl+C does not cross.</summary>
    public static int Session(int pid) => int.Parse(Fields(pid)![3], CultureInfo.InvariantCulture);

    /// <summary>The processes whose parent is this one.</summary>
    public static IReadOnlyList<int> Children(int pid) =>
    [
        .. Process.GetProcesses().Select(process => process.Id)
            .Where(child => Fields(child) is { } fields && fields[1] == pid.ToString(CultureInfo.InvariantCulture)),
    ];

    public static void Signal(string signal, int pid)
    {
        using var kill = Process.Start("kill", [signal, pid.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>State, parent, group, session, and on; null when there is no such process.</summary>
    private static string[]? Fields(int pid)
    {
        try
        {
            // pid (name) state ...: the name may hold anything, so count from the last bracket
            return File.ReadAllText($"/proc/{pid}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            return null; // gone, perhaps while it was read
        }
    }
}
