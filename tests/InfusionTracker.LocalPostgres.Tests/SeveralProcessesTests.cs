namespace InfusionTracker.LocalPostgres.Tests;

public sealed class SeveralProcessesTests : IClassFixture<Place>
{
    private readonly Place _place;

    public SeveralProcessesTests(Place place)
    {
        _place = place;
        place.Log.Clear();
    }

    [Fact]
    public async Task Two_processes_that_start_at_once_share_one_cluster()
    {
        using var place = new Place();
        var both = await Task.WhenAll(Holder.StartAsync(place.Folder), Holder.StartAsync(place.Folder));
        using var one = both[0];
        using var other = both[1];
        Assert.Equal(["joined", "owns"], both.Select(holder => holder.Role).Order());
        await using var third = await place.StartAsync();
        Assert.True(third.JoinedRunning);
    }

    [Fact]
    public async Task The_server_of_a_killed_owner_is_taken_over_with_its_port_and_stopped_by_the_next()
    {
        using var owner = await Holder.StartAsync(_place.Folder);
        Assert.Equal("owns", owner.Role);
        var postmaster = Assert.NotNull(_place.Postmaster);
        await owner.KillAsync();
        Assert.True(Processes.Runs(postmaster));

        await using (var heir = await _place.StartAsync())
        {
            Assert.False(heir.JoinedRunning);
            Assert.Equal(postmaster, _place.Postmaster);
            Assert.Equal("1", await heir.AskAsync("select 1"));
        }

        Assert.False(Processes.Runs(postmaster));
    }

    [Fact]
    public async Task Who_joined_a_server_works_on_when_the_owner_stops_it_and_stops_it_in_the_end()
    {
        using var owner = await Holder.StartAsync(_place.Folder);
        var postmaster = Assert.NotNull(_place.Postmaster);
        await using (var joined = await _place.StartAsync())
        {
            Assert.True(joined.JoinedRunning);
            await owner.InterruptAsync();
            Assert.False(Processes.Runs(postmaster));
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(TimeSpan.FromMinutes(1));
            while (!_place.Log.Any(line => line.Contains("started it again", StringComparison.Ordinal)))
            {
                await Task.Delay(50, patience.Token);
            }

            Assert.Equal("1", await joined.AskAsync("select 1"));
            postmaster = Assert.NotNull(_place.Postmaster);
        }

        Assert.False(Processes.Runs(postmaster));
    }

    [Fact]
    public async Task Ctrl_C_reaches_the_owner_first_and_ends_the_server_in_order()
    {
        using var owner = await Holder.StartAsync(_place.Folder);
        var postmaster = Assert.NotNull(_place.Postmaster);
        Assert.NotEqual(Processes.Session(owner.Id), Processes.Session(postmaster));

        await owner.InterruptAsync();
        Assert.False(Processes.Runs(postmaster));
        Assert.Contains("database system is shut down", await File.ReadAllTextAsync(
            Path.Combine(_place.Folder, "server.log"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_killed_test_run_left_is_stopped_and_deleted_and_what_is_in_use_is_not()
    {
        using var place = new Place();
        var left = Path.Combine(place.Parent, "left");
        var used = Path.Combine(place.Parent, "used");
        using var killed = await Holder.StartAsync(left, ephemeral: true);
        using var living = await Holder.StartAsync(used, ephemeral: true);
        var orphan = Assert.NotNull(RunningServer.ProcessOn(new ClusterFolder(left)));
        await killed.KillAsync();

        await using var next = await place.StartAsync(place.ThrownAway);
        Assert.False(Processes.Runs(orphan));
        Assert.False(Directory.Exists(left));
        Assert.NotNull(RunningServer.ProcessOn(new ClusterFolder(used)));
    }
}
