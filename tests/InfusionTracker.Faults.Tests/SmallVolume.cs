using System.Diagnostics;
using Npgsql;

namespace InfusionTracker.Faults.Tests;

/// <summary>A volume in memory that can be filled to its last byte. To mount it takes root.</summary>
public sealed class SmallVolume : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("infusion-tracker-volume-").FullName;

    private string Ballast => Path.Combine(_folder, "ballast");

    /// <exception cref="UnauthorizedAccessException">This process may not mount.</exception>
    public static async Task<SmallVolume> Mount()
    {
        var volume = new SmallVolume();
        if (await Run("mount", "-t", "tmpfs", "-o", "size=192m,mode=0711", "tmpfs", volume._folder) != 0)
        {
            Directory.Delete(volume._folder);
            throw new UnauthorizedAccessException("This row mounts a small volume: run it as root.");
        }

        Directory.CreateDirectory(Path.Combine(volume._folder, "tables"));
        await Run("chown", "postgres", Path.Combine(volume._folder, "tables"));
        return volume;
    }

    /// <summary>Moves the tables of the installation onto it; the log of PostgreSQL stays where it is.</summary>
    public Task Take(Installation installation) =>
        Move(installation, $"create tablespace small location '{_folder}/tables'", "alter database faults set tablespace small");

    /// <summary>Moves them back.</summary>
    public static Task GiveBack(Installation installation) => Move(installation, "alter database faults set tablespace pg_default", "drop tablespace small");

    /// <summary>Moves a folder onto it, and leaves a link in its place. Nobody may use it meanwhile.</summary>
    public async Task TakeFolder(string folder)
    {
        await Run("cp", "-a", folder, Path.Combine(_folder, "taken"));
        Directory.Delete(folder, recursive: true);
        Directory.CreateSymbolicLink(folder, Path.Combine(_folder, "taken"));
    }

    /// <summary>Puts a folder back where the link is.</summary>
    public static async Task GiveBackFolder(string folder)
    {
        var taken = new DirectoryInfo(folder).LinkTarget!;
        File.Delete(folder);
        await Run("cp", "-a", taken, folder);
    }

    /// <summary>Leaves no byte.</summary>
    public void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in (ReadOnlySpan<int>)[1024 * 1024, 4096])
        {
            var block = new byte[size];
            try
            {
                while (true)
                {
                    file.Write(block);
                }
            }
            catch (IOException)
            {
                // Full, for blocks of this size.
            }
        }
    }

    public void Empty() => File.Delete(Ballast);

    public void Dispose()
    {
        using var unmount = Process.Start("umount", ["--lazy", _folder]);
        unmount.WaitForExit();
        Directory.Delete(_folder);
    }

    private static async Task Move(Installation installation, params string[] statements)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(installation.Superuser) { Database = "postgres" }.ConnectionString);
        await connection.OpenAsync();

        // A database is moved only when nobody is connected to it.
        await Execute(connection, "alter role infusion_service connection limit 0");
        try
        {
            foreach (var statement in statements)
            {
                await Execute(connection, "select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity where datname = 'faults'");
                await Execute(connection, statement);
            }
        }
        finally
        {
            await Execute(connection, "alter role infusion_service connection limit -1");
        }
    }

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<int> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
