using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using InfusionTracker.Api.Hosting;
using InfusionTracker.Api.Platform;
using InfusionTracker.Api.Tests.Platform;
using Npgsql;

namespace InfusionTracker.Api.Tests.Hosting;

/// <summary>A service that is started before its database, or faster than it.</summary>
public sealed class FirstConnectionTests(RunningService service) : IClassFixture<RunningService>
{
    private readonly ConcurrentQueue<string> _told = new();

    [Fact]
    public async Task A_database_that_lets_in_is_not_waited_for()
    {
        await First(60).Wait(service.Address.Service, TestContext.Current.CancellationToken);
        Assert.Empty(_told);
    }

    [Theory]
    [InlineData("Password=wrong", PostgresErrorCodes.InvalidPassword)]
    [InlineData("Database=nobody_made_this", PostgresErrorCodes.InvalidCatalogName)]
    public async Task What_waiting_does_not_mend_ends_the_start_at_once(string wrong, string state)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            First(60).Wait($"{service.Address.Service};{wrong}", TestContext.Current.CancellationToken));
        Assert.Equal(state, refused.SqlState);
        Assert.Empty(_told);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_waited_for_and_named()
    {
        var port = FreePort();
        var refused = await Assert.ThrowsAsync<CommandException>(() => First(1).Wait(At(port), TestContext.Current.CancellationToken));
        Assert.Equal(
            $"The database at 127.0.0.1 (port {port}) was waited for in vain for 1 s: it refuses connections, as where no PostgreSQL listens. Start it, or correct the connection string.",
            refused.Message);
        Assert.StartsWith($"Waiting for the database at 127.0.0.1 (port {port}), 1 s more: it refuses connections", Assert.Single(_told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_waited_for_and_so_is_one_that_breaks_off()
    {
        using var silent = Listening();
        var refused = await Assert.ThrowsAsync<CommandException>(() => First(1).Wait(At(silent), TestContext.Current.CancellationToken));
        Assert.Contains("it does not answer", refused.Message, StringComparison.Ordinal);
        using var hasty = Listening();
        _ = Serve(hasty, client =>
        {
            client.Dispose();
            return Task.CompletedTask;
        });
        refused = await Assert.ThrowsAsync<CommandException>(() => First(1).Wait(At(hasty), TestContext.Current.CancellationToken));
        Assert.Contains("it breaks the connection off", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_starts_up_is_waited_for_until_it_lets_in()
    {
        using var server = Listening();
        var tries = 0;
        _ = Serve(server, client => Interlocked.Increment(ref tries) < 3 ? StartingUp(client) : Forward(client));
        await First(60).Wait(At(server), TestContext.Current.CancellationToken);
        Assert.Equal(3, tries);
        Assert.Collection(
            _told,
            line => Assert.EndsWith("it is starting up, recovering or shutting down.", line, StringComparison.Ordinal),
            line => Assert.Equal("The database lets the service in.", line));
    }

    [Fact]
    public async Task A_first_connection_may_take_longer_than_any_later_one()
    {
        using var server = Listening();
        var isTold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = Serve(server, async client =>
        {
            await isTold.Task;
            await Forward(client);
        });
        await new FirstConnection(line =>
        {
            _told.Enqueue(line);
            isTold.TrySetResult();
        }).Wait(At(server), TestContext.Current.CancellationToken);
        Assert.EndsWith("it does not answer.", Assert.Single(_told), StringComparison.Ordinal);
    }

    private FirstConnection First(int seconds) => new(_told.Enqueue, TimeSpan.FromSeconds(seconds));

    private string At(int port) =>
        new NpgsqlConnectionStringBuilder(service.Address.Service)
        {
            Host = "127.0.0.1",
            Port = port,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;

    private string At(TcpListener listener) => At(((IPEndPoint)listener.LocalEndpoint).Port);

    private static TcpListener Listening()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static int FreePort()
    {
        using var listener = Listening();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task Serve(TcpListener listener, Func<TcpClient, Task> answer)
    {
        try
        {
            while (true)
            {
                _ = answer(await listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    /// <summary>What PostgreSQL says while it starts, in its own protocol.</summary>
    private static async Task StartingUp(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            await stream.ReadExactlyAsync(new byte[8]);
            byte[] fields = [.. "SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0"u8];
            byte[] length = [0, 0, 0, (byte)(fields.Length + 4)];
            await stream.WriteAsync((byte[])[(byte)'E', .. length, .. fields]);
        }
    }

    private async Task Forward(TcpClient client)
    {
        using var server = new TcpClient();
        var given = new NpgsqlConnectionStringBuilder(service.Address.Service);
        await server.ConnectAsync(given.Host!, given.Port);
        await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream()), server.GetStream().CopyToAsync(client.GetStream()));
        client.Dispose();
    }
}
