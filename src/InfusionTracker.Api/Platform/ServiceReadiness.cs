using System.Reflection;
using Npgsql;

namespace InfusionTracker.Api.Platform;

/// <summary>Something that the service needs or should have, registered by whoever owns it; readiness asks all of them.</summary>
/// <param name="Name">Its member of <c>checks</c>.</param>
/// <param name="StopsService">True where the service must not be sent requests without it; else it is only told.</param>
/// <param name="Look">Null where all is well, and a sentence that says what is wrong and what to do otherwise.</param>
public sealed record ReadinessCheck(string Name, bool StopsService, Func<CancellationToken, Task<string?>> Look);

/// <summary>Whether the service can do its work, and what an operator should know of it.</summary>
public sealed partial class ServiceReadiness(IEnumerable<ReadinessCheck> checks, ILogger<ServiceReadiness> log)
{
    /// <summary>How long a check may take: a load balancer wants an answer, also where the database gives none.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private static readonly string Version =
        typeof(ServiceReadiness).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private readonly List<Bounded> _checks = [.. checks.Select(check => new Bounded(check, log))];

    /// <summary>Makes all checks at once.</summary>
    /// <returns>What they found; and whether the service can be sent requests.</returns>
    public async Task<(ReadinessAnswer Answer, bool IsReady)> Look()
    {
        var found = await Task.WhenAll(_checks.Select(async bounded => (bounded.Check, Wrong: await bounded.Look())));
        var answer = new ReadinessAnswer
        {
            Version = Version,
            Checks = found.ToDictionary(f => f.Check.Name, f => f.Wrong is null ? "ok" : f.Check.StopsService ? "failed" : "degraded"),
            Details = found.Where(f => f.Wrong is not null).ToDictionary(f => f.Check.Name, f => f.Wrong!),
        };
        return (answer, !found.Any(f => f.Check.StopsService && f.Wrong is not null));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Readiness could not look at {Check}: {Kind}")]
    private static partial void LogNotMade(ILogger logger, string check, string kind);

    /// <summary>
    /// A check that takes no longer than it may. Whoever asks while it runs waits for the same one, so that a database which does not
    /// answer is asked once, however often readiness is.
    /// </summary>
    private sealed class Bounded(ReadinessCheck check, ILogger log)
    {
        private readonly Lock _gate = new();
        private Task<string?> _running = Task.FromResult<string?>(null);

        public ReadinessCheck Check => check;

        public async Task<string?> Look()
        {
            try
            {
                return await Running().WaitAsync(Longest);
            }
            catch (Exception e) when (e is TimeoutException or OperationCanceledException or NpgsqlException)
            {
                return "The database does not answer.";
            }
            catch (Exception e)
            {
                LogNotMade(log, check.Name, e.GetType().Name);
                return "This could not be looked at; the log says why.";
            }
        }

        private Task<string?> Running()
        {
            lock (_gate)
            {
                return _running = _running.IsCompleted ? Run() : _running;
            }
        }

        private async Task<string?> Run()
        {
            using var end = new CancellationTokenSource(Longest);
            return await Task.Run(() => check.Look(end.Token), end.Token);
        }
    }
}

/// <summary>Whether the service is ready, check by check.</summary>
public sealed record ReadinessAnswer
{
    /// <summary>The build that runs.</summary>
    public required string Version { get; init; }

    /// <summary>
    /// Each check by its name: <c>ok</c>, <c>degraded</c> (the service works on, and somebody should look) or <c>failed</c> (it must
    /// not be sent requests).
    /// </summary>
    public required IReadOnlyDictionary<string, string> Checks { get; init; }

    /// <summary>What is wrong and what to do, for each check that is not <c>ok</c>.</summary>
    public required IReadOnlyDictionary<string, string> Details { get; init; }
}
