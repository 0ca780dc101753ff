using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using InfusionTracker.Api.Access;
using NodaTime;

namespace InfusionTracker.Api.Platform;

/// <summary>What a request writes: under which ids, with which content. It tells a repeat from another request.</summary>
public sealed class WriteIdentity
{
    private WriteIdentity(string table, int status, byte[] body, Guid[] ids, byte[]?[] requestHashes) =>
        (Table, Status, Body, Ids, RequestHashes) = (table, status, body, ids, requestHashes);

    /// <summary>Table of the records.</summary>
    public string Table { get; }

    /// <summary>HTTP status of the answer.</summary>
    public int Status { get; }

    /// <summary>Ids of the records, in the order of the answer.</summary>
    public Guid[] Ids { get; }

    /// <summary>For each record, the hash of its content where the caller chose its id; null where the service made it.</summary>
    public byte[]?[] RequestHashes { get; }

    /// <summary>True where an array was sent, even of one.</summary>
    private bool IsBatch { get; init; }

    private byte[] Body { get; }

    /// <summary>A new record; the id is the caller's, or a version 7 UUID of now.</summary>
    /// <param name="table">Table of the record.</param>
    /// <param name="chosenId">Id that the caller chose.</param>
    /// <param name="parent">What the record belongs to beside its body (the session of the route); it is part of its content.</param>
    /// <param name="body">The request.</param>
    /// <param name="clock">Makes the id.</param>
    public static WriteIdentity Of<T>(string table, Guid? chosenId, Guid? parent, T body, IClock clock)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, Json.TypeOf<T>());
        return new(table, StatusCodes.Status201Created, bytes, [chosenId ?? NewId(clock)], [chosenId is null ? null : Hash(parent, bytes)]);
    }

    /// <summary>New records, all or none.</summary>
    public static WriteIdentity OfBatch<T>(string table, Func<T, Guid?> chosenId, Guid? parent, IReadOnlyList<T> bodies, IClock clock)
    {
        using var all = new MemoryStream();
        var ids = new Guid[bodies.Count];
        var hashes = new byte[]?[bodies.Count];
        for (var i = 0; i < bodies.Count; i++)
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(bodies[i], Json.TypeOf<T>());
            all.Write(bytes);
            all.WriteByte((byte)'\n');
            ids[i] = chosenId(bodies[i]) ?? NewId(clock);
            hashes[i] = chosenId(bodies[i]) is null ? null : Hash(parent, bytes);
        }

        return new(table, StatusCodes.Status201Created, all.ToArray(), ids, hashes) { IsBatch = true };
    }

    /// <summary>A change of a record that exists.</summary>
    /// <param name="table">Table of the record.</param>
    /// <param name="body">The request.</param>
    /// <param name="ids">The records that it changes or makes, in the order of the answer.</param>
    public static WriteIdentity OfChange<T>(string table, T body, params Guid[] ids) =>
        new(table, StatusCodes.Status200OK, JsonSerializer.SerializeToUtf8Bytes(body, Json.TypeOf<T>()), ids, new byte[]?[ids.Length]);

    public static Guid NewId(IClock clock) => Guid.CreateVersion7(clock.GetCurrentInstant().ToDateTimeOffset());

    /// <summary>True where a second run cannot write twice: under a key, or under ids that the caller chose.</summary>
    public bool IsRepeatable(Caller caller) => caller.IdempotencyKey is not null || Array.TrueForAll(RequestHashes, hash => hash is not null);

    /// <summary>JSON pointer of an id within the request.</summary>
    public string PointerOfId(int index) => IsBatch ? $"/{index}/id" : "/id";

    /// <summary>Hash of the whole request, which its Idempotency-Key is bound to.</summary>
    public byte[] HashFor(Caller caller) => SHA256.HashData([.. Encoding.UTF8.GetBytes(caller.Operation), 0, .. Body]);

    private static byte[] Hash(Guid? parent, byte[] body) => SHA256.HashData([.. (parent ?? Guid.Empty).ToByteArray(), .. body]);
}

/// <summary>What is to be done with a record that was read and locked.</summary>
public sealed class Decision<T>
{
    public Problem? Refusal { get; private init; }

    public SqlArguments? Write { get; private init; }

    public string[] Flags { get; private init; } = [];

    public List<T>? Unchanged { get; private init; }

    /// <summary>A record has the new one's id already: it is answered again if its content is the same, and refused if not.</summary>
    public bool IsRepeat { get; private init; }

    /// <summary>Nothing is written, and the caller is told why.</summary>
    public static implicit operator Decision<T>(Problem refusal) => new() { Refusal = refusal };

    /// <summary>The part <c>write</c> is run.</summary>
    public static implicit operator Decision<T>(SqlArguments write) => new() { Write = write };

    /// <summary>The part <c>write</c> is run with the lines that the flags ask for.</summary>
    public static Decision<T> Run(SqlArguments write, params string[] flags) => new() { Write = write, Flags = flags };

    /// <summary>There is nothing to write: the records stand as they are.</summary>
    public static Decision<T> Keep(params T[] records) => new() { Unchanged = [.. records] };

    /// <summary>
    /// The id of the new record is taken. To be said before the state is judged, which the first request has changed.
    /// </summary>
    public static Decision<T> Repeat() => new() { IsRepeat = true };
}
