using MysticMind.PostgresEmbed;

namespace InfusionTracker.LocalPostgres;

/// <summary>Where a private cluster lives and how it is kept.</summary>
public sealed record LocalClusterOptions
{
    /// <summary>The oldest PostgreSQL that the service runs on: 15.</summary>
    public const int OldestMajor = 15;

    /// <summary>The cluster's own folder; it is made when it is missing. A folder that holds anything else is refused,
    /// so that nothing of anybody's is ever overwritten or deleted. When this process is root and the server's
    /// unprivileged user cannot reach the folder (a home folder of mode 0700), another one is used and the log names it.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>True: the whole folder is deleted when the cluster is disposed, and whatever killed runs have left
    /// beside it, under the same parent folder, is stopped and deleted at the next start.</summary>
    public bool Ephemeral { get; init; }

    /// <summary>False: fsync, full-page writes and synchronous commit are off. Fast, and lost at a power cut: for tests
    /// only. The default is true.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Takes one line of plain text at a time: what was found, joined, recovered, stopped.</summary>
    public Action<string>? Log { get; init; }

    /// <summary>Server settings by name, which win over the cluster's own (max_connections 100, UTC, no parameter
    /// values in the log). Port, addresses and socket folders are the cluster's own and cannot be set.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The Maven repository, or a mirror of it, from which binaries are fetched where the machine has none.</summary>
    public string DownloadRepository { get; init; } = PgServerOptions.DefaultMavenRepo;

    /// <summary>The folder for data that a person keeps between runs: the user's own data folder.</summary>
    public static string UserDataDirectory { get; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "infusion-tracker", "postgres");

    /// <summary>Where fetched binaries are kept, for every cluster of this user.</summary>
    public string BinariesDirectory { get; init; } = Path.Combine(Path.GetDirectoryName(UserDataDirectory)!, "postgres-binaries");

    /// <summary>Where binaries are looked for: this machine, save in the tests of the search itself.</summary>
    internal Machine Machine { get; init; } = Machine.Here;
}
