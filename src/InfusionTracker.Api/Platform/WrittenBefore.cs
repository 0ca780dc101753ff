using InfusionTracker.Api.Access;
using Npgsql;

namespace InfusionTracker.Api.Platform;

/// <summary>
/// Whether a write that was refused had been done before: it is then answered as it was the first time, whatever has happened
/// since and whatever would be refused now.
/// </summary>
internal static class WrittenBefore
{
    private static readonly IReadOnlyList<SqlStatement> Before = SqlFile.Load("Platform/Database.sql").Part("before");

    /// <summary>True where it says that a write is not done, of one that may have been done already.</summary>
    public static bool MayBe(Exception refused, Caller caller, WriteIdentity identity) => refused switch
    {
        PostgresException { SqlState: SqlStates.DoneBefore or SqlStates.KeyReused } => true,
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } e when e.ConstraintName == identity.Table + "_pkey" => true,
        _ => !identity.IsDefinition && identity.CanBeFound(caller) && Problems.Of(refused)?.Status is 400 or 404 or 409 or 412 or 422 or 428,
    };

    /// <summary>The records as they were first written, under the key or under the ids; null where neither is known.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="database">The records.</param>
    /// <param name="identity">What was to be written.</param>
    /// <param name="recall">Reads one version of a record.</param>
    /// <exception cref="ProblemException">Something else was written under them: 422 for the key, 409 for an id.</exception>
    public static async Task<Written<T>?> Find<T>(Caller caller, Database database, WriteIdentity identity, Func<Guid, int, Task<T?>> recall)
        where T : class
    {
        var (underKey, underIds) = await database.Read(
            caller,
            Before,
            new SqlArguments
            {
                { "key", caller.IdempotencyKey },
                { "recordType", identity.Table },
                { "ids", identity.Ids.Where((_, i) => identity.RequestHashes[i] is not null).ToArray() },
            },
            async rows => (
                await rows.List(row => (Hash: row.GetFieldValue<byte[]>(0), Ids: row.GetFieldValue<Guid[]>(1), Versions: row.GetFieldValue<int[]>(2))),
                await rows.List(row => (Id: row.GetGuid(0), Hash: row.IsDBNull(1) ? null : row.GetFieldValue<byte[]>(1)))));
        if (underKey is [var done])
        {
            return identity.IsOfThis(done.Hash, caller)
                ? await Recall(done.Ids.Zip(done.Versions), recall)
                : throw new ProblemException(Problem.KeyReused());
        }

        var hashes = underIds.ToDictionary(record => record.Id, record => record.Hash);
        var known = identity.Ids.Index().Where(id => hashes.ContainsKey(id.Item)).ToList();
        if (known.Count == 0)
        {
            return null;
        }

        var other = known.FindIndex(id => hashes[id.Item] is not { } hash || !identity.IsOfThis(hash, id.Index));
        return other >= 0
                ? throw new ProblemException(Problem.Conflict("A record with this id exists, with other content.", identity.PointerOfId(known[other].Index)))
            : known.Count < identity.Ids.Length
                ? throw new ProblemException(Problem.Conflict(
                    "Records with some of these ids exist, and others of the batch do not; send those alone.", identity.PointerOfId(known[0].Index)))
            : await Recall(identity.Ids.Select(id => (id, 1)), recall);
    }

    private static async Task<Written<T>> Recall<T>(IEnumerable<(Guid Id, int Version)> versions, Func<Guid, int, Task<T?>> recall)
        where T : class
    {
        var records = new List<T>();
        foreach (var (id, version) in versions)
        {
            records.Add(await recall(id, version) ?? throw new InvalidOperationException("A version that a request was answered with is not there."));
        }

        return new Written<T>(records, Replayed: true);
    }
}
