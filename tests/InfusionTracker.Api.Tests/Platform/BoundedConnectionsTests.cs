using System.Net;
using System.Net.Sockets;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>A burst of connections takes no more files of the process than there is room for.</summary>
public sealed class BoundedConnectionsTests
{
    [Fact]
    public async Task Who_comes_beyond_the_bound_is_accepted_once_another_has_gone_and_not_before()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var sockets = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        using var bounded = new BoundedConnections(sockets, most: 2);
        await using var listener = await bounded.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), cancellation);
        using var first = await Connect(listener.EndPoint, cancellation);
        using var second = await Connect(listener.EndPoint, cancellation);
        using var third = await Connect(listener.EndPoint, cancellation);
        await using var one = await listener.AcceptAsync(cancellation);
        await using var two = await listener.AcceptAsync(cancellation);

        var waits = listener.AcceptAsync(cancellation).AsTask();
        Assert.False(waits.IsCompleted);
        await one!.DisposeAsync();
        await one.DisposeAsync();
        await using var three = await waits;
        Assert.Equal(third.LocalEndPoint, three!.RemoteEndPoint);

        var last = listener.AcceptAsync(cancellation).AsTask();
        Assert.False(last.IsCompleted);
        await listener.UnbindAsync(cancellation);
        Assert.Null(await last);
    }

    private static async Task<Socket> Connect(EndPoint listener, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener, cancellation);
        return socket;
    }
}
