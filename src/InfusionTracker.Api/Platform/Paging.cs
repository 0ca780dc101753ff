using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using InfusionTracker.Api.Access;
using Microsoft.AspNetCore.Http.Extensions;

namespace InfusionTracker.Api.Platform;

/// <summary>One page of a list.</summary>
/// <param name="Items">The records, in the order asked for.</param>
/// <param name="Next">Cursor of the next page; null on the last.</param>
/// <param name="Count">How many match, where <c>count=exact</c> asked for it.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Count = null)
    : IHoldsRecords
{
    IEnumerable<Recorded>? IHoldsRecords.Records => Items as IEnumerable<Recorded>;
}

/// <summary>What part of a list is asked for.</summary>
public sealed record PageQuery
{
    /// <summary>Most records of a page, 1 to 500.</summary>
    public int? Limit { get; init; }

    /// <summary>Where the page begins: <c>next</c> of the page before.</summary>
    public string? Cursor { get; init; }

    /// <summary>The order, e.g. <c>startedAt</c>, or <c>-startedAt</c> for the latest first.</summary>
    public string? Sort { get; init; }

    /// <summary><c>exact</c> to have the matching records counted.</summary>
    public string? Count { get; init; }
}

/// <summary>What part of a list is asked for whose records are not counted.</summary>
public sealed record UncountedPageQuery
{
    /// <summary>Most records of a page, 1 to 500.</summary>
    public int? Limit { get; init; }

    /// <summary>Where the page begins: <c>next</c> of the page before.</summary>
    public string? Cursor { get; init; }

    /// <summary>The order, e.g. <c>startedAt</c>, or <c>-startedAt</c> for the latest first.</summary>
    public string? Sort { get; init; }
}

/// <summary>
/// Where to go on, sealed so that a caller can neither read nor forge it. Of a list it is the sort value and the id of the last
/// record of a page, bound to the clinic, the path and the other parameters of the list.
/// </summary>
public sealed class Cursors(byte[] secret) : IDisposable
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>One a thread: to set one up takes longer than to seal by it, and none works for two at once.</summary>
    private readonly ThreadLocal<AesGcm> _cipher = new(() => new AesGcm(secret, TagLength));

    /// <param name="list">The list that the cursor is bound to.</param>
    /// <param name="sortValue">The sort value of the last record, as PostgreSQL writes it.</param>
    /// <param name="id">Its id.</param>
    public string Seal(ReadOnlySpan<byte> list, string sortValue, Guid id) => Seal(Encoding.UTF8.GetBytes($"{id:N}{sortValue}"), list);

    public bool TryOpen(ReadOnlySpan<byte> list, string cursor, out string sortValue, out Guid id)
    {
        (sortValue, id) = ("", default);
        if (Open(cursor, list) is not { Length: >= 32 } plain)
        {
            return false;
        }

        var text = Encoding.UTF8.GetString(plain);
        (id, sortValue) = (Guid.ParseExact(text[..32], "N"), text[32..]);
        return true;
    }

    /// <summary>Seals what a caller shall keep and give back, on any instance and after any restart.</summary>
    /// <param name="plain">What it is.</param>
    /// <param name="binding">What it is for: only by the same is it opened again.</param>
    public string Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> binding)
    {
        var sealedBytes = new byte[NonceLength + plain.Length + TagLength];
        var nonce = sealedBytes.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        _cipher.Value!.Encrypt(nonce, plain, sealedBytes.AsSpan(NonceLength, plain.Length), sealedBytes.AsSpan(NonceLength + plain.Length), binding);
        return Base64Url.EncodeToString(sealedBytes);
    }

    /// <summary>Opens what was sealed; null for what was not sealed here for this.</summary>
    public byte[]? Open(string text, ReadOnlySpan<byte> binding)
    {
        if (text.Length > 400 || !Base64Url.IsValid(text))
        {
            return null;
        }

        var sealedBytes = Base64Url.DecodeFromChars(text);
        if (sealedBytes.Length < NonceLength + TagLength)
        {
            return null;
        }

        var plain = new byte[sealedBytes.Length - NonceLength - TagLength];
        try
        {
            _cipher.Value!.Decrypt(sealedBytes.AsSpan(0, NonceLength), sealedBytes.AsSpan(NonceLength, plain.Length), sealedBytes.AsSpan(NonceLength + plain.Length), plain, binding);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    public void Dispose() => _cipher.Dispose();

    /// <summary>The list that a request asks for a page of.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="body">What the body asks for; empty where there is none.</param>
    public static byte[] Binding(HttpContext context, Caller caller, ReadOnlySpan<byte> body)
    {
        var parameters = context.Request.Query
            .Where(p => p.Key is not ("cursor" or "limit" or "count"))
            .OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => $"{p.Key}={string.Join('|', p.Value.Order(StringComparer.Ordinal)!)}");
        return [.. Encoding.UTF8.GetBytes($"{caller.ClinicId:N} {context.Request.Path} {string.Join('&', parameters)}"), .. body];
    }
}

