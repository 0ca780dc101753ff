using System.Diagnostics;
using System.Threading.RateLimiting;
using Npgsql;

namespace InfusionTracker.Api.Platform;

/// <summary>
/// The queue in front of the database: so many requests work at once, so many more wait, in order, and the next are refused
/// at once. So are those that would wait too long by what requests took of late, however few wait. What is streamed works
/// for long, and has places of its own, so that exports never keep a record from being written.
/// </summary>
public sealed class DatabasePlaces : IAsyncDisposable
{
    /// <summary>As long as one waits for a connection of the pool.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    /// <summary>Nobody begins to wait who would likely wait longer, so that hardly anybody is refused after a wait.</summary>
    private static readonly TimeSpan LongestQueue = TimeSpan.FromSeconds(1);

    private readonly int _atOnce;
    private readonly int _waiting;
    private readonly ConcurrencyLimiter _requests;
    private readonly ConcurrencyLimiter _streams;
    private long _usualTicks;

    /// <param name="configuration">How many of each; no more work at once than the pool has connections, or they would wait again there.</param>
    /// <param name="source">The pool.</param>
    public DatabasePlaces(IConfiguration configuration, NpgsqlDataSource source)
    {
        _atOnce = Math.Min(configuration.GetValue("Database:AtOnce", 64), new NpgsqlConnectionStringBuilder(source.ConnectionString).MaxPoolSize);
        _waiting = configuration.GetValue("Database:Waiting", 256);
        _requests = new(new() { PermitLimit = _atOnce, QueueLimit = _waiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });
        _streams = new(new() { PermitLimit = configuration.GetValue("Database:StreamsAtOnce", 16), QueueLimit = 0 });
    }

    /// <summary>
    /// True while a request that needs the database is best refused before any work is spent on it: every place is taken, and
    /// as many wait as may, or as can be served in time.
    /// </summary>
    public bool AreTaken => _requests.GetStatistics()!.CurrentQueuedCount is > 0 and var queued
        && (queued >= _waiting || queued * Volatile.Read(ref _usualTicks) > LongestQueue.Ticks * _atOnce);

    /// <summary>What a request is told for which there is no place.</summary>
    public static Problem Refusal() =>
        Problem.Unavailable("The service has more to do than it can. Try again, under the same Idempotency-Key.");

    /// <summary>Waits for a place; it is given back when it is disposed of.</summary>
    /// <exception cref="ProblemException">503 where too many wait, or it took too long.</exception>
    public async ValueTask<IDisposable> Place(CancellationToken cancellation)
    {
        if (_requests.AttemptAcquire() is { IsAcquired: true } free)
        {
            return new Taken(this, free);
        }

        if (AreTaken)
        {
            throw new ProblemException(Refusal());
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(LongestWait);
        try
        {
            return new Taken(this, Granted(await _requests.AcquireAsync(1, patience.Token)));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ProblemException(Refusal());
        }
    }

    /// <summary>Takes a place for what works for long.</summary>
    /// <exception cref="ProblemException">503 where there is none.</exception>
    public IDisposable PlaceToStream() => Granted(_streams.AttemptAcquire());

    public async ValueTask DisposeAsync()
    {
        await _requests.DisposeAsync();
        await _streams.DisposeAsync();
    }

    private static RateLimitLease Granted(RateLimitLease lease) =>
        lease.IsAcquired ? lease : throw new ProblemException(Refusal());

    /// <summary>
    /// Keeps a running mean of what a request takes. One that takes long, as a cohort does, counts as the longest wait: it
    /// shall not turn others away. Two that end at once may lose one of the two, which a mean can bear.
    /// </summary>
    private void Note(TimeSpan took)
    {
        var usual = Volatile.Read(ref _usualTicks);
        Volatile.Write(ref _usualTicks, usual + ((Math.Min(took.Ticks, LongestQueue.Ticks) - usual) / 16));
    }

    private sealed class Taken(DatabasePlaces places, RateLimitLease lease) : IDisposable
    {
        private readonly long _since = Stopwatch.GetTimestamp();

        public void Dispose()
        {
            places.Note(Stopwatch.GetElapsedTime(_since));
            lease.Dispose();
        }
    }
}
