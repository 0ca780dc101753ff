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
                    LogFailed(log, work, e.GetType().Name, (e as PostgresException)?.SqlState);
                    await Task.Delay(Rest, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Work} is postponed: {Kind} {SqlState}")]
    private static partial void LogFailed(ILogger logger, string work, string kind, string? sqlState);
}
