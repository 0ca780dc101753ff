using System.Security.Cryptography;
using System.Text;
using InfusionTracker.Api.Access;
using NodaTime;

namespace InfusionTracker.Api.Platform;

/// <summary>What a request writes: under which ids, with which content. It tells a repeat from another request.</summary>
public sealed class WriteIdentity
{
    /// <summary>The form that content is hashed in now (<see cref="RequestForm.Second"/>), the first byte of a hash.</summary>
    private const byte Form = 2;

    private const string New = "new";

    private const string Batch = "batch";

    private readonly string _operation;
    private readonly Guid? _subject;
    private readonly IReadOnlyList<object> _told;
    private readonly byte[][] _bodies;

    /// <param name="table">Table of the records.</param>
    /// <param name="operation">What is done there: a word that is hashed, and therefore never changes.</param>
    /// <param name="subject">The record that it is done to, or that what is made belongs to.</param>
    /// <param name="ids">Ids of the records.</param>
    /// <param name="isChosen">For each, whether the caller chose it.</param>
    /// <param name="sent">What was sent, for each record.</param>
    /// <param name="told">The same with what was added to it before it was hashed in the first form.</param>
    private WriteIdentity(string table, string operation, Guid? subject, Guid[] ids, bool[] isChosen, IReadOnlyList<object> sent, IReadOnlyList<object> told)
    {
        (Table, _operation, _subject, Ids, _told) = (table, operation, subject, ids, told);
        _bodies = [.. sent.Select(RequestForm.Second.Write)];
        RequestHashes = [.. isChosen.Select((chosen, i) => chosen ? Hash(New, [_bodies[i]]) : null)];
    }

    /// <summary>Table of the records.</summary>
    public string Table { get; }

    /// <summary>HTTP status of the answer.</summary>
    public int Status { get; private init; } = StatusCodes.Status201Created;

    /// <summary>Ids of the records, in the order of the answer.</summary>
    public Guid[] Ids { get; }

    /// <summary>For each record, the hash of its content where the caller chose its id; null where the service made it.</summary>
    public byte[]?[] RequestHashes { get; }

    /// <summary>
    /// True where what stands at the id decides, and not what was first sent there: a definition that is refused is refused, though it
    /// was once accepted.
    /// </summary>
    public bool IsDefinition { get; private init; }

    /// <summary>Hash of the whole request, which its Idempotency-Key is bound to.</summary>
    public byte[] KeyHash => Hash(_operation, _bodies);

    /// <summary>A new record; the id is the caller's, or a version 7 UUID of now.</summary>
    /// <param name="table">Table of the record.</param>
    /// <param name="chosenId">Id that the caller chose.</param>
    /// <param name="parent">What the record belongs to beside its body (the session of the route); it is part of its content.</param>
    /// <param name="body">The request as it was sent.</param>
    /// <param name="clock">Makes the id.</param>
    /// <param name="told">The request with what the caller's token adds to it; null where that is nothing.</param>
    public static WriteIdentity Of<T>(string table, Guid? chosenId, Guid? parent, T body, IClock clock, T? told = null)
        where T : class
        => new(table, New, parent, [chosenId ?? NewId(clock)], [chosenId is not null], [body], [told ?? body]);

    /// <summary>New records, all or none.</summary>
    public static WriteIdentity OfBatch<T>(
        string table, Func<T, Guid?> chosenId, Guid? parent, IReadOnlyList<T> bodies, IClock clock, IReadOnlyList<T>? told = null)
        where T : class
        => new(
            table,
            Batch,
            parent,
            [.. bodies.Select(body => chosenId(body) ?? NewId(clock))],
            [.. bodies.Select(body => chosenId(body) is not null)],
            bodies,
            told ?? bodies);

    /// <summary>A record that stands under an id of its own, as PUT defines it.</summary>
    public static WriteIdentity OfDefinition<T>(string table, Guid id, T body)
        where T : class
        => new(table, New, null, [id], [true], [body], [body]) { IsDefinition = true };

