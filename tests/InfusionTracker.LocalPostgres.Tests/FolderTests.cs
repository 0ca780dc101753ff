namespace InfusionTracker.LocalPostgres.Tests;

public sealed class FolderTests
{
    [Fact]
    public async Task A_folder_with_anything_else_in_it_is_refused_and_untouched()
    {
        using var place = new Place();
        Directory.CreateDirectory(place.Folder);
        await File.WriteAllTextAsync(Path.Combine(place.Folder, "thesis.docx"), "years", TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<LocalClusterException>(() => place.StartAsync(place.ThrownAway));
        Assert.Contains("thesis.docx", error.Message, StringComparison.Ordinal);
        Assert.Equal(["thesis.docx"], Directory.EnumerateFileSystemEntries(place.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Kept_data_is_never_thrown_away_and_settings_are_the_callers_save_the_clusters_own()
    {
        using var place = new Place();
        var settings = new Dictionary<string, string> { ["max_connections"] = "20", ["application_name"] = @"it's a \ test" };
        await using (var kept = await place.StartAsync(place.Kept with { Settings = settings }))
        {
            Assert.Equal("20", await kept.AskAsync("show max_connections"));
            Assert.Equal(@"it's a \ test", await kept.AskAsync("select reset_val from pg_settings where name = 'application_name'"));
        }

        var error = await Assert.ThrowsAsync<LocalClusterException>(() => place.StartAsync(place.ThrownAway));
        Assert.Contains("not thrown away", error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(place.Folder, "data", "PG_VERSION")));

        foreach (var own in new[] { "port", "Listen_Addresses", "x = 1\nport" })
        {
            await Assert.ThrowsAsync<LocalClusterException>(
                () => place.StartAsync(place.Kept with { Settings = new Dictionary<string, string> { [own] = "1" } }));
        }
    }

    [Fact]
    public async Task Roots_server_gets_a_folder_that_it_can_reach_and_the_log_names_it()
    {
        using var place = new Place();
        var home = Directory.CreateDirectory(Path.Combine(place.Parent, "home"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var wanted = Path.Combine(home.FullName, "postgres");
        await using var cluster = await place.StartAsync(place.ThrownAway with { DataDirectory = wanted });
        Assert.Equal("1", await cluster.AskAsync("select 1"));
        if (Environment.IsPrivilegedProcess)
        {
            Assert.NotEqual(wanted, cluster.Directory);
            Assert.Contains(place.Log, line => line.Contains(cluster.Directory, StringComparison.Ordinal) && line.Contains("cannot reach", StringComparison.Ordinal));
        }
        else
        {
            Assert.Equal(wanted, cluster.Directory); // the server is run by whom the home belongs to
        }
    }

    [Fact]
    public async Task A_start_that_is_called_off_leaves_nothing_running()
    {
        using var place = new Place();
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => LocalCluster.StartAsync(place.Kept, patience.Token));
        Assert.Null(place.Postmaster);

        await using var next = await place.StartAsync();
        Assert.Equal("1", await next.AskAsync("select 1"));
    }
}
