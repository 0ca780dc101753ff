using System.Diagnostics;
using System.Globalization;

namespace InfusionTracker.Benchmarks.Cluster;

/// <summary>CPU seconds and memory of processes, as the operating system counts them; zero where it does not tell.</summary>
public static class Meter
{
    private const double TicksPerSecond = 100; // USER_HZ, which Linux fixes for what it tells of processes

    /// <summary>CPU seconds of a process.</summary>
    public static double Cpu(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.TotalProcessorTime.TotalSeconds;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return 0;
        }
    }

    /// <summary>CPU seconds of a process, of those it has started, and of those of them that have ended. Linux only.</summary>
    public static double CpuOfFamily(int pid) => OperatingSystem.IsLinux()
        ? (Ticks(StatOf(pid), 4) + Children(pid).Sum(child => Ticks(StatOf(child), 2))) / TicksPerSecond
        : 0;

    /// <summary>CPU seconds of the thread in which a .NET process compiles again what runs often; null where that is not told.</summary>
    public static double? CpuOfCompiler(int pid)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        // The thread ends when nothing is left to do, and another begins: each is counted as long as it is there.
        var ticks = Directory.EnumerateDirectories($"/proc/{pid}/task")
            .Where(thread => ReadIfThere($"{thread}/comm")?.StartsWith(".NET Tiered", StringComparison.Ordinal) == true)
            .Sum(thread => Ticks($"{thread}/stat", 2));
        return ticks / TicksPerSecond;
    }

    /// <summary>
    /// Waits until what a process has started meanwhile has ended and been counted with it: between the two its CPU stands nowhere.
    /// </summary>
    /// <param name="pid">The process.</param>
    /// <param name="before">The processes that it had started before.</param>
    public static async Task OnlyTheseAreLeft(int pid, IReadOnlyCollection<int> before)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(5) && FamilyOf(pid).Except(before).Any();)
        {
            await Task.Delay(20);
        }
    }

    /// <summary>The processes that a process has started and that have not ended. Linux only.</summary>
    public static IReadOnlyCollection<int> FamilyOf(int pid) => OperatingSystem.IsLinux() ? Children(pid) : [];

    /// <summary>The most memory that a process has had, MiB.</summary>
    public static double HighWater(int pid)
    {
        using var process = Process.GetProcessById(pid);
        return OperatingSystem.IsLinux() ? Status(pid, "VmHWM:") / 1024.0 : process.PeakWorkingSet64 / (1024.0 * 1024);
    }

    /// <summary>Memory of a process now, MiB.</summary>
    public static double Memory(int pid)
    {
        using var process = Process.GetProcessById(pid);
        return process.WorkingSet64 / (1024.0 * 1024);
    }

    /// <summary>Lets <see cref="HighWater"/> begin anew. Linux only; elsewhere the mark stands.</summary>
    public static void ForgetHighWater(int pid)
    {
        if (OperatingSystem.IsLinux())
        {
            File.WriteAllText($"/proc/{pid}/clear_refs", "5");
        }
    }

    /// <summary>Memory of a process and those it has started, MiB, what they share counted once. Linux only.</summary>
    public static double MemoryOfFamily(int pid)
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        int[] family = [pid, .. Children(pid)];
        return (family.Sum(p => Status(p, "RssAnon:")) + family.Max(p => Status(p, "RssShmem:"))) / 1024.0;
    }

    private static List<int> Children(int pid)
    {
        var children = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var other) && Fields(StatOf(other)) is [_, var parent, ..] && parent == pid.ToString(CultureInfo.InvariantCulture))
            {
                children.Add(other);
            }
        }

        return children;
    }

    /// <summary>utime, stime, cutime, cstime: as many of them as asked for.</summary>
    private static long Ticks(string stat, int count) =>
        Fields(stat) is { } fields ? fields.Skip(11).Take(count).Sum(field => long.Parse(field, CultureInfo.InvariantCulture)) : 0;

    private static string StatOf(int pid) => string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat");

    /// <summary>The fields of a stat, of a process or a thread, from the state on; null where it has ended.</summary>
    private static string[]? Fields(string stat) => ReadIfThere(stat) is { } text ? text[(text.LastIndexOf(')') + 2)..].Split(' ') : null;

    private static string? ReadIfThere(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long Status(int pid, string name)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // it has ended
        }
    }
}
