using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace InfusionTracker.Faults.Tests;

/// <summary>What the network between service and database does.</summary>
public enum Network
{
    /// <summary>Everything goes through.</summary>
    Whole,

    /// <summary>Each packet to the database waits for 200 ms.</summary>
    Slow,

    /// <summary>Connections stand, and nothing goes through them.</summary>
    BlackHole,
}

/// <summary>
/// Stands between the service and PostgreSQL, and understands just enough of their protocol to know the reply to the
/// COMMIT of a write.
/// </summary>
public sealed class PostgresProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Link, byte> _links = new();
    private readonly int _target;
    private readonly Task _accepting;
    private int _commits;
    private int _dropped;

    /// <param name="target">Port of PostgreSQL on this machine.</param>
    public PostgresProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Network Network { get; set; }

    /// <summary>Of so many replies to the COMMIT of a write, one is dropped and its connection cut; 0 for none.</summary>
    public int DropOneCommitIn { get; set; }

    /// <summary>How many replies were dropped.</summary>
    public int Dropped => _dropped;

    /// <summary>Resets every connection.</summary>
    public void Reset()
    {
        foreach (var link in _links.Keys)
        {
            link.Cut();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        Reset();
        await _accepting;
        _end.Dispose();
    }

    private async Task Accept()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                _ = Serve(await _listener.AcceptSocketAsync(_end.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The end, or a client that was gone before it was accepted.
            }
        }
    }

    private async Task Serve(Socket client)
    {
        var link = new Link(client);
        _links[link] = 0;
        try
        {
            await link.Server.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
            await Task.WhenAny(
                Pump(client, link.Server, link.ReadFrontend, delayed: true),
                Pump(link.Server, client, message => link.ReadBackend(message) && Drops(), delayed: false));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // PostgreSQL is down.
        }

        link.Cut();
        _links.TryRemove(link, out _);
    }

    /// <summary>Passes on whole messages; one that <paramref name="drops"/> ends the link instead.</summary>
    private async Task Pump(Socket from, Socket to, Func<ReadOnlyMemory<byte>, bool> drops, bool delayed)
    {
        var buffer = new byte[64 * 1024];
        var filled = 0;
        var typed = !delayed; // the first message of a client has no type
        try
        {
            while (await from.ReceiveAsync(buffer.AsMemory(filled), _end.Token) is > 0 and var received)
            {
                filled += received;
                var whole = 0;
                while (Length(buffer.AsSpan(whole, filled - whole), typed) is { } length && whole + length <= filled)
                {
                    if (typed && drops(buffer.AsMemory(whole, length)))
                    {
                        return;
                    }

                    whole += length;
                    typed = true;
                }

                if (whole == 0 && filled == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }

                if (delayed && Network == Network.Slow)
                {
                    await Task.Delay(200, _end.Token);
                }

                while (Network == Network.BlackHole)
                {
                    await Task.Delay(20, _end.Token);
                }

                for (var sent = 0; sent < whole;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, whole - sent), _end.Token);
                }

                buffer.AsSpan(whole, filled - whole).CopyTo(buffer);
                filled -= whole;
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two is gone.
        }
    }

    private static int? Length(ReadOnlySpan<byte> bytes, bool typed)
    {
        var head = typed ? 1 : 0;
        return bytes.Length < head + 4 ? null : head + BinaryPrimitives.ReadInt32BigEndian(bytes[head..]);
    }

    private bool Drops()
    {
        if (DropOneCommitIn is not (> 0 and var of) || Interlocked.Increment(ref _commits) % of != 0)
        {
            return false;
        }

        Interlocked.Increment(ref _dropped);
        return true;
    }

    /// <summary>One connection of the service, and what is under way on it.</summary>
    private sealed class Link(Socket client)
    {
        private readonly ConcurrentDictionary<string, bool> _beginsRead = new();
        private readonly ConcurrentQueue<bool> _isRead = new();
        private bool _reads;

        public Socket Server { get; } = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        /// <summary>Notes whether the pipeline that the service sends begins a read that has a COMMIT, which most have not.</summary>
        public bool ReadFrontend(ReadOnlyMemory<byte> message)
        {
            var body = message.Span[5..];
            switch ((char)message.Span[0])
            {
                case 'P':
                    _beginsRead[Text(body, out var read)] = Text(body[read..], out _).StartsWith("BEGIN ISOLATION LEVEL REPEATABLE READ", StringComparison.Ordinal);
                    break;
                case 'B':
                    Text(body, out var portal);
                    _reads |= _beginsRead.GetValueOrDefault(Text(body[portal..], out _));
                    break;
                case 'S' or 'Q':
                    _isRead.Enqueue(_reads);
                    _reads = false;
                    break;
            }

            return false;
        }

        /// <summary>True for the reply to the COMMIT of a write.</summary>
        public bool ReadBackend(ReadOnlyMemory<byte> message)
        {
            switch ((char)message.Span[0])
            {
                case 'Z':
                    _isRead.TryDequeue(out _);
                    return false;
                case 'C' when message.Span[5..].SequenceEqual("COMMIT\0"u8):
                    return !(_isRead.TryPeek(out var read) ? read : _reads);
                default:
                    return false;
            }
        }

        /// <summary>Ends both sides with a reset.</summary>
        public void Cut()
        {
            foreach (var socket in (ReadOnlySpan<Socket>)[client, Server])
            {
                try
                {
                    socket.LingerState = new LingerOption(enable: true, seconds: 0);
                }
                catch (Exception e) when (e is SocketException or ObjectDisposedException)
                {
                    // It was never connected, or is closed.
                }

                socket.Dispose();
            }
        }

        private static string Text(ReadOnlySpan<byte> bytes, out int read)
        {
            var end = bytes.IndexOf((byte)0);
            read = end + 1;
            return Encoding.UTF8.GetString(bytes[..end]);
        }
    }
}
