using System.Text.Json;
using Npgsql;

namespace InfusionTracker.Api.Platform;

/// <summary>What a write is answered with that was done before: the records as they were first written.</summary>
internal static class WrittenBefore
{
    /// <summary>The records that the key's first request made or changed, as they were then.</summary>
    /// <param name="done">How the database refused to claim the key again: it names the records.</param>
    /// <param name="recall">Reads one version of a record.</param>
    public static async Task<Written<T>> UnderItsKey<T>(PostgresException done, Func<Guid, int, Task<T?>> recall)
        where T : class
    {
        using var detail = JsonDocument.Parse(done.Hint!);
        var ids = detail.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetGuid());
        var versions = detail.RootElement.GetProperty("versions").EnumerateArray().Select(v => v.GetInt32());
        var records = new List<T>();
        foreach (var (id, version) in ids.Zip(versions))
        {
            records.Add(await recall(id, version) ?? throw new InvalidOperationException("A version that a keyed request answered with is not there."));
        }

        return new Written<T>(records, Replayed: true);
    }

    /// <summary>Some of the ids exist: a repeat where all of them do, each with the same content, and a conflict where not.</summary>
    /// <param name="identity">What was to be written, under which ids.</param>
    /// <param name="recall">Reads one version of a record.</param>
    /// <exception cref="ProblemException">409 with the place of the id that stands in the way.</exception>
    public static async Task<Written<T>> UnderItsIds<T>(WriteIdentity identity, Func<Guid, int, Task<T?>> recall)
        where T : Recorded
    {
        var records = new List<T>();
        int? existing = null;
        for (var i = 0; i < identity.Ids.Length; i++)
        {
            if (identity.RequestHashes[i] is not { } hash || await recall(identity.Ids[i], 1) is not { } record)
            {
                continue;
            }

            if (record.RequestHash is not { } written || !hash.AsSpan().SequenceEqual(written))
            {
                throw new ProblemException(Problem.Conflict("A record with this id exists, with other content.", identity.PointerOfId(i)));
            }

            existing ??= i;
            records.Add(record);
        }

        return records.Count == identity.Ids.Length
            ? new Written<T>(records, Replayed: true)
            : throw new ProblemException(Problem.Conflict("Records with some of these ids exist, and others of the batch do not; send those alone.", identity.PointerOfId(existing ?? 0)));
    }
}
