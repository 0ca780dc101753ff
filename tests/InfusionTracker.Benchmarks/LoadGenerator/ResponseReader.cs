using System.Buffers.Text;
using System.Text;

namespace InfusionTracker.Benchmarks.LoadGenerator;

/// <summary>Finds the end of one answer after another: status line, Content-Length or chunks, and nothing else of HTTP.</summary>
public sealed class ResponseReader
{
    private enum At
    {
        Head,
        Body,
        ChunkSize,
        Chunk,
        ChunkEnd,
        Trailer,
    }

    private readonly byte[] _head = new byte[16 * 1024];
    private int _headLength;
    private At _at;
    private long _left;

    public int Status { get; private set; }

    public long Bytes { get; private set; }

    public long Lines { get; private set; }

    /// <summary>What the last refusal said.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Takes the body as it comes; null to throw it away.</summary>
    public Stream? Body { get; set; }

    /// <summary>Whether line feeds are counted.</summary>
    public bool CountsLines { get; init; }

    /// <summary>Reads on.</summary>
    /// <returns>True where the answer is whole; nothing comes after it, since the next request was not sent.</returns>
    public bool Read(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            switch (_at)
            {
                case At.Head:
                    var length = Math.Min(bytes.Length, _head.Length - _headLength);
                    var searchFrom = Math.Max(0, _headLength - 3);
                    bytes[..length].CopyTo(_head.AsSpan(_headLength));
                    var end = _head.AsSpan(searchFrom, _headLength + length - searchFrom).IndexOf("\r\n\r\n"u8);
                    if (end < 0)
                    {
                        _headLength += length;
                        return false;
                    }

                    var whole = searchFrom + end + 4;
                    bytes = bytes[(whole - _headLength)..];
                    ReadHead(_head.AsSpan(0, whole));
                    _headLength = 0;
                    if (_at == At.Body && _left == 0)
                    {
                        return Done();
                    }

                    break;

                case At.Body or At.Chunk:
                    var taken = (int)Math.Min(_left, bytes.Length);
                    Take(bytes[..taken]);
                    bytes = bytes[taken..];
                    _left -= taken;
                    if (_left == 0)
                    {
                        if (_at == At.Body)
                        {
                            return Done();
                        }

                        _at = At.ChunkEnd;
                    }

                    break;

                case At.ChunkEnd:
                    if (bytes[0] == '\n')
                    {
                        _at = At.ChunkSize;
                    }

                    bytes = bytes[1..];
                    break;

                case At.ChunkSize:
                    if (bytes[0] == '\n')
                    {
                        _at = _left == 0 ? At.Trailer : At.Chunk;
                    }
                    else if (bytes[0] != '\r')
                    {
                        _left = (_left << 4) | (uint)HexDigit(bytes[0]);
                    }

                    bytes = bytes[1..];
                    break;

                default:
                    if (bytes[0] == '\n')
                    {
                        return Done();
                    }

                    bytes = bytes[1..];
                    break;
            }
        }

        return false;
    }

    private void ReadHead(ReadOnlySpan<byte> head)
    {
        Status = Utf8Parser.TryParse(head[9..12], out int status, out _) ? status : 0;
        var length = head.IndexOf("\r\nContent-Length: "u8);
        (_at, _left) = length >= 0 && Utf8Parser.TryParse(head[(length + 18)..], out long bytes, out _) ? (At.Body, bytes)
            : head.IndexOf("\r\nTransfer-Encoding: chunked"u8) >= 0 ? (At.ChunkSize, 0)
            : (At.Body, 0);
    }

    private void Take(ReadOnlySpan<byte> body)
    {
        Bytes += body.Length;
        if (Status >= 400)
        {
            Refusal = Encoding.UTF8.GetString(body[..Math.Min(1000, body.Length)]);
        }

        Body?.Write(body);
        if (CountsLines)
        {
            Lines += body.Count((byte)'\n');
        }
    }

    private bool Done()
    {
        (_at, _left) = (At.Head, 0);
        return true;
    }

    private static int HexDigit(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
