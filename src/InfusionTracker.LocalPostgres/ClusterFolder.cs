using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace InfusionTracker.LocalPostgres;

/// <summary>The files of one private cluster: <c>data</c> (PostgreSQL's own folder), <c>data.tmp</c> (one being made),
/// <c>password</c>, <c>port</c>, <c>server.conf</c>, <c>server.log</c>, <c>ephemeral</c> (a mark) and two locks.
/// <c>start.lock</c> is held while somebody starts or stops, <c>owner.lock</c> for as long as the owner lives: the
/// operating system drops it when the owner is killed, so that no process id ever has to be trusted.</summary>
internal sealed class ClusterFolder(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly string[] s_ours =
        ["data", "data.tmp", "password", "port", "server.conf", "server.log", "server.log.old", "ephemeral", "start.lock", "owner.lock"];
    private static readonly TimeSpan s_longestStart = TimeSpan.FromMinutes(2);

    public string Path { get; } = path;
    public string Data => In("data");
    public string DataInTheMaking => In("data.tmp");
    public string PasswordFile => In("password");
    public string Settings => In("server.conf");
    public string ServerLog => In("server.log");
    public string PostmasterPid => System.IO.Path.Combine(Data, "postmaster.pid");
    public string Parent => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>The major version that made the data; null where there is none yet.</summary>
    public int? DataMajor =>
        File.Exists(VersionFile) ? int.Parse(File.ReadAllText(VersionFile).Trim(), CultureInfo.InvariantCulture) : null;

    /// <summary>Whether the data is thrown away when its owner is done.</summary>
    public bool IsEphemeral => File.Exists(In("ephemeral"));

    /// <summary>The port of the last run; null before the first.</summary>
    public int? Port =>
        File.Exists(In("port")) && int.TryParse(File.ReadAllText(In("port")), CultureInfo.InvariantCulture, out var port) ? port : null;

    private string VersionFile => System.IO.Path.Combine(Data, "PG_VERSION");

    /// <summary>The folder that a cluster can live in: the one asked for, or, where the server's user cannot reach
    /// that, one of the same name elsewhere.</summary>
    public static async Task<ClusterFolder> ForAsync(LocalClusterOptions options, ServerUser user, Action<string> log, CancellationToken ct)
    {
        var wanted = System.IO.Path.GetFullPath(options.DataDirectory);
        var reachable = await ReachableAsync(wanted, options.Ephemeral, user, ct);
        if (reachable != wanted)
        {
            log($"The user {user.Name}, whom PostgreSQL runs as because this is root, cannot reach {wanted}: the data is in {reachable} instead.");
        }

        return new(reachable);
    }

    /// <summary>A folder for <paramref name="wanted"/> that the server's user can enter: itself, or one under
    /// <c>/var/lib</c> (kept) or the temporary folder (thrown away).</summary>
    public static async Task<string> ReachableAsync(string wanted, bool thrownAway, ServerUser user, CancellationToken ct)
    {
        if (await user.ReachesAsync(wanted, ct))
        {
            return wanted;
        }

        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(wanted)))[..12];
        return System.IO.Path.Combine(
            thrownAway ? System.IO.Path.GetTempPath() : "/var/lib", "infusion-tracker", $"{System.IO.Path.GetFileName(wanted)}-{mark}");
    }

    /// <summary>Waits until nobody else starts or stops this cluster, and keeps others from it until disposed. Makes
    /// the folder if there is none.</summary>
    /// <exception cref="LocalClusterException">Somebody has held it for two minutes, or the folder holds something else.</exception>
    public async Task<FileStream> LockStartAsync(ServerUser user, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(s_longestStart);
        try
        {
            while (true)
            {
                Claim(user); // anew each time: whoever held it may have deleted the folder
                if (TryLock("start.lock") is { } held)
                {
                    return held;
                }

                await Task.Delay(50, patience.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new LocalClusterException($"Another process has been starting or stopping the PostgreSQL in {Path} for two minutes: end that one and try again.");
        }
    }

    /// <summary>Becomes the owner, until the returned stream is disposed or this process ends; null while another is.</summary>
    public FileStream? TryOwn() => TryLock("owner.lock");

    /// <summary>Takes the lock that keeps others from starting; null while another has it.</summary>
    public FileStream? TryLockStart() => TryLock("start.lock");

    /// <summary>Notes whether the data is thrown away at the end.</summary>
    /// <exception cref="LocalClusterException">It would be, but an earlier run kept it.</exception>
    public void MarkEphemeral(bool ephemeral)
    {
        if (ephemeral && DataMajor is not null && !IsEphemeral)
        {
            throw new LocalClusterException($"{Path} holds data that an earlier run kept: it is not thrown away. Give tests a folder of their own.");
        }

        if (ephemeral)
        {
            File.WriteAllText(In("ephemeral"), "");
        }
        else
        {
            File.Delete(In("ephemeral"));
        }
    }

    /// <summary>Notes the port, so that the next run uses it again if it is free.</summary>
    public void RememberPort(int port) => File.WriteAllText(In("port"), port.ToString(CultureInfo.InvariantCulture));

    /// <summary>Makes a new superuser password and keeps it in a file that only the server's user can read.</summary>
    public async Task MakePasswordAsync(ServerUser user, CancellationToken ct)
    {
        File.Delete(PasswordFile);
        var mode = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            mode.UnixCreateMode = OwnerOnly;
        }

        await using (var file = new StreamWriter(PasswordFile, mode))
        {
            await file.WriteAsync(RandomNumberGenerator.GetHexString(48, lowercase: true));
        }

        await user.TakeAsync(PasswordFile, ct); // initdb reads it
    }

    /// <summary>The superuser's password.</summary>
    /// <exception cref="LocalClusterException">Its file is gone.</exception>
    public string ReadPassword() => File.Exists(PasswordFile)
        ? File.ReadAllText(PasswordFile).Trim()
        : throw new LocalClusterException($"{PasswordFile}, the password to the data in {Path}, is gone: put it back from a copy, or move the folder away to begin anew.");

    /// <summary>Gives up both locks, and deletes the whole folder first if it is ephemeral.</summary>
    public async Task LetGoAsync(FileStream starting, FileStream ownership)
    {
        await using var first = starting;
        await using var second = ownership;
        if (!IsEphemeral)
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            // Open files cannot be moved or deleted there.
            await ownership.DisposeAsync();
            await starting.DisposeAsync();
        }

        // Once renamed, nobody can find it half deleted.
        var going = $"{Path}.deleted-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        await PatientlyAsync(() => Directory.Move(Path, going));
        var bulk = System.IO.Path.Combine(going, "data");
        if (Directory.Exists(bulk))
        {
            await PatientlyAsync(() => Directory.Delete(bulk, recursive: true)); // the mark goes last: a killed deletion is swept
        }

        await PatientlyAsync(() => Directory.Delete(going, recursive: true));
    }

    /// <summary>Repeats for up to five seconds what others may hold up: a virus scanner on Windows, or the child of a
    /// killed initdb, which goes on writing for a moment into a folder that is being deleted.</summary>
    public static async Task PatientlyAsync(Action act)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                act();
                return;
            }
            catch (Exception e) when (e is IOException and not DirectoryNotFoundException or UnauthorizedAccessException && attempt < 50)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>Makes the folder, or checks that what is there is ours.</summary>
    /// <exception cref="LocalClusterException">The folder holds something else, or cannot be made.</exception>
    private void Claim(ServerUser user)
    {
        if (Directory.Exists(Path))
        {
            var foreign = Directory.EnumerateFileSystemEntries(Path).Select(entry => System.IO.Path.GetFileName(entry)!)
                .FirstOrDefault(name => !s_ours.Contains(name));
            if (foreign is not null)
            {
                throw new LocalClusterException($"{Path} holds \"{foreign}\", which is not part of a private cluster: give it an empty folder.");
            }
        }
        else if (OperatingSystem.IsWindows())
        {
            Make(); // a profile's folders are private to their user there
        }
        else
        {
            Make();
            // Another user has to pass through; it can neither list the folder nor write to it.
            File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | (user.IsAnother ? UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : UnixFileMode.None));
        }
    }

    private void Make()
    {
        try
        {
            Directory.CreateDirectory(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LocalClusterException($"{Path} cannot be made: {e.Message}", e);
        }
    }

    private FileStream? TryLock(string name)
    {
        try
        {
            return new FileStream(In(name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.GetType() == typeof(IOException))
        {
            return null; // a sharing violation; a missing folder and the like are types of their own
        }
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
