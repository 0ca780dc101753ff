namespace InfusionTracker.LocalPostgres.Tests;

public sealed class BinariesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("infusion-root-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <summary>Each line: PATH; the folders that hold binaries and what these say their version is; the one chosen.</summary>
    [Theory]
    [InlineData("", "usr/lib/postgresql/15/bin=15.4", "usr/lib/postgresql/15/bin")]
    [InlineData("", "usr/lib/postgresql/9.6/bin=9.6.24 usr/lib/postgresql/15/bin=15.4 usr/lib/postgresql/17/bin=17.1", "usr/lib/postgresql/17/bin")]
    [InlineData("", "usr/lib/postgresql/13/bin=13.9 usr/lib/postgresql/14/bin=14.1", null)]
    [InlineData("usr/local/bin", "usr/local/bin=15.1 usr/lib/postgresql/17/bin=17.1", "usr/local/bin")]
    [InlineData("usr/local/bin", "usr/local/bin=14.1 usr/lib/postgresql/16/bin=16.1", "usr/lib/postgresql/16/bin")]
    [InlineData("usr/bin usr/local/bin", "usr/local/bin=16.0 opt/homebrew/opt/postgresql@17/bin=17.5", "usr/local/bin")]
    [InlineData("", "usr/pgsql-16/bin=16.2 usr/pgsql-17/bin=17.2", "usr/pgsql-17/bin")]
    [InlineData("", "opt/homebrew/opt/postgresql@9/bin=9.6 opt/homebrew/opt/postgresql@15/bin=15.8 opt/homebrew/opt/postgresql@17/bin=17.5", "opt/homebrew/opt/postgresql@17/bin")]
    [InlineData("", "opt/homebrew/opt/postgresql@16/bin=16.8 Applications/Postgres.app/Contents/Versions/17/bin=17.5", "opt/homebrew/opt/postgresql@16/bin")]
    [InlineData("", "Applications/Postgres.app/Contents/Versions/latest/bin=17.5 Applications/Postgres.app/Contents/Versions/17/bin=17.5", "Applications/Postgres.app/Contents/Versions/17/bin")]
    [InlineData("", "Program_Files/PostgreSQL/15/bin=15.3 Program_Files/PostgreSQL/16/bin=16.3", "Program_Files/PostgreSQL/16/bin")]
    [InlineData("", "usr/lib/postgresql/18/bin=18beta1", "usr/lib/postgresql/18/bin")]
    [InlineData("", "usr/lib/postgresql/17/bin=? usr/lib/postgresql/15/bin=15.4", "usr/lib/postgresql/15/bin")]
    public void Binaries_are_taken_from_PATH_and_then_from_the_newest_of_each_well_known_place(string path, string installed, string? chosen)
    {
        foreach (var folder in installed.Split(' ').Select(item => item.Split('=')))
        {
            Install(folder[0], folder[1], folder[0].StartsWith("Program", StringComparison.Ordinal) ? ".exe" : "", "initdb", "pg_ctl", "postgres");
        }

        var found = PostgresBinaries.FindAll(Machine(path)).FirstOrDefault(candidate => candidate.Major >= 15);
        Assert.Equal(chosen is null ? null : In(chosen), found?.BinFolder);
    }

    [Fact]
    public void A_folder_with_the_client_alone_is_not_a_server()
    {
        Install("usr/bin", "17.1", "", "psql", "pg_dump");
        Install("usr/local/bin", "17.1", "", "postgres", "pg_ctl");
        Install("usr/lib/postgresql/15/bin", "15.4", "", "initdb", "pg_ctl", "postgres");
        var found = Assert.Single(PostgresBinaries.FindAll(Machine("usr/bin usr/local/bin")));
        Assert.Equal(new(In("usr/lib/postgresql/15/bin"), 15, "15.4"), found);
    }

    [Fact]
    public void The_binaries_of_this_machine_are_found() =>
        Assert.InRange(Assert.IsType<PostgresInstallation>(PostgresBinaries.Find(LocalClusterOptions.OldestMajor)).Major, 15, int.MaxValue);

    [Fact]
    public async Task Where_there_are_none_and_no_download_one_sentence_says_what_to_install()
    {
        using var place = new Place();
        var options = place.Kept with { Machine = Machine(""), DownloadRepository = "http://127.0.0.1:9/maven2" };
        var error = await Assert.ThrowsAsync<LocalClusterException>(() => place.StartAsync(options));
        Assert.StartsWith("No PostgreSQL 15 or newer was found on this machine and none could be downloaded (", error.Message, StringComparison.Ordinal);
        Assert.Contains("install it with", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task Data_is_only_opened_by_the_version_that_made_it()
    {
        using var place = new Place();
        Directory.CreateDirectory(Path.Combine(place.Folder, "data"));
        await File.WriteAllTextAsync(Path.Combine(place.Folder, "data", "PG_VERSION"), "14\n", TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<LocalClusterException>(
            () => place.StartAsync(place.Kept with { DownloadRepository = "http://127.0.0.1:9/maven2" }));
        Assert.Contains("PostgreSQL 14, which made the data", error.Message, StringComparison.Ordinal);
    }

    private Machine Machine(string path) => new(
        _root,
        [.. path.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(In)],
        program => File.ReadAllText(program) is "?" ? null : $"postgres (PostgreSQL) {File.ReadAllText(program)} (Somebody's {File.ReadAllText(program)}-1)\n");

    private void Install(string folder, string version, string suffix, params string[] programs)
    {
        Directory.CreateDirectory(In(folder));
        foreach (var program in programs)
        {
            File.WriteAllText(Path.Combine(In(folder), program + suffix), version);
        }
    }

    private string In(string folder) => Path.Combine(_root, folder.Replace('_', ' '));
}
