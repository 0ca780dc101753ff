using System.Globalization;
using System.Text;

namespace InfusionTracker.Benchmarks.LoadGenerator;

/// <summary>A request as bytes, of which only ids and numbers are written anew. See <see cref="LoadOrder.Request"/>.</summary>
public sealed class RequestTemplate
{
    private const int IdLength = 36;
    private const int NumberLength = 12;

    private readonly byte[] _bytes;
    private readonly List<int> _ids = [];
    private readonly List<int> _numbers = [];

    /// <param name="request">Head and body; the head's Content-Length is put in here.</param>
    public RequestTemplate(string request)
    {
        var text = new StringBuilder();
        for (var at = 0; at < request.Length;)
        {
            var rest = request.AsSpan(at);
            if (rest.StartsWith("{id}"))
            {
                _ids.Add(text.Length);
                text.Append('0', IdLength);
                at += 4;
            }
            else if (rest.StartsWith("{n}"))
            {
                _numbers.Add(text.Length);
                text.Append('0', NumberLength);
                at += 3;
            }
            else
            {
                text.Append(request[at++]);
            }
        }

        _bytes = Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>A request in HTTP/1.1.</summary>
    public static string Http(string method, string path, string key, string? body = null, params ReadOnlySpan<string> headers)
    {
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n");
        foreach (var header in headers)
        {
            head.Append(header).Append("\r\n");
        }

        if (body is not null)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: application/json\r\nContent-Length: {new RequestTemplate(body)._bytes.Length}\r\n");
        }

        return head.Append("\r\n").Append(body).ToString();
    }

    /// <summary>A copy that a connection patches.</summary>
    public byte[] Copy() => [.. _bytes];

    /// <summary>Writes new ids and numbers into a copy.</summary>
    /// <param name="copy">From <see cref="Copy"/>.</param>
    /// <param name="run">Number of the run.</param>
    /// <param name="next">Counts the ids of the run.</param>
    /// <param name="random">Draws numbers.</param>
    /// <param name="numbers">How many there are.</param>
    /// <param name="stride">How far apart they are.</param>
    public void Patch(byte[] copy, int run, ref long next, Random random, int numbers, int stride)
    {
        foreach (var at in _ids)
        {
            // In order of time, as version 7 UUIDs are: 7rrr0000-0000-7000-8ccc-cccccccccccc.
            var id = copy.AsSpan(at, IdLength);
            "70000000-0000-7000-8000-000000000000"u8.CopyTo(id);
            Hex(id[1..4], run);
            var count = Interlocked.Increment(ref next);
            Hex(id[20..23], count >> 48);
            Hex(id[24..36], count);
        }

        foreach (var at in _numbers)
        {
            var n = random.Next(numbers) * stride;
            for (var digit = at + NumberLength - 1; n > 0; digit--)
            {
                copy[digit] = (byte)('0' + (n % 10));
                n /= 10;
            }
        }
    }

    /// <summary>Sets the digits of numbers back, which <see cref="Patch"/> writes only as far as they go.</summary>
    public void Clear(byte[] copy)
    {
        foreach (var at in _numbers)
        {
            copy.AsSpan(at, NumberLength).Fill((byte)'0');
        }
    }

    private static void Hex(Span<byte> digits, long value)
    {
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            digits[i] = "0123456789abcdef"u8[(int)(value & 15)];
            value >>= 4;
        }
    }
}
