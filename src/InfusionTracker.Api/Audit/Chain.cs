using System.Security.Cryptography;
using NodaTime;
using Npgsql;

namespace InfusionTracker.Api.Audit;

/// <summary>A chain while it is gone along, from the first position to the last.</summary>
/// <param name="heads">Heads of it that were kept elsewhere, in the order of their positions.</param>
internal sealed class Chain(ChainHead[] heads)
{
    private readonly List<byte> _link = [.. new byte[SHA256.HashSizeInBytes]];
    private readonly ChainTimes _times = new();
    private int _passed;
    private long _position;
    private long _sealed;

    public Findings Faults { get; } = new();

    public Findings Warnings { get; } = new();

    public long Entries { get; private set; }

    public string? Head { get; private set; }

    /// <summary>Takes the next row of the part <c>entries</c> of <c>VerifyAudit.sql</c>.</summary>
    public void Take(NpgsqlDataReader reader)
    {
        var (position, span, digest, what) = (reader.GetInt64(0), reader.GetInt32(1), reader.GetFieldValue<byte[]>(2), reader.GetString(3));
        var first = position - span + 1;
        if (first <= _position)
        {
            Faults.Add($"{Places(first, position)}: the entry stands in the place of another.");
        }
        else if (first != _position + 1)
        {
            Faults.Add($"{Places(_position + 1, first - 1)} {(first - _position == 2 ? "is" : "are")} missing.");
        }

        if (reader.IsDBNull(4))
        {
            Faults.Add($"{Places(first, position)}: {what}, is missing.");
        }
        else if (!SHA256.HashData(reader.GetFieldValue<byte[]>(4)).AsSpan().SequenceEqual(digest))
        {
            Faults.Add($"{Places(first, position)}: {what}, is not as it was sealed.");
        }
        else if (reader.GetBoolean(5))
        {
            Faults.Add($"{Places(first, position)}: the entry does not say what {what}, says.");
        }

        Entries += span;
        _position = position;
        _link.AddRange(digest);
        _times.Take(first, position, reader.GetFieldValue<Instant>(8), isRead: reader.GetBoolean(9));
        if (!reader.IsDBNull(6))
        {
            Close(position, reader.GetInt64(6), reader.GetFieldValue<byte[]>(7), reader.GetFieldValue<Instant>(10));
        }
    }

    /// <summary>Nothing comes any more.</summary>
    /// <param name="lastSealed">Last position of the last seal.</param>
    /// <param name="looseChanges">Changes that are neither sealed nor wait to be.</param>
    /// <param name="looseReads">Logged reads that are neither sealed nor wait to be.</param>
    public void End(long lastSealed, long looseChanges, long looseReads)
    {
        if (lastSealed > _position)
        {
            Faults.Add($"The chain is cut at its end: the seals go to position {lastSealed}, the entries to {_position}.");
        }
        else if (_position > _sealed)
        {
            Faults.Add($"Positions {_sealed + 1} to {_position} stand under no seal.");
        }

        foreach (var head in heads.Skip(_passed).Where(head => head.Position == heads[^1].Position))
        {
            Faults.Add($"The chain is cut at its end: it goes to position {_sealed}, and a head of position {head.Position} was kept, of {head.SealedAt}.");
        }

        if (looseChanges > 0)
        {
            Faults.Add($"{looseChanges} changes are neither sealed nor wait to be.");
        }

        if (looseReads > 0)
        {
            Faults.Add($"{looseReads} logged reads are neither sealed nor wait to be.");
        }
    }

    public static string Places(long first, long last) => first == last ? $"Position {first}" : $"Positions {first} to {last}";

    /// <summary>A seal stands at this position: what came since the one before must add up to it.</summary>
    private void Close(long position, long first, byte[] hash, Instant sealedAt)
    {
        var computed = SHA256.HashData([.. _link]);
        if (first != _sealed + 1 || !computed.AsSpan().SequenceEqual(hash))
        {
            Faults.Add($"Positions {_sealed + 1} to {position} do not add up to their seal.");
        }

        var text = Convert.ToHexStringLower(hash);
        for (; _passed < heads.Length && heads[_passed].Position <= position; _passed++)
        {
            var head = heads[_passed];
            if (head.Position != position || head.Hash != text)
            {
                Faults.Add($"The chain has forked: at position {head.Position} it had another hash when its head was kept, of {head.SealedAt}.");
            }
            else if (head.SealedAt != sealedAt)
            {
                Warnings.Add($"The seal of position {position} says that it was made at {sealedAt}, and its head that was kept says {head.SealedAt}.");
            }
        }

        _times.Close(sealedAt, Warnings.Add);

        // On with the seal as it stands, so that one forgery is told once and not at every later seal.
        _sealed = position;
        _link.Clear();
        _link.AddRange(hash);
        Head = text;
    }
}
