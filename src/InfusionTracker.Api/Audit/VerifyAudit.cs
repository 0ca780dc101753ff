using System.Data;
using System.Security.Cryptography;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Npgsql;

namespace InfusionTracker.Api.Audit;

/// <summary>What a verification found in one clinic.</summary>
/// <param name="ClinicId">The clinic.</param>
/// <param name="Entries">Changes and reads in its chain.</param>
/// <param name="Unsealed">Changes and reads that wait to be sealed, which is no fault.</param>
/// <param name="Head">Hash of the last seal, recomputed; null where nothing was sealed.</param>
/// <param name="Faults">What is not as it was sealed, in sentences; empty where all is.</param>
public sealed record VerifiedChain(Guid ClinicId, long Entries, long Unsealed, string? Head, IReadOnlyList<string> Faults);

/// <summary>
/// Recomputes the hash chains from the rows of <c>change</c> and <c>access_log</c> themselves, and holds them against the
/// seals and against heads that were kept outside of the database. It works as the owner of the tables or as the service.
/// </summary>
public static class VerifyAudit
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <param name="source">The database. Its statements may take as long as they take.</param>
    /// <param name="heads">Heads that were kept elsewhere.</param>
    /// <param name="cancellation">Breaks it off.</param>
    public static async IAsyncEnumerable<VerifiedChain> Run(
        NpgsqlDataSource source, IReadOnlyList<ChainHead> heads, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var clinics = new SortedSet<Guid>(heads.Select(head => head.ClinicId));
        await using (var list = source.CreateCommand(Sql.Part("clinics")[0].Text))
        await using (var reader = await list.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                clinics.Add(reader.GetGuid(0));
            }
        }

        var kept = heads.ToLookup(head => head.ClinicId);
        foreach (var clinic in clinics)
        {
            yield return await Verify(source, clinic, [.. kept[clinic].OrderBy(head => head.Position)], cancellation);
        }
    }

    private static async Task<VerifiedChain> Verify(NpgsqlDataSource source, Guid clinic, ChainHead[] heads, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);

        // One snapshot, so that what is sealed meanwhile is either seen whole or not at all.
        await using var transaction = await AccessCommands.Enter(connection, clinic, IsolationLevel.RepeatableRead);
        var chain = new Chain(heads);
        await using (var entries = new NpgsqlCommand(Sql.Part("entries")[0].Text, connection, transaction) { CommandTimeout = 0 })
        await using (var reader = await entries.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                chain.Take(reader);
            }
        }

        await using var rest = new NpgsqlCommand(Sql.Part("rest")[0].Text, connection, transaction) { CommandTimeout = 0 };
        await using var last = await rest.ExecuteReaderAsync(cancellation);
        await last.ReadAsync(cancellation);
        chain.End(lastSealed: last.GetInt64(0), looseChanges: last.GetInt64(2), looseReads: last.GetInt64(3));
        return new VerifiedChain(clinic, chain.Entries, last.GetInt64(1), chain.Head, chain.Faults);
    }

    /// <summary>A chain while it is gone along, from the first position to the last.</summary>
    /// <param name="heads">Heads of it that were kept elsewhere, in the order of their positions.</param>
    private sealed class Chain(ChainHead[] heads)
    {
        private int _passed;
        private readonly List<byte> _link = [.. new byte[SHA256.HashSizeInBytes]];
        private long _position;
        private long _sealed;

        public List<string> Faults { get; } = [];

        public long Entries { get; private set; }

        public string? Head { get; private set; }

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
            if (!reader.IsDBNull(6))
            {
                Close(position, reader.GetInt64(6), reader.GetFieldValue<byte[]>(7));
            }
        }

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

        private static string Places(long first, long last) => first == last ? $"Position {first}" : $"Positions {first} to {last}";

        /// <summary>A seal stands at this position: what came since the one before must add up to it.</summary>
        private void Close(long position, long first, byte[] hash)
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
            }

            // On with the seal as it stands, so that one forgery is told once and not at every later seal.
            _sealed = position;
            _link.Clear();
            _link.AddRange(hash);
            Head = text;
        }
    }
}
