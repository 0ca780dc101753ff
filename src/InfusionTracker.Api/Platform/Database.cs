using InfusionTracker.Api.Access;
using Npgsql;
using Polly;

namespace InfusionTracker.Api.Platform;

/// <summary>
/// The one way to the records. A read, and a write that only appends, is one round trip: the key is let in, for its clinic; then
/// the statements, sent as one pipeline. A change that must know the record first is two, in one transaction. The statements of
/// a read see one and the same state of the records, however many they are and whatever is written meanwhile: a pipeline is a
/// transaction by itself, of the isolation that the connections of <see cref="Service.ServiceDataSource"/> have, and needs no
/// BEGIN.
/// </summary>
public sealed class Database(ResiliencePipeline retries, DatabasePlaces places, OwnConnections connections)
{
    /// <summary>Begins a transaction that writes: each of its statements sees what was committed before it.</summary>
    public const string BeginWrite = "BEGIN ISOLATION LEVEL READ COMMITTED";

    /// <summary>Seconds that the database may take for the next bytes of a stream.</summary>
    private const int StreamStallsAfter = 60;

    /// <summary>Held by who ends a stream.</summary>
    private static readonly SemaphoreSlim Ending = new(1);

    /// <summary>Nobody waits longer for another to end: it may be one of a server that does not answer.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(2);

    /// <summary>Reads in one round trip.</summary>
    public Task<T> Read<T>(Caller caller, IReadOnlyList<SqlStatement> statements, SqlArguments arguments, Func<Rows, Task<T>> read) =>
        Run(caller, safeToRepeat: true, async attempt =>
        {
            await using var batch = new NpgsqlBatch(attempt.Connection);
            AddAdmission(batch, caller);
            Add(batch, statements, arguments);
            return await Execute(batch, caller, claimed: false, read, attempt.Cancellation);
        });

    /// <summary>
    /// Reads what is little mostly and may be much. What is little is read in one round trip, as by <see cref="Read"/>. Where a result
    /// turns out to have more than <see cref="Rows.Few"/> rows, all is read again as much, by <see cref="ReadMuch"/>; so
    /// <paramref name="read"/> may be called again.
    /// </summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="statements">The statements, by the flag <c>few</c>, with which each result ends after one row too many, or <c>all</c>.</param>
    /// <param name="arguments">Their values.</param>
    /// <param name="read">Reads the results.</param>
    public async Task<T> ReadFewOrMuch<T>(
        Caller caller, Func<string, IReadOnlyList<SqlStatement>> statements, SqlArguments arguments, Func<Rows, Task<T>> read)
    {
        var (few, areMany) = await Read(caller, statements("few"), arguments, async rows => (await read(rows), rows.AreMany));
        return areMany ? await ReadMuch(caller, statements("all"), arguments, read) : few;
    }

    /// <summary>
    /// Reads in one round trip what may be much, in a place of those that the clinic has for it: it takes its time as long as rows
    /// keep coming, and the rows are worked on as they come. A read that breaks off is begun anew, so <paramref name="read"/> may be
    /// called again.
    /// </summary>
    public async Task<T> ReadMuch<T>(Caller caller, IReadOnlyList<SqlStatement> statements, SqlArguments arguments, Func<Rows, Task<T>> read)
    {
        await places.PlaceForMuch(caller);
        return await RunUnbounded(caller, safeToRepeat: true, async attempt =>
        {
            await using var batch = BeginStream(attempt.Connection, caller);
            Add(batch, statements, arguments);
            return await Streamed(batch, caller, reader => read(new Rows(reader, attempt.Cancellation)), attempt.Cancellation);
        });
    }

    /// <summary>Waits for a place for a large answer to little that was read.</summary>
    public Task PlaceForMuch(Caller caller) => places.PlaceForMuch(caller);

