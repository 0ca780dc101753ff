using InfusionTracker.Api.Access;

namespace InfusionTracker.Api.Platform;

/// <summary>Ends a computation whose answer nobody waits for any more.</summary>
public static class Ending
{
    /// <summary>Hands on what is worked on as long as the request goes on.</summary>
    /// <exception cref="OperationCanceledException">The client is gone, or the request took too long.</exception>
    public static IEnumerable<T> While<T>(this IEnumerable<T> items, Caller caller)
    {
        foreach (var item in items)
        {
            caller.Aborted.ThrowIfCancellationRequested();
            yield return item;
        }
    }
}
