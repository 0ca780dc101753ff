using System.Runtime.InteropServices;
using InfusionTracker.Api.Hosting;

namespace InfusionTracker.Api.Platform;

/// <summary>
/// How many files and sockets this process may have open. Who accepts one more connection than that allows cannot go on, so that
/// connections are bounded by it.
/// </summary>
public static partial class OpenFiles
{
    /// <summary>
    /// What is open besides: some 260 assemblies, logs, certificates, sockets that listen, requests to an issuer of tokens, and
    /// <see cref="TurnedAway"/> connections.
    /// </summary>
    private const int Others = 400;

    /// <summary>Connections beyond the bound that are accepted at once, to be turned away; who comes besides waits until they are.</summary>
    public const int TurnedAway = 50;

    /// <summary>With fewer the service is of no use.</summary>
    private const int Least = 20;

    /// <summary>How many there may be; null where the system does not say, and takes as many as memory allows.</summary>
    public static long? Most { get; } = Read();

    /// <summary>How many connections of clients there is room for.</summary>
    /// <param name="wanted">What the settings ask for.</param>
    /// <param name="most">How many files there may be; null for as many as are wanted.</param>
    /// <param name="pool">Connections to the database at most.</param>
    /// <exception cref="CommandException">The process may open so few files that it would end for want of them.</exception>
    public static int Connections(int wanted, long? most, int pool) =>
        most is not { } files ? wanted
        : files - pool - Others >= Least ? (int)Math.Min(files - pool - Others, wanted)
        : throw new CommandException(
            $"The process may open {files} files, and the service needs {pool + Others + Least} at least. Raise that limit (ulimit -n, LimitNOFILE).");

    /// <summary>Says that fewer connections are taken than was asked for.</summary>
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Takes {Connections} connections at once instead of {Wanted} (Connections:AtOnce): the process may open {Files} files. Raise that limit (ulimit -n, LimitNOFILE) for more.")]
    public static partial void LogFewer(ILogger log, int connections, int wanted, long? files);

    private static long? Read()
    {
        int? resource = OperatingSystem.IsLinux() ? 7 : OperatingSystem.IsMacOS() ? 8 : null;
        return resource is { } files && GetLimit(files, out var limit) == 0 && limit.Soft <= int.MaxValue ? (long)limit.Soft : null;
    }

    [DllImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetLimit(int resource, out Limit limit);

    /// <summary>What holds, and how far the process itself may raise it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Limit
    {
        public readonly nuint Soft;
        public readonly nuint Hard;
    }
}
