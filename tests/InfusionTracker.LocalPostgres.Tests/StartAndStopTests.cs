using Npgsql;

namespace InfusionTracker.LocalPostgres.Tests;

public sealed class StartAndStopTests : IClassFixture<Place>
{
    private readonly Place _place;

    public StartAndStopTests(Place place)
    {
        _place = place;
        place.Log.Clear();
    }

    [Fact]
    public async Task A_private_cluster_starts_answers_and_leaves_nothing_running()
    {
        int postmaster;
        await using (var cluster = await _place.StartAsync())
        {
            Assert.Equal("1", await cluster.AskAsync("select 1"));
            Assert.False(cluster.JoinedRunning);
            Assert.StartsWith(cluster.ServerVersion, await cluster.AskAsync("show server_version"), StringComparison.Ordinal);
            Assert.Matches(@"^\d+\.\d+$", cluster.ServerVersion);
            postmaster = Assert.NotNull(_place.Postmaster);
        }

        Assert.Null(_place.Postmaster);
        Assert.False(Processes.Runs(postmaster));
        Assert.False(File.Exists(Path.Combine(_place.Folder, "data", "postmaster.pid")));
    }

    [Fact]
    public async Task A_second_start_beside_a_running_one_says_so_and_leaves_it_running()
    {
        await using var first = await _place.StartAsync();
        await using (var second = await _place.StartAsync())
        {
            Assert.True(second.JoinedRunning);
            Assert.Equal(first.SuperuserConnectionString, second.SuperuserConnectionString);
            Assert.Contains(_place.Log, line => line.Contains("already runs", StringComparison.Ordinal));
        }

        Assert.Equal("1", await first.AskAsync("select 1"));
    }

    [Fact]
    public async Task Data_and_port_are_kept_between_runs()
    {
        int port;
        await using (var first = await _place.StartAsync())
        {
            await first.AskAsync("create table reading (score int); insert into reading values (27)");
            port = new NpgsqlConnectionStringBuilder(first.SuperuserConnectionString).Port;
        }

        await using var second = await _place.StartAsync();
        Assert.Equal("27", await second.AskAsync("select score from reading"));
        Assert.Equal(port, new NpgsqlConnectionStringBuilder(second.SuperuserConnectionString).Port);
    }

    [Fact]
    public async Task An_ephemeral_folder_is_gone_after_dispose()
    {
        using var place = new Place();
        await using (var cluster = await place.StartAsync(place.ThrownAway))
        {
            Assert.Equal("off", await cluster.AskAsync("show fsync"));
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(place.Parent));
    }
}
