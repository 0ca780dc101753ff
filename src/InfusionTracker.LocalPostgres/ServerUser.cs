using System.Globalization;

namespace InfusionTracker.LocalPostgres;

/// <summary>The user that the server runs as: ourselves, save that PostgreSQL refuses to run as root. Root on Linux
/// hands it to an unprivileged user, <c>postgres</c> where there is one and else <c>nobody</c>.</summary>
internal sealed class ServerUser
{
    private static readonly string[] s_programFolders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];
    private readonly string[] _prefix;
    private readonly string _owner;

    private ServerUser(string name, string owner, string[] prefix)
    {
        Name = name;
        _owner = owner;
        _prefix = prefix;
    }

    /// <summary>The user's name, for the log.</summary>
    public string Name { get; }

    /// <summary>True when the server is not run as this process's own user.</summary>
    public bool IsAnother => _prefix.Length > 0;

    /// <summary>Who is to run the server that this process starts.</summary>
    /// <exception cref="LocalClusterException">This process is root and cannot be anybody else.</exception>
    public static ServerUser ForThisProcess()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            // An administrator on Windows is no exception: pg_ctl drops its privileges there by itself.
            return new(Environment.UserName, "", []);
        }

        if (!OperatingSystem.IsLinux())
        {
            throw new LocalClusterException("PostgreSQL does not run as root: start this as an ordinary user.");
        }

        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(fields => fields.Length >= 4).ToList();
        var user = users.Find(fields => fields[0] == "postgres") ?? users.Find(fields => fields[0] == "nobody");
        if (user is not [var name, _, var uid, var gid, ..])
        {
            throw new LocalClusterException(
                "PostgreSQL does not run as root, and this machine has neither a user \"postgres\" nor \"nobody\" to run it as: start this as an ordinary user.");
        }

        string[] prefix = Program("setpriv") is { } setpriv
            ? [setpriv, $"--reuid={uid}", $"--regid={gid}", "--clear-groups", "--"]
            : Program("runuser") is { } runuser
                ? [runuser, "-u", name, "--"]
                : throw new LocalClusterException(
                    "PostgreSQL does not run as root, and neither setpriv nor runuser (package util-linux) is here to run it as another user: start this as an ordinary user.");
        return new(name, string.Create(CultureInfo.InvariantCulture, $"{uid}:{gid}"), prefix);
    }

    /// <summary>Runs a program as this user.</summary>
    public Task<CommandResult> RunAsync(
        string program, IEnumerable<string> arguments, string workingFolder, bool capture, CancellationToken ct)
    {
        string[] line = [.. _prefix, program, .. arguments];
        return Command.RunAsync(line[0], line.Skip(1), workingFolder, capture, ct);
    }

    /// <summary>Gives a file or folder that this process has just made to this user.</summary>
    public async Task TakeAsync(string path, CancellationToken ct)
    {
        if (!IsAnother)
        {
            return;
        }

        var chown = Program("chown") ?? "chown";
        var result = await Command.RunAsync(chown, ["--no-dereference", _owner, path], "/", capture: true, ct);
        if (!result.Succeeded)
        {
            throw new LocalClusterException($"{path} cannot be given to the user {Name}: {result.Output.Trim()}");
        }
    }

    /// <summary>Whether this user can enter the folder, or the nearest one above it that exists.</summary>
    public async Task<bool> ReachesAsync(string folder, CancellationToken ct)
    {
        if (!IsAnother)
        {
            return true;
        }

        var existing = folder;
        while (!Directory.Exists(existing))
        {
            existing = Path.GetDirectoryName(existing)!;
        }

        // A folder that is already the cluster's own is judged by what lies above it and by itself alike.
        return (await RunAsync(Program("test") ?? "test", ["-x", existing], "/", capture: true, ct)).Succeeded;
    }

    private static string? Program(string name) =>
        s_programFolders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
