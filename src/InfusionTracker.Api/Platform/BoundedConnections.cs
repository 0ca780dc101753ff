using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace InfusionTracker.Api.Platform;

/// <summary>
/// Accepts no more connections than there is room for, those included that Kestrel turns away: it does that after they were accepted,
/// and so a burst of them would take every file that the process may open. Who comes beyond waits in the queue of the system.
/// </summary>
/// <param name="sockets">Accepts them.</param>
/// <param name="most">How many may be open at once, over all addresses.</param>
public sealed class BoundedConnections(SocketTransportFactory sockets, int most)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector, IDisposable
{
    private readonly SemaphoreSlim _places = new(most);

    public bool CanBind(EndPoint endpoint) => sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await sockets.BindAsync(endpoint, cancellationToken), _places);

    public void Dispose() => _places.Dispose();

    private sealed class Listener(IConnectionListener all, SemaphoreSlim places) : IConnectionListener
    {
        private readonly CancellationTokenSource _end = new();

        public EndPoint EndPoint => all.EndPoint;

        /// <summary>The next connection, once there is a place for it; null where none is accepted any more.</summary>
        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            try
            {
                await places.WaitAsync(_end.Token);
            }
            catch (OperationCanceledException)
            {
                return null;
            }

            ConnectionContext? accepted = null;
            try
            {
                accepted = await all.AcceptAsync(cancellationToken);
                return accepted is null ? null : new Placed(accepted, places);
            }
            finally
            {
                if (accepted is null)
                {
                    places.Release();
                }
            }
        }

        public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            await _end.CancelAsync();
            await all.UnbindAsync(cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await all.DisposeAsync();
            _end.Dispose();
        }
    }

    /// <summary>A connection, which gives its place back once its socket is closed.</summary>
    private sealed class Placed(ConnectionContext connection, SemaphoreSlim places) : ConnectionContext
    {
        private int _isGivenBack;

        public override string ConnectionId { get => connection.ConnectionId; set => connection.ConnectionId = value; }

        public override IFeatureCollection Features => connection.Features;

        public override IDictionary<object, object?> Items { get => connection.Items; set => connection.Items = value; }

        public override IDuplexPipe Transport { get => connection.Transport; set => connection.Transport = value; }

        public override CancellationToken ConnectionClosed { get => connection.ConnectionClosed; set => connection.ConnectionClosed = value; }

        public override EndPoint? LocalEndPoint { get => connection.LocalEndPoint; set => connection.LocalEndPoint = value; }

        public override EndPoint? RemoteEndPoint { get => connection.RemoteEndPoint; set => connection.RemoteEndPoint = value; }

        public override void Abort() => connection.Abort();

        public override void Abort(ConnectionAbortedException abortReason) => connection.Abort(abortReason);

        public override async ValueTask DisposeAsync()
        {
            try
            {
                await connection.DisposeAsync();
                await base.DisposeAsync();
            }
            finally
            {
                if (Interlocked.Exchange(ref _isGivenBack, 1) == 0)
                {
                    places.Release();
                }
            }
        }
    }
}
