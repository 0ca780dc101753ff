using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace InfusionTracker.LocalPostgres.Tests;

public sealed class RecoveryTests : IClassFixture<Place>
{
    private readonly Place _place;

    public RecoveryTests(Place place)
    {
        _place = place;
        place.Log.Clear();
    }

    [Fact]
    public async Task A_killed_server_comes_back_with_every_committed_row()
    {
        await using var killed = await _place.StartAsync(_place.Kept with { Durable = true });
        await killed.AskAsync("create table reading (score int)");
        await killed.AskAsync("insert into reading values (27)");
        Kill(_place);

        await using var next = await _place.StartAsync();
        Assert.Equal("27", await next.AskAsync("select score from reading"));
        Assert.Contains(_place.Log, line => line.Contains("being recovered", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_whose_postmaster_alone_was_killed_comes_back()
    {
        await using (var killed = await _place.StartAsync(_place.Kept with { Durable = true }))
        {
            await using var session = new NpgsqlConnection(killed.SuperuserConnectionString + ";Pooling=false");
            await session.OpenAsync(TestContext.Current.CancellationToken);
            Processes.Signal("-KILL", Assert.NotNull(_place.Postmaster));
            await WaitUntilAsync(() => _place.Postmaster is null);
        }

        await using var next = await _place.StartAsync();
        Assert.Equal("1", await next.AskAsync("select 1"));
        Assert.False(next.JoinedRunning);
    }

    [Fact]
    public async Task A_process_number_left_in_the_data_that_now_is_another_programs_does_not_stop_a_start()
    {
        await using (await _place.StartAsync())
        {
        }

        var stale = Path.Combine(_place.Folder, "data", "postmaster.pid");
        await File.WriteAllTextAsync(stale, $"{Environment.ProcessId}\n{_place.Folder}/data\n1\n1\n\n\n", TestContext.Current.CancellationToken);
        await using var next = await _place.StartAsync();
        Assert.Equal("1", await next.AskAsync("select 1"));
    }

    [Fact]
    public async Task A_folder_whose_making_was_cut_short_is_made_anew()
    {
        using var place = new Place();
        var unfinished = Directory.CreateDirectory(Path.Combine(place.Folder, "data.tmp", "base")).FullName;
        await File.WriteAllTextAsync(Path.Combine(place.Folder, "data.tmp", "PG_VERSION"), "15\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(place.Folder, "password"), "half", TestContext.Current.CancellationToken);

        await using var cluster = await place.StartAsync();
        Assert.Equal("1", await cluster.AskAsync("select 1"));
        Assert.False(Directory.Exists(unfinished));
        Assert.Contains(place.Log, line => line.Contains("never finished", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_port_that_somebody_has_taken_since_is_exchanged_for_another()
    {
        int port;
        await using (var first = await _place.StartAsync())
        {
            port = new NpgsqlConnectionStringBuilder(first.SuperuserConnectionString).Port;
        }

        using var taken = new TcpListener(IPAddress.Loopback, port);
        taken.Start();
        await using var second = await _place.StartAsync();
        Assert.NotEqual(port, new NpgsqlConnectionStringBuilder(second.SuperuserConnectionString).Port);
        Assert.Equal("1", await second.AskAsync("select 1"));
    }

    [Fact]
    public async Task A_server_that_does_not_start_says_why_in_its_own_words()
    {
        var settings = new Dictionary<string, string> { ["shared_preload_libraries"] = "no_such_library" };
        var error = await Assert.ThrowsAsync<LocalClusterException>(() => _place.StartAsync(_place.Kept with { Settings = settings }));
        Assert.Contains("could not access file \"no_such_library\"", error.Message, StringComparison.Ordinal);

        await using var mended = await _place.StartAsync();
        Assert.Equal("1", await mended.AskAsync("select 1"));
    }

    private static void Kill(Place place)
    {
        var postmaster = Assert.NotNull(place.Postmaster);
        var children = Processes.Children(postmaster);
        Assert.NotEmpty(children);
        Processes.Signal("-KILL", postmaster);
        foreach (var child in children)
        {
            Processes.Signal("-KILL", child);
        }
    }

    internal static async Task WaitUntilAsync(Func<bool> holds)
    {
        for (var waited = 0; !holds(); waited++)
        {
            Assert.True(waited < 200, "ten seconds were not enough");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
