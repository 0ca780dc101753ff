using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.RateLimiting;
using InfusionTracker.Api.Access;

namespace InfusionTracker.Api.Platform;

/// <summary>
/// The queue in front of the database: so many requests work at once, so many more wait, in order, and the next are refused
/// at once. Nor does anybody begin to wait behind one who has waited for long: under a load that lasts, those would be
/// refused in the end, and later. What is streamed works for long, and what is large takes processors and memory: both have places
/// of their own, so that neither keeps a record from being written, nor another clinic from being served.
/// </summary>
/// <param name="configuration">How many wait.</param>
/// <param name="budget">How many work at once; no more than the pool has connections, or they would wait again there.</param>
public sealed class DatabasePlaces(IConfiguration configuration, ConnectionBudget budget) : IAsyncDisposable
{
    /// <summary>As long as one waits for a connection of the pool.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    /// <summary>As long as any request has.</summary>
    private static readonly TimeSpan LongestWaitForMuch = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Much longer than a migration waits for its lock, and others behind it. Under three times the load that can be held, who
    /// came just before it was reached waits three times as long, which is still not too long.
    /// </summary>
    private static readonly TimeSpan Standing = TimeSpan.FromSeconds(0.65);

    private readonly int _mayWait = configuration.GetValue("Database:Waiting", 256);

    /// <summary>When those who wait began to; whoever is done waiting takes away the first.</summary>
    private readonly ConcurrentQueue<long> _waiting = new();

    private readonly ConcurrencyLimiter _requests = new(new()
    {
        PermitLimit = budget.AtOnce,
        QueueLimit = configuration.GetValue("Database:Waiting", 256),
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private readonly SharedPlaces _streams = new(budget.StreamsAtOnce, waiting: 0);

    private readonly SharedPlaces _much = new(
        configuration.GetValue("Database:MuchAtOnce", Math.Max(4, 2 * Environment.ProcessorCount)), configuration.GetValue("Database:Waiting", 256) / 4);

    private readonly ConcurrencyLimiter _largeBodies = new(new()
    {
        PermitLimit = configuration.GetValue("Requests:LargeBodiesAtOnce", 8),
        QueueLimit = 0,
    });

    /// <summary>True while a request that needs the database is best refused before any work is spent on it.</summary>
    public bool AreTaken => _waiting.TryPeek(out var first)
        && (_waiting.Count >= _mayWait || Stopwatch.GetElapsedTime(first) > Standing);

    /// <summary>What a request is told for which there is no place.</summary>
    public static Problem Refusal() =>
        Problem.Unavailable("The service has more to do than it can. Try again, under the same Idempotency-Key.");

    /// <summary>Waits for a place; it is given back when it is disposed of.</summary>
    /// <exception cref="ProblemException">503 where too many wait, or it took too long.</exception>
    public async ValueTask<RateLimitLease> Place(CancellationToken cancellation)
    {
        if (_requests.AttemptAcquire() is { IsAcquired: true } free)
        {
            return free;
        }

        if (AreTaken)
        {
            throw new ProblemException(Refusal());
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(LongestWait);
        _waiting.Enqueue(Stopwatch.GetTimestamp());
        try
        {
            return Granted(await _requests.AcquireAsync(1, patience.Token));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ProblemException(Refusal());
        }
        finally
        {
            _waiting.TryDequeue(out _);
        }
    }

    /// <summary>Takes a place for what works for long, and gives it back once that is done.</summary>
    /// <exception cref="ProblemException">503 where there is none, or the clinic has its share of them.</exception>
    public async Task Stream(Guid clinic, Func<Task> work)
    {
        using var place = await _streams.Take(clinic, CancellationToken.None) ?? throw new ProblemException(Refusal());
        await work();
    }

    /// <summary>
    /// Waits for a place for a large answer, at most for half of the time that its request has left. It is kept until the answer is
    /// out, since until then its memory is.
    /// </summary>
    /// <exception cref="ProblemException">503 where too many wait, or it took too long.</exception>
    public async Task PlaceForMuch(Caller caller)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(caller.Aborted);
        patience.CancelAfter(caller.Left(LongestWaitForMuch) / 2);
        try
        {
            caller.Place ??= await _much.Take(caller.ClinicId, patience.Token);
        }
        catch (OperationCanceledException) when (!caller.Aborted.IsCancellationRequested)
        {
            // Told below.
        }

        if (caller.Place is null)
        {
            throw new ProblemException(Problem.Unavailable("Too many large answers are being made at once. Try again, or ask for less."));
        }
    }

    /// <summary>Takes a place for a body of megabytes, of which many at once would be more than the memory.</summary>
    /// <exception cref="ProblemException">503 where there is none.</exception>
    public RateLimitLease PlaceForLargeBody() => Granted(_largeBodies.AttemptAcquire());

    public async ValueTask DisposeAsync()
    {
        await _requests.DisposeAsync();
        await _streams.DisposeAsync();
        await _much.DisposeAsync();
        await _largeBodies.DisposeAsync();
    }

    private static RateLimitLease Granted(RateLimitLease lease) =>
        lease.IsAcquired ? lease : throw new ProblemException(Refusal());
}
