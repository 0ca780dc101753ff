namespace InfusionTracker.Api.Platform;

/// <summary>
/// Keeps a network that swallows everything from holding up a request. Npgsql ends a command that timed out by a second
/// connection, on which it waits without end and without letting go of its thread; a few of those would stop every other
/// request as well. Whoever waits is told in time, and each command that is about to do so gets a thread of its own.
/// </summary>
public static class Overdue
{
    /// <summary>Shortly before the command timeout of <see cref="Service.ServiceDataSource"/>.</summary>
    private static readonly TimeSpan Suspect = TimeSpan.FromSeconds(7.5);

    /// <summary>What is left until no request may take longer.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1.5);

    private static readonly Lock Gate = new();

    /// <summary>Waits for the work, 9 s at most; what takes longer is left to end by itself.</summary>
    /// <exception cref="TimeoutException">It takes longer. What it writes, it may yet write.</exception>
    public static async Task<T> Bound<T>(Task<T> work)
    {
        try
        {
            return await work.WaitAsync(Suspect);
        }
        catch (TimeoutException) when (!work.IsCompleted)
        {
            AddThreads(1);
            _ = work.ContinueWith(_ => AddThreads(-1), TaskScheduler.Default);
            return await work.WaitAsync(Rest);
        }
    }

    private static void AddThreads(int count)
    {
        lock (Gate)
        {
            ThreadPool.GetMinThreads(out var workers, out var ports);
            ThreadPool.SetMinThreads(workers + count, ports);
        }
    }
}