    /// <summary>
    /// Appends new records in one round trip, exactly once: the same Idempotency-Key, or the same ids with the same content,
    /// are answered with the records as they were first written, whatever would be refused now.
    /// </summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="statements">The statements; they answer with the records as written.</param>
    /// <param name="identity">What is written, under which ids.</param>
    /// <param name="judge">Refuses the request for what it is by itself, or gives the values of the statements.</param>
    /// <param name="read">Reads the records as written.</param>
    /// <param name="recall">Reads one version of a record, for a replay.</param>
    public Task<Written<T>> Append<T>(
        Caller caller,
        IReadOnlyList<SqlStatement> statements,
        WriteIdentity identity,
        Func<Decision<T>> judge,
        Func<Rows, Task<List<T>>> read,
        Func<Guid, int, Task<T?>> recall)
        where T : class
        => OnceOrAsBefore(caller, identity, recall, async () =>
        {
            var decision = judge();
            Refuse(decision.Refusal);
            return new Written<T>(await AppendOnce(caller, statements, decision.Write!, identity, read), Replayed: false);
        });

    /// <summary>Writes in one round trip what comes to the same however often it is written.</summary>
    public Task<T> Set<T>(Caller caller, IReadOnlyList<SqlStatement> statements, SqlArguments arguments, Func<Rows, Task<T>> read) =>
        Run(caller, safeToRepeat: true, async attempt =>
        {
            await using var batch = Begin(attempt.Connection, caller, claim: null);
            Add(batch, statements, arguments);
            batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
            attempt.CommitSent = true;
            return await Execute(batch, caller, claimed: false, read, attempt.Cancellation);
        });

    /// <summary>
    /// Changes a record that must be known first: the first trip locks and reads it, <paramref name="judge"/> decides, the
    /// second writes. Both are one transaction. What is wrong with the request by itself, <paramref name="refuse"/> tells before.
    /// </summary>
    public Task<Written<T>> Change<TState, T>(
        Caller caller,
        SqlFile file,
        SqlArguments arguments,
        WriteIdentity identity,
        Func<Rows, Task<TState>> read,
        Func<TState, Decision<T>> judge,
        Func<Rows, Task<List<T>>> written,
        Func<Guid, int, Task<T?>> recall,
        Func<Problem?>? refuse = null)
        where T : Recorded
        => OnceOrAsBefore(caller, identity, recall, () =>
        {
            Refuse(refuse?.Invoke());
            return ChangeOnce(caller, file, arguments, identity, read, judge, written);
        });

    private Task<Written<T>?> ChangeOnce<TState, T>(
        Caller caller,
        SqlFile file,
        SqlArguments arguments,
        WriteIdentity identity,
        Func<Rows, Task<TState>> read,
        Func<TState, Decision<T>> judge,
        Func<Rows, Task<List<T>>> written)
        where T : Recorded
        => Run(caller, identity.IsRepeatable(caller), async attempt =>
        {
            Decision<T> decision;
            await using (var first = Begin(attempt.Connection, caller, identity))
            {
                Add(first, file.Part("read"), arguments);
                decision = judge(await Execute(first, caller, caller.IdempotencyKey is not null, read, attempt.Cancellation));
            }

            Refuse(decision.Refusal);
            if (decision.IsRepeat)
            {
                return null;
            }

            caller.HasReadAlone = decision.Write is null;

            await using var second = new NpgsqlBatch(attempt.Connection);
            if (decision.Write is { } write)
            {
                Add(second, file.Part("write", decision.Flags), write);
            }
            else if (caller.IdempotencyKey is { } key)
            {
                Add(second, Kept, new SqlArguments { { "key", key }, { "versions", decision.Unchanged!.ConvertAll(record => record.Version) } });
            }

            second.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
            attempt.CommitSent = true;
            await using var reader = await second.ExecuteReaderAsync(attempt.Cancellation);
            var records = decision.Write is null ? decision.Unchanged! : await written(new Rows(reader, attempt.Cancellation));
            await Drain(reader, attempt.Cancellation);
            return (Written<T>?)new Written<T>(records, Replayed: false);
        });

    /// <summary>
    /// Reads row by row for as long as the caller takes it, on a connection of its own. Nothing is retried once there are rows,
    /// since bytes may have gone out. A row is buffered whole, so that its cells are read without a wait each.
    /// </summary>
    public Task Stream(Caller caller, IReadOnlyList<SqlStatement> statements, SqlArguments arguments, Func<NpgsqlDataReader, CancellationToken, Task> consume) =>
        places.Stream(caller.ClinicId, () => StreamAtOnce(caller, statements, arguments, consume));

