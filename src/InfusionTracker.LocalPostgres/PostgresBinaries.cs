using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace InfusionTracker.LocalPostgres;

/// <summary>One set of server binaries.</summary>
/// <param name="BinFolder">The folder that holds initdb, pg_ctl and postgres.</param>
/// <param name="Major">The major version, 15 or more for the service.</param>
/// <param name="Version">The version as the server states it, such as "15.20".</param>
public sealed record PostgresInstallation(string BinFolder, int Major, string Version)
{
    internal string Program(string name) =>
        Path.Combine(BinFolder, OperatingSystem.IsWindows() ? name + ".exe" : name);
}

/// <summary>What the search for binaries looks at: real folders, or a made-up tree in its tests.</summary>
/// <param name="Root">The root of the file system that the well-known folders are relative to.</param>
/// <param name="Path">The folders of PATH, in their order.</param>
/// <param name="VersionOf">Given the path of a postgres program, what "--version" answers; null when it does not run.</param>
public sealed record Machine(string Root, IReadOnlyList<string> Path, Func<string, string?> VersionOf)
{
    /// <summary>The machine that this process runs on.</summary>
    public static Machine Here => new(
        System.IO.Path.GetPathRoot(Environment.SystemDirectory) is { Length: > 0 } drive ? drive : "/",
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
            System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        AskVersion);

    private static string? AskVersion(string program)
    {
        try
        {
            var start = new ProcessStartInfo(program, ["--version"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                CreateNoWindow = true,
            };
            using var process = Process.Start(start);
            return process?.StandardOutput.ReadToEnd();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // not executable, or made for another processor: not ours to use
        }
    }
}

/// <summary>Finds PostgreSQL server binaries on this machine.</summary>
public static partial class PostgresBinaries
{
    /// <summary>The well-known folders, in the order in which they are tried after PATH, relative to the root of the
    /// file system. A star stands for a version; within one line the newest version comes first. Folders of other
    /// operating systems simply do not exist, so the list needs no case for each.</summary>
    public static IReadOnlyList<string> WellKnownFolders { get; } =
    [
        "usr/lib/postgresql/*/bin",                              // Debian, Ubuntu
        "usr/pgsql-*/bin",                                       // Red Hat and its kin, from postgresql.org
        "opt/homebrew/opt/postgresql@*/bin",                     // Homebrew, Apple silicon
        "usr/local/opt/postgresql@*/bin",                        // Homebrew, Intel
        "home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",        // Homebrew, Linux
        "Applications/Postgres.app/Contents/Versions/*/bin",     // Postgres.app
        "Library/PostgreSQL/*/bin",                              // EDB's installer, macOS
        "Program Files/PostgreSQL/*/bin",                        // EDB's installer, Windows
    ];

    /// <summary>The first installation, in search order, of at least <paramref name="minimumMajor"/>; null when the
    /// machine has none.</summary>
    public static PostgresInstallation? Find(int minimumMajor) =>
        FindAll(Machine.Here).FirstOrDefault(found => found.Major >= minimumMajor);

    /// <summary>Every complete installation on a machine, in search order: PATH first, then the well-known folders.
    /// A folder counts when it holds initdb, pg_ctl and postgres and the last of them says its version.</summary>
    public static IEnumerable<PostgresInstallation> FindAll(Machine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        return machine.Path
            .Concat(WellKnownFolders.SelectMany(pattern => Expand(machine.Root, pattern)))
            .Distinct(StringComparer.Ordinal)
            .Select(folder => Inspect(folder, machine))
            .OfType<PostgresInstallation>();
    }

    /// <summary>The installation in one folder; null when it is not complete.</summary>
    internal static PostgresInstallation? Inspect(string folder, Machine machine)
    {
        if (Existing(folder, "initdb") is null || Existing(folder, "pg_ctl") is null
            || Existing(folder, "postgres") is not { } server)
        {
            return null;
        }

        var stated = VersionPattern().Match(machine.VersionOf(server) ?? "");
        return stated.Success
            ? new(folder, int.Parse(stated.Groups["major"].ValueSpan, CultureInfo.InvariantCulture), stated.Groups["version"].Value)
            : null;
    }

    private static string? Existing(string folder, string program) =>
        new[] { program, program + ".exe" }.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static IEnumerable<string> Expand(string root, string pattern)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        var slash = pattern.LastIndexOf('/', star);
        var parent = Path.Combine(root, pattern[..slash]);
        var prefix = pattern[(slash + 1)..star];
        if (!Directory.Exists(parent))
        {
            return [];
        }

        return Directory.EnumerateDirectories(parent, prefix + "*")
            .OrderByDescending(folder => decimal.TryParse(
                Path.GetFileName(folder)[prefix.Length..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var version)
                ? version
                : -1) // Postgres.app's "latest" is a link to one of its neighbours
            .Select(folder => Path.Combine(folder, "bin"));
    }

    [GeneratedRegex(@"\(PostgreSQL\)\s+(?<version>(?<major>\d+)(\.\d+)*)")]
    private static partial Regex VersionPattern();
}
