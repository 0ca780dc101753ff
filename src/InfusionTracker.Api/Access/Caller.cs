using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using InfusionTracker.Api.Audit;
using InfusionTracker.Api.Platform;
using Microsoft.Extensions.Validation;
using NodaTime;

namespace InfusionTracker.Api.Access;

/// <summary>
/// Who asks, as the request says it, and what the operation needs. The key is looked up in the same round trip as the
/// work, so that a revoked one is dead at once.
/// </summary>
#pragma warning disable ASP0029 // marked as experimental: what it does without it is look at every member, each time
[SkipValidation]
#pragma warning restore ASP0029
public sealed class Caller
{
    /// <summary>Longest identifier of a performer, in characters.</summary>
    public const int MaxPerformerLength = 100;

    public required Guid ClinicId { get; init; }

    /// <summary>Which client it is, once the database has let it in: a key may be one of two of the same client.</summary>
    public Guid ClientId { get; set; }

    /// <summary>The key that was sent; nothing where a token was.</summary>
    public ApiKey Key { get; init; }

    /// <summary>The token that was sent, its signature checked; null where a key was.</summary>
    public SignedIn? Token { get; init; }

    /// <summary>The person signed in, who performs what names no other performer; null for a key and for a program's token.</summary>
    public string? Performer => Token?.Performer;

    /// <summary>What the operation needs, e.g. <c>records:read</c>.</summary>
    public required string Scope { get; init; }

    public required string RequestId { get; init; }

    /// <summary>Method and path, which an Idempotency-Key was bound to in the first form (<see cref="RequestForm.First"/>).</summary>
    public required string Operation { get; init; }

    /// <summary>The Idempotency-Key header; null where there is none.</summary>
    public string? IdempotencyKey { get; set; }

    /// <summary>The If-Match header; null where there is none.</summary>
    public string? IfMatch { get; set; }

    /// <summary>The If-None-Match header; null where there is none.</summary>
    public string? IfNoneMatch { get; set; }

    /// <summary>What records are read for, as the headers say it.</summary>
    public PurposeOfUse Purpose { get; set; }

    /// <summary>The recorded time whose state of the records is asked for; null for the current one.</summary>
    public Instant? AsOf { get; set; }

    /// <summary>What is wrong with the members of the body; null for nothing. It is refused where it was not done before.</summary>
    public Problem? Refusal { get; set; }

    /// <summary>True where a write has found that it was done before, or changes nothing, and answers with what is there: it has read.</summary>
    public bool HasReadAlone { get; set; }

    /// <summary>True where the answer tells of nearly the same patients as an earlier one of this client; the audit marks it.</summary>
    public bool NearOverlap { get; set; }

    /// <summary>True once the database has let the key or token in.</summary>
    public bool Admitted { get; set; }

    /// <summary>The place for a large answer that the request holds until it is over; null where it holds none.</summary>
    public IDisposable? Place { get; set; }

    /// <summary>Ends with the request: what the client no longer waits for is not done.</summary>
    public CancellationToken Aborted { get; init; }

    /// <summary>From when on nothing more is waited for, on the clock of <see cref="Stopwatch"/> (<see cref="HttpLimits.Deadline"/>).</summary>
    public long Deadline { get; set; } = long.MaxValue;

    /// <summary>What may still be waited: so much, or what is left until the deadline where that is less, and never less than nothing.</summary>
    public TimeSpan Left(TimeSpan atMost)
    {
        var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), Deadline);
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < atMost ? left : atMost;
    }

    public static ValueTask<Caller?> BindAsync(HttpContext context) =>
        ValueTask.FromResult<Caller?>(context.Features.Get<Caller>() ?? throw new InvalidOperationException("The route names no scope."));
}

/// <summary>
/// An API key: <c>itk_</c> and, in base64url, the clinic's id, the key's id and 256 random bits. It carries the clinic's
/// id, so that looking it up needs no way around row-level security.
/// </summary>
public readonly record struct ApiKey(Guid ClinicId, Guid KeyId, byte[] SecretHash)
{
    private const string Prefix = "itk_";
    private const int Length = 64;

    /// <summary>Makes a key of a clinic.</summary>
    /// <returns>What is stored, and the text that is shown once.</returns>
    public static (ApiKey Key, string Text) Create(Guid clinicId, Guid keyId)
    {
        Span<byte> bytes = stackalloc byte[Length];
        clinicId.TryWriteBytes(bytes, bigEndian: true, out _);
        keyId.TryWriteBytes(bytes[16..], bigEndian: true, out _);
        RandomNumberGenerator.Fill(bytes[32..]);
        return (new ApiKey(clinicId, keyId, SHA256.HashData(bytes[32..])), Prefix + Base64Url.EncodeToString(bytes));
    }

    /// <summary>True if the text begins as every key of this service does, whether or not the rest can be a key.</summary>
    public static bool IsMeant(ReadOnlySpan<char> text) => text.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Reads a key. False for any other text: TryDecodeFromChars would throw on some of them.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ApiKey key)
    {
        Span<byte> bytes = stackalloc byte[Length];
        if (!IsMeant(text)
            || text.Length != Prefix.Length + Base64Url.GetEncodedLength(Length)
            || Base64Url.DecodeFromChars(text[Prefix.Length..], bytes, out _, out var written) != OperationStatus.Done
            || written != Length)
        {
            key = default;
            return false;
        }

        key = new ApiKey(new Guid(bytes[..16], bigEndian: true), new Guid(bytes[16..32], bigEndian: true), SHA256.HashData(bytes[32..]));
        return true;
    }
}
