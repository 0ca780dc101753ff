using System.Data;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Npgsql;

namespace InfusionTracker.Api.Audit;

/// <summary>What a verification found in one clinic.</summary>
/// <param name="ClinicId">The clinic.</param>
/// <param name="Entries">Changes and reads in its chain.</param>
/// <param name="Unsealed">Changes and reads that wait to be sealed, which is no fault.</param>
/// <param name="Head">Hash of the last seal, recomputed; null where nothing was sealed.</param>
/// <param name="Faults">What is not as it was sealed; none where all is as it was.</param>
/// <param name="Warnings">What is as it was sealed, and which somebody should look at.</param>
public sealed record VerifiedChain(Guid ClinicId, long Entries, long Unsealed, string? Head, Findings Faults, Findings Warnings);

/// <summary>Findings in sentences. Of a clinic that lost its changes there is one a row; nobody reads them all, and no more than a thousand are kept.</summary>
public sealed class Findings
{
    private const int Most = 1000;

    private readonly List<string> _first = [];

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>The first thousand.</summary>
    public IReadOnlyList<string> First => _first;

    public void Add(string finding)
    {
        if (++Count <= Most)
        {
            _first.Add(finding);
        }
    }
}

/// <summary>
/// Recomputes the hash chains from the rows of <c>change</c> and <c>access_log</c> themselves, and holds them against the
/// seals and against heads that were kept outside of the database. Then it holds the records as they stand against their
/// changes, and what is derived from records against them: what was changed without a change is in no chain. It works as
/// the owner of the tables or as the service.
/// </summary>
public static class VerifyAudit
{
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

        await Find(Sql.Part("twice")[0].Text, transaction, chain.Faults.Add, cancellation);
        await HoldRecords(transaction, chain.Faults.Add, cancellation);
        await HoldClients(transaction, chain.Faults.Add, chain.Warnings.Add, cancellation);
        await Find(Sql.Part("identifiers")[0].Text, transaction, chain.Faults.Add, cancellation);
        await Find(Sql.Part("secrets")[0].Text, transaction, chain.Faults.Add, cancellation);
        return new VerifiedChain(clinic, chain.Entries, unsealed, chain.Head, chain.Faults, chain.Warnings);
    }

    /// <summary>Who is said to have changed and read is still who did: the id of a client follows from whom the issuer means, or from its first key.</summary>
    private static async Task HoldClients(NpgsqlTransaction transaction, Action<string> find, Action<string> warn, CancellationToken cancellation)
    {
        await using (var list = new NpgsqlCommand(Sql.Part("clients")[0].Text, transaction.Connection, transaction) { CommandTimeout = 0 })
        await using (var reader = await list.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                var id = reader.GetGuid(0);
                var isOfIssuer = !reader.IsDBNull(1);
                if (isOfIssuer && SignedIn.IdOf(reader.GetString(1), reader.GetString(2)) != id)
                {
                    find($"Client {id} is not the one that its issuer and subject make.");
                }
                else if (!isOfIssuer && !reader.GetBoolean(3))
                {
                    find($"Client {id} neither began with a key nor was signed in by an issuer.");
                }
            }
        }

        await using var strangers = new NpgsqlCommand(Sql.Part("strangers")[0].Text, transaction.Connection, transaction) { CommandTimeout = 0 };
        await using var names = await strangers.ExecuteReaderAsync(cancellation);
        while (await names.ReadAsync(cancellation))
        {
            (names.GetBoolean(1) ? find : warn)(names.GetString(0));
        }
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
}
