using InfusionTracker.Api.Access;

namespace InfusionTracker.Api.Platform;

/// <summary>
/// Keeps a network that swallows everything from holding up a request. Npgsql ends a command that timed out by a second
/// connection, on which it waits without end and without letting go of its thread; a few of those would stop every other
/// request as well. Whoever waits is told in time, and each command that is about to do so gets a thread of its own.
/// </summary>
public static class Overdue
{
    /// <summary>The longest of one wait: a little more than the command timeout of <see cref="Service.ServiceDataSource"/>.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(9);

    /// <summary>How long before the end of the wait the work is suspect: shortly before that timeout.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1.5);

    /// <summary>With less left nothing is begun; and the timer of the wait before may have been that early.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(50);

    private static readonly Lock Gate = new();

    /// <summary>
    /// Waits for the work, 9 s at most and never past the deadline of the request, since one may have several such waits; what
    /// takes longer is left to end by itself.
    /// </summary>
    /// <exception cref="TimeoutException">It takes longer. What it writes, it may yet write. Or there was no time left to begin it.</exception>
    public static async Task<T> Bound<T>(Caller caller, Func<Task<T>> begin)
    {
        var left = caller.Left(Longest);
        if (left < Least)
        {
            throw new TimeoutException();
        }

        var rest = left < Rest ? left : Rest;
        var work = begin();
        try
        {
            return await work.WaitAsync(left - rest);
        }
        catch (TimeoutException) when (!work.IsCompleted)
        {
            AddThreads(1);
            _ = work.ContinueWith(_ => AddThreads(-1), TaskScheduler.Default);
            return await work.WaitAsync(rest);
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