    private Task<bool> StreamAtOnce(
        Caller caller, IReadOnlyList<SqlStatement> statements, SqlArguments arguments, Func<NpgsqlDataReader, CancellationToken, Task> consume) =>
        retries.Run(
            safeToRepeat: false,
            cancellation => Attempt.Run(
                connections,
                async attempt =>
                {
                    await using var batch = BeginStream(attempt.Connection, caller);
                    Add(batch, statements, arguments);
                    return await Streamed(
                        batch,
                        caller,
                        async reader =>
                        {
                            attempt.CommitSent = true; // as good as: what was sent is not taken back
                            await consume(reader, caller.Aborted);
                            return true;
                        },
                        caller.Aborted);
                },
                cancellation),
            caller.Aborted);

    /// <summary>Lets the key in or refuses it, where a request fails before it comes to its work.</summary>
    public async Task Admit(Caller caller)
    {
        if (!caller.Admitted)
        {
            await Read(caller, [], [], _ => Task.FromResult(0));
        }
    }

    /// <summary>Reads as the rows come; what is not read to its end is ended.</summary>
    private static async Task<T> Streamed<T>(NpgsqlBatch batch, Caller caller, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancellation)
    {
        batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        try
        {
            await ReadAdmission(reader, caller, cancellation);
            var result = await read(reader);
            await Drain(reader, cancellation);
            return result;
        }
        catch (Exception e) when (e is not NpgsqlException)
        {
            // Where the database was the reason, it has ended it itself.
            await End(batch, reader);
            throw;
        }
    }