    /// <summary>A change of a record that exists.</summary>
    /// <param name="table">Table of the record.</param>
    /// <param name="operation">What is done to it: a word that is hashed, and therefore never changes.</param>
    /// <param name="id">The record.</param>
    /// <param name="body">The request as it was sent.</param>
    /// <param name="told">The request with what the caller's token adds to it; null where that is nothing.</param>
    public static WriteIdentity OfChange<T>(string table, string operation, Guid id, T body, T? told = null)
        where T : class
        => new(table, operation, id, [id], [false], [body], [told ?? body]) { Status = StatusCodes.Status200OK };

    public static Guid NewId(IClock clock) => Guid.CreateVersion7(clock.GetCurrentInstant().ToDateTimeOffset());

    /// <summary>True where a second run cannot write twice: under a key, or under ids that the caller chose.</summary>
    public bool IsRepeatable(Caller caller) => caller.IdempotencyKey is not null || Array.TrueForAll(RequestHashes, hash => hash is not null);

    /// <summary>True where there is something by which it is found whether it was done before.</summary>
    public bool CanBeFound(Caller caller) => caller.IdempotencyKey is not null || Array.Exists(RequestHashes, hash => hash is not null);

    /// <summary>JSON pointer of an id within the request.</summary>
    public string PointerOfId(int index) => _operation == Batch ? $"/{index}/id" : "/id";

    /// <summary>True where the stored hash of a keyed request, in whichever form, is of this one.</summary>
    public bool IsOfThis(byte[] stored, Caller caller)
    {
        if (IsNamed(stored))
        {
            return stored.AsSpan().SequenceEqual(KeyHash);
        }

        using var first = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        first.AppendData(Encoding.UTF8.GetBytes(caller.Operation));
        first.AppendData([0]);
        foreach (var body in _told)
        {
            first.AppendData(RequestForm.First.Write(body));
            first.AppendData(_operation == Batch ? "\n"u8 : default);
        }

        return stored.AsSpan().SequenceEqual(first.GetHashAndReset());
    }

    /// <summary>True where the stored hash of a record, in whichever form, is of the one that is to be written.</summary>
    public bool IsOfThis(byte[] stored, int index) => stored.AsSpan().SequenceEqual(IsNamed(stored)
        ? RequestHashes[index]
        : SHA256.HashData([.. (_subject ?? Guid.Empty).ToByteArray(), .. RequestForm.First.Write(_told[index])]));

    private static bool IsNamed(byte[] stored) => stored.Length > SHA256.HashSizeInBytes;

    /// <summary>A line of the operation, then one of each body; in JSON no line ends.</summary>
    private byte[] Hash(string operation, IEnumerable<byte[]> bodies)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Table}/{operation} {_subject}"));
        foreach (var body in bodies)
        {
            hash.AppendData("\n"u8);
            hash.AppendData(body);
        }

        return [Form, .. hash.GetHashAndReset()];
    }
}

/// <summary>What is to be done with a record that was read and locked.</summary>
public sealed class Decision<T>
{
    public Problem? Refusal { get; private init; }

    public SqlArguments? Write { get; private init; }

    public string[] Flags { get; private init; } = [];

    public List<T>? Unchanged { get; private init; }

    /// <summary>What is defined stands there as it was first defined by the same request, which is answered again.</summary>
    public bool IsRepeat { get; private init; }

    /// <summary>Nothing is written, and the caller is told why.</summary>
    public static implicit operator Decision<T>(Problem refusal) => new() { Refusal = refusal };

    /// <summary>The part <c>write</c> is run.</summary>
    public static implicit operator Decision<T>(SqlArguments write) => new() { Write = write };

    /// <summary>The part <c>write</c> is run with the lines that the flags ask for.</summary>
    public static Decision<T> Run(SqlArguments write, params string[] flags) => new() { Write = write, Flags = flags };

    /// <summary>There is nothing to write: the records stand as they are.</summary>
    public static Decision<T> Keep(params T[] records) => new() { Unchanged = [.. records] };

    /// <summary>The same request was done before, and nothing since.</summary>
    public static Decision<T> Repeat() => new() { IsRepeat = true };
}
