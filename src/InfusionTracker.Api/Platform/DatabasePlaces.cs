using System.Threading.RateLimiting;

namespace InfusionTracker.Api.Platform;

/// <summary>
/// The queue in front of the database: so many requests work at once, so many more wait, in order, and the next are refused
/// at once, since they would wait too long. What is streamed works for long, and has places of its own, so that exports
/// never keep a record from being written.
/// </summary>
public sealed class DatabasePlaces(IConfiguration configuration) : IAsyncDisposable
{
    private readonly ConcurrencyLimiter _requests = new(new()
    {
        PermitLimit = configuration.GetValue("Database:AtOnce", 64),
        QueueLimit = configuration.GetValue("Database:Waiting", 256),
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private readonly ConcurrencyLimiter _streams = new(new()
    {
        PermitLimit = configuration.GetValue("Database:StreamsAtOnce", 16),
        QueueLimit = 0,
    });

    /// <summary>Waits for a place; it is given back when it is disposed of.</summary>
    /// <exception cref="ProblemException">503 where too many wait.</exception>
    public async ValueTask<RateLimitLease> Place(CancellationToken cancellation) => Granted(await _requests.AcquireAsync(1, cancellation));

    /// <summary>Takes a place for what works for long.</summary>
    /// <exception cref="ProblemException">503 where there is none.</exception>
    public RateLimitLease PlaceToStream() => Granted(_streams.AttemptAcquire());

    public async ValueTask DisposeAsync()
    {
        await _requests.DisposeAsync();
        await _streams.DisposeAsync();
    }

    private static RateLimitLease Granted(RateLimitLease lease) =>
        lease.IsAcquired ? lease : throw new ProblemException(Problem.Unavailable("The service has more to do than it can. Try again, under the same Idempotency-Key."));
}