    /// <summary>
    /// Ends a stream that nobody takes any more, whose rows would else be read to the last before the connection is free. That waits,
    /// with its thread, until the server has heard of it, and then reads the megabytes that were sent: one after another and not on
    /// a thread that others need, since a dozen at once held up everybody for a tenth of a second.
    /// </summary>
    private static async Task End(NpgsqlBatch batch, NpgsqlDataReader reader)
    {
        var isAlone = await Ending.WaitAsync(LongestTurn);
        try
        {
            await Task.Factory.StartNew(
                () =>
                {
                    batch.Cancel();
                    reader.Dispose();
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
        }
        finally
        {
            if (isAlone)
            {
                Ending.Release();
            }
        }
    }

    private Task<T> AppendOnce<T>(
        Caller caller, IReadOnlyList<SqlStatement> statements, SqlArguments arguments, WriteIdentity identity, Func<Rows, Task<T>> read) =>
        Run(caller, identity.IsRepeatable(caller), async attempt =>
        {
            await using var batch = Begin(attempt.Connection, caller, identity);
            Add(batch, statements, arguments);
            batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
            attempt.CommitSent = true;
            return await Execute(batch, caller, caller.IdempotencyKey is not null, read, attempt.Cancellation);
        });

    /// <summary>
    /// Writes; what is refused is looked for first, under the key and under the ids, and answered as it was where it was done before.
    /// </summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="identity">What is written, under which ids.</param>
    /// <param name="recall">Reads one version of a record.</param>
    /// <param name="write">The write; null where it finds that the record exists.</param>
    private async Task<Written<T>> OnceOrAsBefore<T>(Caller caller, WriteIdentity identity, Func<Guid, int, Task<T?>> recall, Func<Task<Written<T>?>> write)
        where T : class
    {
        try
        {
            Refuse(caller.Refusal);
            if (await write() is { } written)
            {
                return written;
            }
        }
        catch (Exception refused) when (WrittenBefore.MayBe(refused, caller, identity))
        {
            if (await WrittenBefore.Find(caller, this, identity, recall) is { } before)
            {
                return await Confirmed(caller, before);
            }

            throw;
        }

        return await Confirmed(caller, (await WrittenBefore.Find(caller, this, identity, recall))!);
    }

    private static void Refuse(Problem? refusal)
    {
        if (refusal is not null)
        {
            throw new ProblemException(refusal);
        }
    }

    /// <summary>
    /// Answers with what was written before, once it is as safe as a commit of now: the request that wrote it may have been
    /// told that no standby has it, and a replay must not promise more.
    /// </summary>
    private async Task<Written<T>> Confirmed<T>(Caller caller, Written<T> before)
        where T : class
    {
        caller.HasReadAlone = true;
        await Run(caller, safeToRepeat: true, async attempt =>
        {
            await using var batch = new NpgsqlBatch(attempt.Connection);
            Add(batch, Confirm, []);
            attempt.CommitSent = true;
            return await batch.ExecuteNonQueryAsync(attempt.Cancellation);
        });
        return before;
    }

    private Task<T> Run<T>(Caller caller, bool safeToRepeat, Func<Attempt, Task<T>> work) =>
        Overdue.Bound(caller, () => RunUnbounded(caller, safeToRepeat, work));

    private async Task<T> RunUnbounded<T>(Caller caller, bool safeToRepeat, Func<Attempt, Task<T>> work)
    {
        using var place = await places.Place(caller.Aborted);
        return await retries.Run(safeToRepeat, cancellation => Attempt.Run(connections, work, cancellation), caller.Aborted);
    }

    /// <summary>What is much takes its time, and its plan may well be made for the values that were asked for.</summary>
    private static NpgsqlBatch BeginStream(NpgsqlConnection connection, Caller caller)
    {
        var batch = new NpgsqlBatch(connection) { Timeout = StreamStallsAfter };
        batch.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN ISOLATION LEVEL REPEATABLE READ"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SET LOCAL statement_timeout = 0"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SET LOCAL plan_cache_mode = auto"));
        AddAdmission(batch, caller);
        return batch;
    }

    private static NpgsqlBatch Begin(NpgsqlConnection connection, Caller caller, WriteIdentity? claim)
    {
        var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(BeginWrite));
        AddAdmission(batch, caller);
        if (claim is not null && caller.IdempotencyKey is { } key)
        {
            Add(batch, Claim, new SqlArguments
            {
                { "key", key },
                { "requestHash", claim.KeyHash },
                { "status", (short)claim.Status },
                { "recordType", claim.Table },
                { "recordIds", claim.Ids },
            });
        }

        return batch;
    }

    /// <summary>A key is looked up by the database; a token was proven by its signature, and its clinic is looked up.</summary>
    private static void AddAdmission(NpgsqlBatch batch, Caller caller)
    {
        if (caller.Token is { } token)
        {
            Add(batch, AuthorizeToken, new SqlArguments
            {
                { "clinicId", caller.ClinicId },
                { "clientId", token.ClientId },
                { "issuer", token.Issuer },
                { "subject", token.Subject },
                { "scopes", token.Scopes },
                { "scope", caller.Scope },
                { "requestId", caller.RequestId },
            });
        }
        else
        {
            Add(batch, Authorize, new SqlArguments
            {
                { "clinicId", caller.ClinicId },
                { "keyId", caller.Key.KeyId },
                { "secretHash", caller.Key.SecretHash },
                { "scope", caller.Scope },
                { "requestId", caller.RequestId },
            });
        }
    }

    /// <summary>The database has let the caller in, and says which client it is.</summary>
    private static async Task ReadAdmission(NpgsqlDataReader reader, Caller caller, CancellationToken cancellation)
    {
        await reader.ReadAsync(cancellation);
        caller.ClientId = reader.GetGuid(0);
        caller.Admitted = true;
        await reader.NextResultAsync(cancellation);
    }

    private static void Add(NpgsqlBatch batch, IReadOnlyList<SqlStatement> statements, SqlArguments arguments)
    {
        foreach (var statement in statements)
        {
            batch.BatchCommands.Add(arguments.Bind(statement));
        }
    }

    private static async Task<T> Execute<T>(NpgsqlBatch batch, Caller caller, bool claimed, Func<Rows, Task<T>> read, CancellationToken cancellation)
    {
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await ReadAdmission(reader, caller, cancellation);
        if (claimed)
        {
            await reader.NextResultAsync(cancellation);
        }

        var result = await read(new Rows(reader, cancellation));
        await Drain(reader, cancellation);
        return result;
    }

    /// <summary>Reads on to the end of the pipeline, so that nothing is acknowledged before it is committed.</summary>
    private static async Task Drain(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        while (await reader.NextResultAsync(cancellation))
        {
        }
    }

    private static readonly SqlFile Sql = SqlFile.Beside();
    private static readonly IReadOnlyList<SqlStatement> Authorize = Sql.Part("authorize");
    private static readonly IReadOnlyList<SqlStatement> AuthorizeToken = Sql.Part("authorizeToken");
    private static readonly IReadOnlyList<SqlStatement> Claim = Sql.Part("claim");
    private static readonly IReadOnlyList<SqlStatement> Kept = Sql.Part("kept");
    private static readonly IReadOnlyList<SqlStatement> Confirm = Sql.Part("confirm");
}
