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
    public const string KeyReused = "IT422";
}

/// <summary>
/// When work is run again. Before COMMIT was sent, PostgreSQL itself says that nothing was done. Once it may have been,
/// the outcome is unknown, and only work that cannot be done twice is repeated.
/// </summary>
public static class Retries
{
    public static readonly ResiliencePropertyKey<bool> SafeToRepeat = new("safe-to-repeat");

    public static ResiliencePipeline Pipeline() => new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = 5,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(50),
            MaxDelay = TimeSpan.FromMilliseconds(800),
            UseJitter = true,
            ShouldHandle = arguments => ValueTask.FromResult(
                CertainlyUndone(arguments.Outcome.Exception)
                || (IsOutage(arguments.Outcome.Exception)
                    && arguments.Context.Properties.GetValue(SafeToRepeat, defaultValue: false))),
        })
        .Build();

    /// <summary>True where the transaction was rolled back, or never began.</summary>
    private static bool CertainlyUndone(Exception? e) => e is
        PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
                or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.CannotConnectNow
    };

    /// <summary>True where the database could not be reached, or went away with the outcome unknown.</summary>
    public static bool IsOutage(Exception? e) => e switch
    {
        PostgresException p => p.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections
            or PostgresErrorCodes.ReadOnlySqlTransaction,
        NpgsqlException { InnerException: TimeoutException } => false,
        NpgsqlException => true,
        _ => false,
    };
}
