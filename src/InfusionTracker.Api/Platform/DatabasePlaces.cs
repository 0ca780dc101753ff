using System.Threading.RateLimiting;
using Npgsql;

namespace InfusionTracker.Api.Platform;

/// <summary>
/// The queue in front of the database: so many requests work at once, so many more wait, in order, and the next are refused
/// at once, since they would wait too long. What is streamed works for long, and has places of its own, so that exports
/// never keep a record from being written.
/// </summary>
/// <param name="configuration">How many of each; no more work at once than the pool has connections, or they would wait again there.</param>
/// <param name="source">The pool.</param>
public sealed class DatabasePlaces(IConfiguration configuration, NpgsqlDataSource source) : IAsyncDisposable
{
    /// <summary>As long as one waits for a connection of the pool.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly ConcurrencyLimiter _requests = new(new()
    {
        PermitLimit = Math.Min(configuration.GetValue("Database:AtOnce", 64), new NpgsqlConnectionStringBuilder(source.ConnectionString).MaxPoolSize),
        QueueLimit = configuration.GetValue("Database:Waiting", 256),
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private readonly ConcurrencyLimiter _streams = new(new()
    {
        PermitLimit = configuration.GetValue("Database:StreamsAtOnce", 16),
        QueueLimit = 0,
    });

    /// <summary>Waits for a place; it is given back when it is disposed of.</summary>
    /// <exception cref="ProblemException">503 where too many wait, or it took too long.</exception>
    public async ValueTask<RateLimitLease> Place(CancellationToken cancellation)
    {
        if (_requests.AttemptAcquire() is { IsAcquired: true } free)
        {
            return free;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(LongestWait);
        try
        {
            return Granted(await _requests.AcquireAsync(1, patience.Token));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Refused();
        }
    }

    /// <summary>Takes a place for what works for long.</summary>
    /// <exception cref="ProblemException">503 where there is none.</exception>
    public RateLimitLease PlaceToStream() => Granted(_streams.AttemptAcquire());

    public async ValueTask DisposeAsync()
    {
        await _requests.DisposeAsync();
        await _streams.DisposeAsync();
    }

    private static RateLimitLease Granted(RateLimitLease lease) =>
        lease.IsAcquired ? lease : throw Refused();

    private static ProblemException Refused() =>
        new(Problem.Unavailable("The service has more to do than it can. Try again, under the same Idempotency-Key."));
}
