using MysticMind.PostgresEmbed;

namespace InfusionTracker.LocalPostgres;

/// <summary>Fetches server binaries where the machine has none. Only the binaries: the cluster is made and run by
/// <see cref="ServerControl"/>, with passwords and checksums, wherever they come from.</summary>
internal static class PostgresDownload
{
    /// <summary>What is fetched for a new cluster.</summary>
    private const int NewestMajor = 17;

    /// <summary>Downloads and unpacks, or finds what an earlier run has unpacked.</summary>
    /// <param name="major">The major version that existing data asks for; null for new data.</param>
    /// <param name="folder">Where binaries are kept between runs.</param>
    /// <param name="repository">The Maven repository or its mirror.</param>
    /// <param name="ct">Gives up the download.</param>
    /// <exception cref="LocalClusterException">Nothing could be fetched; the message says what to install.</exception>
    public static async Task<PostgresInstallation> FetchAsync(int? major, string folder, string repository, CancellationToken ct)
    {
        var wanted = major ?? NewestMajor;
        try
        {
            var server = new PgServer(new PgServerOptions
            {
                PgVersion = $"{wanted}",
                BinariesDir = folder,
                DbDir = folder,
                MavenRepo = repository,
                DownloadRetryCount = 1,
            });
            await server.InstallAsync(ct);
            return PostgresBinaries.Inspect(Path.Combine(server.InstallDir, "bin"), Machine.Here)
                ?? throw new PostgresEmbedException($"what was unpacked in {server.InstallDir} does not run on this machine");
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            throw new LocalClusterException(NothingFound(major, wanted, failure), failure);
        }
    }

    private static string NothingFound(int? major, int wanted, Exception failure)
    {
        var needed = major is null ? $"PostgreSQL {LocalClusterOptions.OldestMajor} or newer" : $"PostgreSQL {major}, which made the data that is kept here,";
        var package = OperatingSystem.IsWindows() ? $"\"winget install PostgreSQL.PostgreSQL.{wanted}\""
            : OperatingSystem.IsMacOS() ? $"\"brew install postgresql@{wanted}\""
            : $"\"apt-get install postgresql{(major is null ? "" : $"-{major}")}\" or your system's like";
        var reason = failure.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
        return $"No {needed} was found on this machine and none could be downloaded ({reason}): install it with {package}, or give a connection string to a server that runs.";
    }
}
