using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Conventions;

namespace InfusionTracker.Api.Tests.Fuzzing;

/// <summary>A request with something wrong about it, or something odd.</summary>
/// <param name="Operation">The operation that it is of.</param>
/// <param name="Address">Path and query, as they are sent.</param>
/// <param name="Body">The body; null for none.</param>
/// <param name="ContentType">Its type; null for none.</param>
/// <param name="Headers">Other headers.</param>
/// <param name="IsElsewhere">True where the path itself was changed, so that another operation or none may answer.</param>
internal sealed record Mutant(
    Operation Operation, string Address, byte[]? Body, string? ContentType, IReadOnlyDictionary<string, string> Headers, bool IsElsewhere)
{
    /// <summary>A value that no error may repeat.</summary>
    public const string Canary = "canary-3f9c";

    private const string Place = "@@here@@";

    private static readonly string[] Tokens =
    [
        "null", "true", "\"\"", "\" \"", "0", "-1", "1.5", "-0.0", "1e400", "-1e400", "1e28", "1e-28", "2147483648", "9223372036854775808",
        new string('9', 60), "0." + new string('0', 40) + "1", "\"NaN\"", "\"Infinity\"", "\"1\"", "[]", "{}", "[[]]", "[null]", "[{}]",
        "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00x\"", "\"\\u202e\"", "\"\\ufeff\"", "\"😀\"", "\"" + new string('x', 5000) + "\"",
        "\"'; drop table patient; --\"", "\"%00\"", "\"${jndi:ldap://x}\"", "\"../../etc/passwd\"",
        "\"2026-03-02T09:00:00\"", "\"2026-03-02\"", "\"2026-03-02T09:00:00+02:00\"", "\"2026-02-30T00:00:00Z\"", "\"2026-03-02T24:00:00Z\"",
        "\"0001-01-01T00:00:00Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"9999-12-31T23:59:59-14:00\"", "\"1899-12-31T23:59:59Z\"",
        "\"2026-03-02T09:00:00.123456789Z\"", "\"P1Y\"", "\"PT-5M\"", "\"PT99999999999H\"", "\"P36525D\"", "\"PT0S\"", "\"PT0.0000001S\"",
        "\"00000000-0000-0000-0000-000000000000\"", "\"0196F7A0-0000-7000-8000-000000000001\"", "\"not-a-uuid\"", "\"ketamine\"", "\"HAMA\"", "\"mg/h\"",
        "\"" + Canary + "\"",
    ];

    private static readonly string[] QueryValues =
    [
        "", "%00", "-1", "0", "501", "1.5", "3,1", "1e9", "99999999999999999999", "NaN", "true", "null", "%F0%9F%98%80", "%ED%A0%80", "%FF", "a%20b", "%27%3B--",
        "2026-03-02T09:00:00", "2026-03-02T09:00:00Z", "2026-03-02T09:00:00%2B02:00", "2026-03-02T09:00:00+02:00", "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z", "PT5M", "P0D", "PT-5M", "P1Y", "PT99999999H", "PT0.0000001S", "PT1H%C2%B1PT2H", "HAMA", "PCL5", "CSSRS_SCREEN", "8867-4", "response",
        "relapse", "protocol", "session", "course", "exact", "-startedAt", "recordedAt", "in-progress", "ketamine", "1/7", "1/0", "percent-reduction%3E%3D50",
        "level%3C%3D", "urn:x%7Cy", "00000000-0000-0000-0000-000000000000", "eyJhIjoxfQ", new string('x', 3000),
    ];

    private static readonly string[] HeaderValues =
    [
        "", "*", "\"1\"", "\"99\"", "W/\"1\"", "\"1\", \"2\"", "é", "\u0001", new string('k', 300), "a b", "ETREAT", "TREAT", "bytes=0-1", "javascript", "https, ftp",
        "a.example, b.example:99999", "[::1", "xn--", "a.xn--99999999:80", "/a/../b", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "100-continue", "\"", "0", "-1",
        "Mon, 02 Mar 2026 09:00:00 GMT",
    ];

    private static readonly string[] HeaderNames =
    [
        "If-Match", "If-None-Match", "If-Modified-Since", "If-Range", "Idempotency-Key", "Purpose-Of-Use", "Purpose-Of-Use-Reason", "Accept", "Range", "X-Request-Id",
        "traceparent", "tracestate", "baggage", "Content-Encoding", "Content-Language", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix",
        "Forwarded", "Accept-Encoding", "Accept-Charset", "Expect", "Origin", "Cookie", "Prefer", "TE", "Upgrade", "Host", "X-HTTP-Method-Override",
    ];

    /// <summary>What is sent to prove who asks, and proves nothing. The keys have the length of a key, and characters that none has.</summary>
    private static readonly string[] Credentials =
    [
        "", "Bearer", "Bearer ", "bearer x", "Basic eDp5", "Bearer a b", "Bearer eyJhbGciOiJub25lIn0.e30.", "Bearer eyJhbGciOiJSUzI1NiJ9.e30.AA", "Bearer ..", "Bearer é",
        "Bearer itk_", "Bearer " + new string('.', 9000),
        .. "!.+/= éA".Select(last => $"Bearer itk_{new string('A', 85)}{last}"),
        .. "!.+/= éB".Select(inner => $"Bearer itk_{new string('A', 40)}{inner}{new string('A', 45)}"),
        .. "BPfvx9-_".Select(spare => $"Bearer itk_{new string('A', 85)}{spare}"),
    ];

    private static readonly string?[] ContentTypes = [null, "text/plain", "application/json; charset=bogus", "application/json; charset=utf-16", "application/json; charset=\"utf-8\"", "application/xml", "application/json;;", "multipart/form-data"];

    /// <summary>Makes one of an operation as it should be.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="address">Its address as it should be.</param>
    /// <param name="body">Its body as it should be; null where it has none.</param>
    /// <param name="random">Decides.</param>
    public static Mutant Of(Operation operation, string address, JsonNode? body, Random random)
    {
        var headers = new Dictionary<string, string>();
        if (operation.NeedsIfMatch)
        {
            headers["If-Match"] = random.Next(4) == 0 ? "*" : "\"1\"";
        }

        var mutant = new Mutant(operation, address, body is null ? null : Text(body), body is null ? null : "application/json", headers, IsElsewhere: false);
        var changes = 1 + (random.Next(4) == 0 ? 1 : 0);
        for (var i = 0; i < changes; i++)
        {
            mutant = (body is null ? random.Next(6, 12) : random.Next(12)) switch
            {
                < 5 => mutant with { Body = Bent(body!, random) },
                5 => mutant with { Body = Broken(mutant.Body!, random) },
                6 or 7 => mutant.Asked(random),
                8 or 9 or 10 => mutant.Headed(random),
                _ => random.Next(3) == 0 ? mutant.Misaddressed(random) : mutant with { ContentType = Pick(ContentTypes, random) },
            };
        }

        return mutant;
    }

    public HttpRequestMessage Request(Uri service)
    {
        var options = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var request = new HttpRequestMessage(Operation.Method, new Uri(service.ToString().TrimEnd('/') + Address, options));
        if (Body is not null)
        {
            request.Content = new ByteArrayContent(Body);
            if (ContentType is not null)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
            }
        }

        foreach (var (name, value) in Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request;
    }

    public override string ToString() =>
        $"{Operation.Method} {Address} {string.Join(' ', Headers)} {ContentType} {(Body is null ? "" : Encoding.UTF8.GetString(Body.Length > 2000 ? Body[..2000] : Body))}";

    /// <summary>The body with one value replaced, taken out, doubled or added.</summary>
    private static byte[] Bent(JsonNode body, Random random)
    {
        var bent = body.DeepClone();
        var spots = Spots(bent).ToList();
        if (spots.Count == 0)
        {
            return Text(bent);
        }

        var (parent, key) = Pick(spots, random);
        var token = random.Next(6) == 0 ? "null" : Pick(Tokens, random);
        switch (random.Next(6), parent)
        {
            case (0, JsonObject o):
                o.Remove((string)key);
                return Text(bent);
            case (1, JsonObject o):
                o["unknown" + random.Next(3)] = Place;
                return Replaced(bent, token);
            case (2, JsonObject o):
                o[Place] = o[(string)key]?.DeepClone();
                return Encoding.UTF8.GetBytes(bent.ToJsonString().Replace(Place, (string)key, StringComparison.Ordinal));
            case (_, JsonObject o):
                o[(string)key] = Place;
                return Replaced(bent, token);
            default:
                ((JsonArray)parent)[(int)key] = Place;
                return Replaced(bent, token);
        }
    }

    private static byte[] Replaced(JsonNode body, string token) =>
        Encoding.UTF8.GetBytes(body.ToJsonString().Replace($"\"{Place}\"", token, StringComparison.Ordinal));

    /// <summary>The bytes of a body that is no JSON any more, or another than was meant.</summary>
    private static byte[] Broken(byte[] body, Random random) => random.Next(9) switch
    {
        0 => [],
        1 => body[..random.Next(body.Length)],
        2 => [0xEF, 0xBB, 0xBF, .. body],
        3 => [.. body, .. "{}"u8],
        4 => [.. body[..^1], 0xC3, 0x28, .. body[^1..]],
        5 => [.. Enumerable.Repeat((byte)'[', 200)],
        6 => "null"u8.ToArray(),
        7 => [.. "[["u8, .. body, .. "]]"u8],
        _ => [.. "{\"a\":"u8, .. body, .. "}"u8],
    };

    private Mutant Asked(Random random)
    {
        var names = Operation.Parameters("query").Select(p => (string)p["name"]!).Append("limit").Append("cursor").Append("unknown").ToList();
        var query = $"{Pick(names, random)}={Pick(QueryValues, random)}";
        return this with { Address = Address + (Address.Contains('?', StringComparison.Ordinal) ? '&' : '?') + query };
    }

    private Mutant Headed(Random random) => random.Next(4) == 0
        ? With("Authorization", Pick(Credentials, random))
        : With(Pick(HeaderNames, random), Pick(HeaderValues, random));

    private Mutant With(string header, string value) => this with { Headers = new Dictionary<string, string>(Headers) { [header] = value } };

    private Mutant Misaddressed(Random random)
    {
        string[] parts = ["%00", "..%2f..", "x", "%ff", "00000000-0000-0000-0000-000000000000", "{sessionId}", "%2e%2e", "a%0d%0ab", new string('y', 2000)];
        var segments = Address.Split('/');
        segments[random.Next(1, segments.Length)] = Pick(parts, random);
        return this with { Address = string.Join('/', segments), IsElsewhere = true };
    }

    private static IEnumerable<(JsonNode Parent, object Key)> Spots(JsonNode node) => node switch
    {
        JsonObject o => o.SelectMany(member => Inner(member.Value).Prepend((o, member.Key))),
        JsonArray a => a.SelectMany((item, i) => Inner(item).Prepend((a, i))),
        _ => [],
    };

    private static IEnumerable<(JsonNode Parent, object Key)> Inner(JsonNode? node) => node is null ? [] : Spots(node);

    private static byte[] Text(JsonNode body) => JsonSerializer.SerializeToUtf8Bytes(body);

    private static T Pick<T>(IReadOnlyList<T> from, Random random) => from[random.Next(from.Count)];
}
