using Npgsql;

namespace InfusionTracker.Api.Platform;

/// <summary>What is known of a write whose acknowledgement did not come.</summary>
public enum WriteOutcome
{
    /// <summary>Nothing was written: COMMIT had not been sent.</summary>
    Undone,

    /// <summary>COMMIT was sent, and no reply came: it is written, or it is not.</summary>
    Unknown,

    /// <summary>It is written here, but the wait for the standby that shall have it too was given up.</summary>
    Unreplicated,
}

/// <summary>The database could not be reached, went away before it answered, or could not make a write safe.</summary>
/// <param name="outcome">What is known of the write.</param>
/// <param name="cause">What was thrown; null where nothing was.</param>
public sealed class OutageException(WriteOutcome outcome, Exception? cause)
    : Exception("The database went away, or could not be reached.", cause)
{
    public WriteOutcome Outcome => outcome;

    /// <summary>True where every connection of the pool was taken for as long as one may be waited for.</summary>
    public bool IsPoolExhausted => InnerException is NpgsqlException { InnerException: TimeoutException } e
        && e.Message.Contains("pool", StringComparison.OrdinalIgnoreCase);
}

/// <summary>One run of a piece of work: its connection, and how far it came.</summary>
public sealed class Attempt
{
    private bool _unreplicated;

    private Attempt(NpgsqlConnection connection, CancellationToken cancellation) => (Connection, Cancellation) = (connection, cancellation);

    public NpgsqlConnection Connection { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>To be set before COMMIT is sent: from then on, whatever goes wrong leaves the outcome open.</summary>
    public bool CommitSent { get; set; }

    /// <summary>A connection of the pool.</summary>
    /// <exception cref="OutageException">There is none: the database cannot be reached, or all are taken.</exception>
    public static async Task<OwnConnection> Open(OwnConnections connections, CancellationToken cancellation)
    {
        try
        {
            return await connections.Take(cancellation);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            throw new OutageException(WriteOutcome.Undone, e);
        }
    }

    /// <summary>Runs the work on a connection of the pool.</summary>
    /// <exception cref="OutageException">The database went away; or a commit was reported that no standby has.</exception>
    public static async Task<T> Run<T>(OwnConnections connections, Func<Attempt, Task<T>> work, CancellationToken cancellation)
    {
        await using var taken = await Open(connections, cancellation);
        var attempt = new Attempt(taken.Connection, cancellation);
        taken.Connection.Notice += attempt.Watch;
        try
        {
            var result = await work(attempt);
            return attempt._unreplicated ? throw new OutageException(WriteOutcome.Unreplicated, null) : result;
        }
        catch (PostgresException e) when (Retries.IsOutdated(e))
        {
            // The other connections have prepared the same.
            connections.Clear();
            throw new OutageException(WriteOutcome.Undone, e);
        }
        catch (Exception e) when (Retries.IsOutage(e))
        {
            throw new OutageException(attempt.CommitSent ? WriteOutcome.Unknown : WriteOutcome.Undone, e);
        }
    }

    /// <summary>
    /// A commit that stops waiting for its standby (the command timed out, or somebody cancelled it) is reported as done;
    /// this notice is the only trace. Its text may be in any language, its place in the server's source is always the same.
    /// </summary>
    private void Watch(object sender, NpgsqlNoticeEventArgs e) =>
        _unreplicated |= e.Notice.Routine == "SyncRepWaitForLSN"
            || (e.Notice.SqlState == "01000" && e.Notice.MessageText.Contains("synchronous replication", StringComparison.Ordinal));
}