/// <summary>A page as it is read: how many, from where, in which order.</summary>
public sealed class PageRequest
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 500;

    private readonly HttpContext _context;
    private readonly byte[] _list;
    private readonly Cursors _cursors;

    private PageRequest(HttpContext context, byte[] list, Cursors cursors, int limit, string sort, bool count) =>
        (_context, _list, _cursors, Limit, Sort, Count) = (context, list, cursors, limit, sort, count);

    public int Limit { get; }

    /// <summary>Name of the order; the flag <c>sort=…</c> of the .sql.</summary>
    public string Sort { get; }

    public bool Count { get; }

    /// <summary>Sort value of the last record before this page; null on the first.</summary>
    public string? AfterValue { get; private init; }

    public Guid AfterId { get; private init; }

    public bool IsFirst => AfterValue is null;

    /// <summary>The flags that this page asks the .sql for.</summary>
    public IEnumerable<string> Flags => IsFirst ? [$"sort={Sort}"] : [$"sort={Sort}", $"after={Sort}"];

    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="query">What was asked for.</param>
    /// <param name="sorts">The orders that the list has; the first is the default.</param>
    public static PageRequest Of(HttpContext context, Caller caller, UncountedPageQuery query, params ReadOnlySpan<string> sorts) =>
        Of(context, caller, new PageQuery { Limit = query.Limit, Cursor = query.Cursor, Sort = query.Sort }, sorts);

    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="query">What was asked for.</param>
    /// <param name="sorts">The orders that the list has; the first is the default.</param>
    public static PageRequest Of(HttpContext context, Caller caller, PageQuery query, params ReadOnlySpan<string> sorts) =>
        OfBody(context, caller, query, [], sorts);

    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="query">What was asked for.</param>
    /// <param name="body">What the body asks for: the cursor is of the same alone.</param>
    /// <param name="sorts">The orders that the list has; the first is the default.</param>
    public static PageRequest OfBody(HttpContext context, Caller caller, PageQuery query, ReadOnlySpan<byte> body, params ReadOnlySpan<string> sorts)
    {
        if (query.Limit is < 1 or > MaxLimit)
        {
            throw new ProblemException(Problem.BadParameter("limit", $"Give 1 to {MaxLimit}."));
        }

        if (query.Sort is not null && !sorts.Contains(query.Sort))
        {
            throw new ProblemException(Problem.BadParameter("sort", $"Give one of {string.Join(", ", sorts)}."));
        }

        if (query.Count is not (null or "exact"))
        {
            throw new ProblemException(Problem.BadParameter("count", "Give exact, or leave it out."));
        }

        var cursors = context.RequestServices.GetRequiredService<Cursors>();
        var list = Cursors.Binding(context, caller, body);
        string? afterValue = null;
        Guid afterId = default;
        if (query.Cursor is not null && !cursors.TryOpen(list, query.Cursor, out afterValue, out afterId))
        {
            throw new ProblemException(Problem.BadParameter("cursor", "Give the next of the page before, with the same other parameters."));
        }

        return new PageRequest(context, list, cursors, query.Limit ?? DefaultLimit, query.Sort ?? sorts[0], query.Count is not null)
        {
            AfterValue = afterValue,
            AfterId = afterId,
        };
    }

    /// <summary>The page of rows that were read, one more than the limit where there is a next page; sets the Link header (RFC 8288).</summary>
    public Page<T> Of<T>(List<T> rows, Func<T, string> sortValue, Func<T, Guid> id, long? count = null)
    {
        if (rows.Count <= Limit)
        {
            return new Page<T>(rows, null, count);
        }

        rows.RemoveRange(Limit, rows.Count - Limit);
        var next = _cursors.Seal(_list, sortValue(rows[^1]), id(rows[^1]));
        var parameters = _context.Request.Query.Where(p => p.Key != "cursor")
            .SelectMany(p => p.Value, (p, value) => KeyValuePair.Create(p.Key, value))
            .Append(KeyValuePair.Create("cursor", (string?)next));
        var path = _context.Request.PathBase.Add(_context.Request.Path).ToUriComponent();
        var host = _context.Request.Host;

        // A request that told no host is told none: the address is relative to its own.
        var url = $"{(host.HasValue ? $"{_context.Request.Scheme}://{host}" : "")}{path}{new QueryBuilder(parameters!)}";
        _context.Response.Headers.Link = $"<{url}>; rel=\"next\"";
        return new Page<T>(rows, next, count);
    }
}
