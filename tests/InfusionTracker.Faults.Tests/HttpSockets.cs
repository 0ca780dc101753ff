using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace InfusionTracker.Faults.Tests;

/// <summary>
/// HTTP/1.1 over sockets that are kept, with next to no work for a request: clients are on the same machine as the service, and
/// what they take of it they would take from what is measured. Nothing is ever sent twice.
/// </summary>
public sealed class HttpSockets : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<Uri, ConcurrentStack<Connection>> _idle = new();

    /// <summary>Somewhat fewer at once than the service takes connections.</summary>
    private readonly SemaphoreSlim _free = new(1800);

    /// <summary>Sends a request and waits for the end of its answer.</summary>
    /// <returns>The status; "refused" where nobody listened, "broken off", or "no answer in 15 s".</returns>
    public async Task<string> Send(Uri instance, ReadOnlyMemory<byte> request)
    {
        var idle = _idle.GetOrAdd(instance, _ => new());
        await _free.WaitAsync();
        Connection? connection = null;
        var stays = false;
        try
        {
            while (idle.TryPop(out connection) && !connection.IsOpen)
            {
                connection.Dispose();
            }

            connection ??= await Connection.Open(instance);
            (var status, stays) = await connection.Exchange(request, s_patience);
            return status;
        }
        catch (SocketException) when (connection is null)
        {
            return "refused";
        }
        catch (OperationCanceledException)
        {
            return "no answer in 15 s";
        }
        catch (Exception e) when (e is SocketException or EndOfStreamException)
        {
            return "broken off";
        }
        finally
        {
            if (stays)
            {
                idle.Push(connection!);
            }
            else
            {
                connection?.Dispose();
            }

            _free.Release();
        }
    }

    public void Dispose()
    {
        foreach (var connection in _idle.Values.SelectMany(idle => idle))
        {
            connection.Dispose();
        }

        _free.Dispose();
    }

    private sealed class Connection : IDisposable
    {
        private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        private readonly byte[] _buffer = new byte[16 * 1024];
        private CancellationTokenSource _patience = new();

        /// <summary>False where the service has closed it, or said what nobody asked for.</summary>
        public bool IsOpen => !_socket.Poll(0, SelectMode.SelectRead);

        public static async Task<Connection> Open(Uri instance)
        {
            var connection = new Connection();
            try
            {
                await connection._socket.ConnectAsync(instance.Host, instance.Port);
                return connection;
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        }

        /// <returns>The status, and whether the connection may be used again.</returns>
        public async Task<(string Status, bool Stays)> Exchange(ReadOnlyMemory<byte> request, TimeSpan within)
        {
            _patience.CancelAfter(within);
            await _socket.SendAsync(request, _patience.Token);
            var read = 0;
            do
            {
                var more = await _socket.ReceiveAsync(_buffer.AsMemory(read), _patience.Token);
                read += more > 0 ? more : throw new EndOfStreamException();
            }
            while (!IsWhole(_buffer.AsSpan(0, read)));

            if (!_patience.TryReset())
            {
                _patience.Dispose();
                _patience = new();
            }

            return (Status(_buffer), _buffer.AsSpan(0, read).IndexOf("\r\nConnection: close\r\n"u8) < 0);
        }

        public void Dispose()
        {
            _socket.Dispose();
            _patience.Dispose();
        }

        /// <summary>The service says how long its answer is, or sends it in pieces of which the last is empty.</summary>
        private static bool IsWhole(ReadOnlySpan<byte> answer)
        {
            var end = answer.IndexOf("\r\n\r\n"u8);
            if (end < 0)
            {
                return false;
            }

            var length = answer[..end].IndexOf("\r\nContent-Length: "u8);
            if (length < 0)
            {
                return answer.EndsWith("\r\n0\r\n\r\n"u8);
            }

            var digits = answer[(length + 18)..(end + 2)];
            return answer.Length == end + 4 + int.Parse(digits[..digits.IndexOf((byte)'\r')], CultureInfo.InvariantCulture);
        }

        private static string Status(ReadOnlySpan<byte> answer) => answer[9..12] switch
        {
            [(byte)'2', (byte)'0', (byte)'1'] => "201",
            [(byte)'5', (byte)'0', (byte)'3'] => "503",
            var other => Encoding.ASCII.GetString(other),
        };
    }
}
