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
/// <param name="Found">How much is not as it was sealed.</param>
/// <param name="Faults">The first thousand of it, in sentences; empty where all is as it was.</param>
public sealed record VerifiedChain(Guid ClinicId, long Entries, long Unsealed, string? Head, long Found, IReadOnlyList<string> Faults);

/// <summary>
/// Recomputes the hash chains from the rows of <c>change</c> and <c>access_log</c> themselves, and holds them against the
/// seals and against heads that were kept outside of the database. Then it holds the records as they stand against their
/// changes: what was changed without a change is in no chain. It works as the owner of the tables or as the service.
/// </summary>
public static class VerifyAudit
{
    /// <summary>Of a clinic that lost its changes there is a finding a row; nobody reads them all, and they are not kept.</summary>
    private const int Told = 1000;

    /// <summary>The savepoint before each table.</summary>
    private const string Table = "one_table";

    /// <summary>Class of the errors of PostgreSQL that come of a value.</summary>
    private const string DataException = "22";

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

        long unsealed;
        await using (var rest = new NpgsqlCommand(Sql.Part("rest")[0].Text, connection, transaction) { CommandTimeout = 0 })
        await using (var last = await rest.ExecuteReaderAsync(cancellation))
        {
            await last.ReadAsync(cancellation);
            chain.End(lastSealed: last.GetInt64(0), looseChanges: last.GetInt64(2), looseReads: last.GetInt64(3));
            unsealed = last.GetInt64(1);
        }

        await Find(Sql.Part("twice")[0].Text, transaction, chain.Find, cancellation);
        await HoldRecords(transaction, chain.Find, cancellation);
        return new VerifiedChain(clinic, chain.Entries, unsealed, chain.Head, chain.Found, chain.Faults);
    }

    /// <summary>Holds the rows of every table that keeps its states against their changes, on the state of the transaction.</summary>
    private static async Task HoldRecords(NpgsqlTransaction transaction, Action<string> find, CancellationToken cancellation)
    {
        var tables = new List<(string RecordType, string? Statement)>();
        await using (var list = new NpgsqlCommand(Sql.Part("states")[0].Text, transaction.Connection, transaction) { CommandTimeout = 0 })
        await using (var reader = await list.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                tables.Add((reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1)));
            }
        }

        foreach (var (recordType, statement) in tables)
        {
            if (statement is null)
            {
                find($"There are changes of {recordType}, and no table of this name keeps any.");
                continue;
            }

            await transaction.SaveAsync(Table, cancellation);
            try
            {
                await Find(statement, transaction, find, cancellation);
            }
            catch (PostgresException e) when (e.SqlState.StartsWith(DataException, StringComparison.Ordinal))
            {
                // An image that was never made of a row. What PostgreSQL says of it may hold a value.
                await transaction.RollbackAsync(Table, cancellation);
                find($"A change of {recordType} says what no row of it can be, so that its rows could not be held against their changes.");
            }
        }
    }

    private static async Task Find(string statement, NpgsqlTransaction transaction, Action<string> find, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(statement, transaction.Connection, transaction) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            find(reader.GetString(0));
        }
    }

    /// <summary>A chain while it is gone along, from the first position to the last.</summary>
    /// <param name="heads">Heads of it that were kept elsewhere, in the order of their positions.</param>
    private sealed class Chain(ChainHead[] heads)
    {
        private int _passed;
        private readonly List<byte> _link = [.. new byte[SHA256.HashSizeInBytes]];
        private long _position;
        private long _sealed;

        public long Found { get; private set; }

        public List<string> Faults { get; } = [];

        public long Entries { get; private set; }

        public string? Head { get; private set; }

        public void Find(string fault)
        {
            if (++Found <= Told)
            {
                Faults.Add(fault);
            }
        }

        public void Take(NpgsqlDataReader reader)
        {
            var (position, span, digest, what) = (reader.GetInt64(0), reader.GetInt32(1), reader.GetFieldValue<byte[]>(2), reader.GetString(3));
            var first = position - span + 1;
            if (first <= _position)
            {
                Find($"{Places(first, position)}: the entry stands in the place of another.");
            }
            else if (first != _position + 1)
            {
                Find($"{Places(_position + 1, first - 1)} {(first - _position == 2 ? "is" : "are")} missing.");
            }

            if (reader.IsDBNull(4))
            {
                Find($"{Places(first, position)}: {what}, is missing.");
            }
            else if (!SHA256.HashData(reader.GetFieldValue<byte[]>(4)).AsSpan().SequenceEqual(digest))
            {
                Find($"{Places(first, position)}: {what}, is not as it was sealed.");
            }
            else if (reader.GetBoolean(5))
            {
                Find($"{Places(first, position)}: the entry does not say what {what}, says.");
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
                Find($"The chain is cut at its end: the seals go to position {lastSealed}, the entries to {_position}.");
            }
            else if (_position > _sealed)
            {
                Find($"Positions {_sealed + 1} to {_position} stand under no seal.");
            }

            foreach (var head in heads.Skip(_passed).Where(head => head.Position == heads[^1].Position))
            {
                Find($"The chain is cut at its end: it goes to position {_sealed}, and a head of position {head.Position} was kept, of {head.SealedAt}.");
            }

            if (looseChanges > 0)
            {
                Find($"{looseChanges} changes are neither sealed nor wait to be.");
            }

            if (looseReads > 0)
            {
                Find($"{looseReads} logged reads are neither sealed nor wait to be.");
            }
        }

        private static string Places(long first, long last) => first == last ? $"Position {first}" : $"Positions {first} to {last}";

        /// <summary>A seal stands at this position: what came since the one before must add up to it.</summary>
        private void Close(long position, long first, byte[] hash)
        {
            var computed = SHA256.HashData([.. _link]);
            if (first != _sealed + 1 || !computed.AsSpan().SequenceEqual(hash))
            {
                Find($"Positions {_sealed + 1} to {position} do not add up to their seal.");
            }

            var text = Convert.ToHexStringLower(hash);
            for (; _passed < heads.Length && heads[_passed].Position <= position; _passed++)
            {
                var head = heads[_passed];
                if (head.Position != position || head.Hash != text)
                {
                    Find($"The chain has forked: at position {head.Position} it had another hash when its head was kept, of {head.SealedAt}.");
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
