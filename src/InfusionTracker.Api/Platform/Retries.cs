using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Npgsql;
using Polly;
using Polly.Retry;

namespace InfusionTracker.Api.Platform;

/// <summary>SQLSTATEs that the schema of this service raises.</summary>
public static class SqlStates
{
    public const string DoneBefore = "IT200";
    public const string SettingsChanged = "IT205";
    public const string Unauthenticated = "IT401";
    public const string Forbidden = "IT403";
    public const string NotFound = "IT404";
    public const string Conflict = "IT409";
    public const string Taken = "IT411";
    public const string KeyReused = "IT422";
}

/// <summary>
/// The one place that knows when work is run again, and when it is given up. Before COMMIT was sent, nothing was done:
/// any outage is tried again. Once it was, the outcome is unknown, and only work that cannot be done twice is repeated,
/// save where PostgreSQL itself says that it rolled back. Whether Npgsql calls an error transient tells none of this.
/// </summary>
public static class Retries
{
    private static readonly ResiliencePropertyKey<bool> SafeToRepeat = new("safe-to-repeat");

    private static readonly ResiliencePropertyKey<long> Began = new("began");

    /// <summary>
    /// No run is begun later than this after the first one was: whoever waited in vain for a connection (2 s, and timers
    /// may be early) has waited enough.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.8);

    public static ResiliencePipeline Pipeline() => new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = 5,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(50),
            MaxDelay = TimeSpan.FromMilliseconds(800),
            UseJitter = true,
            ShouldHandle = arguments => ValueTask.FromResult(
                Stopwatch.GetElapsedTime(arguments.Context.Properties.GetValue(Began, 0L)) < Patience
                && IsWorthARepeat(arguments.Outcome.Exception, arguments.Context.Properties.GetValue(SafeToRepeat, defaultValue: false))),
        })
        .Build();

    /// <summary>Runs the work, and runs it again where that is worth it.</summary>
    /// <param name="pipeline">What <see cref="Pipeline"/> made.</param>
    /// <param name="safeToRepeat">True where the work cannot be done twice, however often it is run.</param>
    /// <param name="work">The work; it throws <see cref="OutageException"/> where the database went away.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<T> Run<T>(this ResiliencePipeline pipeline, bool safeToRepeat, Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            return await work(cancellation);
        }
        catch (Exception e) when (IsWorthARepeat(e, safeToRepeat))
        {
            return await RunAgain(pipeline, e, began, safeToRepeat, work, cancellation);
        }
    }

    /// <summary>
    /// Hands a run that failed to the pipeline as the first of its own: nearly all runs succeed at once, and need not pass it.
    /// </summary>
    private static async Task<T> RunAgain<T>(
        ResiliencePipeline pipeline, Exception failed, long began, bool safeToRepeat, Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        var context = ResilienceContextPool.Shared.Get(cancellation);
        context.Properties.Set(SafeToRepeat, safeToRepeat);
        context.Properties.Set(Began, began);
        var first = ExceptionDispatchInfo.Capture(failed);
        try
        {
            return await pipeline.ExecuteAsync(
                async c =>
                {
                    Interlocked.Exchange(ref first, null)?.Throw();
                    return await work(c.CancellationToken);
                },
                context);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>True where another run may succeed and cannot write twice.</summary>
    /// <param name="e">What the last run threw.</param>
    /// <param name="safeToRepeat">True where the work cannot be done twice, however often it is run.</param>
    public static bool IsWorthARepeat(Exception? e, bool safeToRepeat) => e switch
    {
        PostgresException p => p.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected,
        OutageException { Outcome: WriteOutcome.Undone } => true,

        // A server that refuses to write because it is a standby has rolled back.
        OutageException { InnerException: PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } } => true,
        OutageException { Outcome: WriteOutcome.Unknown } => safeToRepeat,
        _ => false,
    };

    /// <summary>True where the database went away, or is no longer the one that takes writes, with the outcome unknown.</summary>
    public static bool IsOutage(Exception? e) => e switch
    {
        // 57P: the server, or an administrator or a timeout of the session, has ended the connection, or takes none; 08: it broke.
        // So did whatever is fatal, and what was sent before may have been done.
        PostgresException p => p.InvariantSeverity is "FATAL" or "PANIC" || p.SqlState.StartsWith("57P", StringComparison.Ordinal) || p.SqlState.StartsWith("08", StringComparison.Ordinal)
            || p.SqlState is PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.ReadOnlySqlTransaction or "25P03", // a transaction that stood idle
        NpgsqlException { InnerException: TimeoutException } => false,
        NpgsqlException => true,
        _ => false,
    };

    /// <summary>
    /// True where a statement that a connection has prepared is no longer what it was: a column has another type since, or somebody
    /// ended what was prepared. PostgreSQL has rolled back, and a connection that is opened anew prepares it anew.
    /// </summary>
    public static bool IsOutdated(PostgresException e) =>
        e.SqlState is PostgresErrorCodes.InvalidSqlStatementName or PostgresErrorCodes.DuplicatePreparedStatement
        || e is { SqlState: PostgresErrorCodes.FeatureNotSupported, Routine: "RevalidateCachedQuery" };
}
