using System.Net;
using System.Net.Sockets;

namespace InfusionTracker.Benchmarks.LoadGenerator;

/// <summary>One kept-alive connection: sends a request, reads the answer to its end, tells so.</summary>
internal sealed class LoadConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly SocketAsyncEventArgs _sending = new();
    private readonly SocketAsyncEventArgs _receiving = new();
    private readonly Action<LoadConnection> _answered;

    /// <param name="request">The request, patched before each send.</param>
    /// <param name="reader">Reads the answers.</param>
    /// <param name="answered">Told of each answer, and of a broken connection, whose status is 0.</param>
    public LoadConnection(byte[] request, ResponseReader reader, Action<LoadConnection> answered)
    {
        (Request, Reader, _answered) = (request, reader, answered);
        _sending.Completed += (_, _) => Sent();
        _receiving.Completed += (_, _) =>
        {
            if (Received())
            {
                Receive();
            }
        };
        _receiving.SetBuffer(new byte[256 * 1024]);
    }

    public byte[] Request { get; }

    public ResponseReader Reader { get; }

    /// <summary>When the request was due.</summary>
    public long Due { get; set; }

    /// <summary>Status of the answer; 0 where the connection broke.</summary>
    public int Status { get; private set; }

    public void Connect(int port) => _socket.Connect(IPAddress.Loopback, port);

    /// <summary>Sends the request.</summary>
    public void Send()
    {
        _sending.SetBuffer(Request);
        if (!_socket.SendAsync(_sending))
        {
            Sent();
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _sending.Dispose();
        _receiving.Dispose();
    }

    private void Sent()
    {
        if (_sending.SocketError != SocketError.Success)
        {
            Break();
            return;
        }

        Receive();
    }

    private void Receive()
    {
        try
        {
            while (!_socket.ReceiveAsync(_receiving))
            {
                if (!Received())
                {
                    return;
                }
            }
        }
        catch (ObjectDisposedException)
        {
            // The run has ended.
        }
    }

    /// <returns>True where the answer goes on.</returns>
    private bool Received()
    {
        if (_receiving.SocketError != SocketError.Success || _receiving.BytesTransferred == 0)
        {
            Break();
            return false;
        }

        if (!Reader.Read(_receiving.MemoryBuffer.Span[.._receiving.BytesTransferred]))
        {
            return true;
        }

        Status = Reader.Status;
        _answered(this);
        return false;
    }

    private void Break()
    {
        Status = 0;
        _answered(this);
    }
}
