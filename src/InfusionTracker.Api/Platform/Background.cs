using Npgsql;

namespace InfusionTracker.Api.Platform;

/// <summary>Work that goes on in the background whatever happens to it: it neither ends unnoticed nor ends the service.</summary>
public static partial class Background
{
    /// <summary>Between a round that failed and the next.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Does round after round until one says that it was the last, or the end has come. What one throws is logged by its kind, and the
    /// next is begun after a rest.
    /// </summary>
    /// <param name="work">What is done, for the log.</param>
    /// <param name="round">Does a part of it; false where there is nothing more to come.</param>
    /// <param name="log">Told what went wrong.</param>
    /// <param name="end">Ends it.</param>
    public static async Task Repeat(string work, Func<CancellationToken, Task<bool>> round, ILogger log, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                if (!await round(end))
                {
                    return;
                }
            }
            catch (Exception e)
            {
                if (!end.IsCancellationRequested)
                {
                    LogFailed(log, work, Kind(e));
                    await Task.Delay(Rest, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }
    }

    /// <summary>What went wrong, for the log: never what the exception says, which may be of a record.</summary>
    public static string Kind(Exception e) => e switch
    {
        PostgresException refusal => $"PostgreSQL refuses ({refusal.SqlState})",
        NpgsqlException or TimeoutException => "the database does not answer",
        _ => e.GetType().Name,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Work} is postponed: {Kind}")]
    private static partial void LogFailed(ILogger logger, string work, string kind);
}
