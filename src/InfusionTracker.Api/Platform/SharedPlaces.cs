using System.Threading.RateLimiting;

namespace InfusionTracker.Api.Platform;

/// <summary>
/// Places for what is long or large, of which one clinic has half at most: whoever reads slowly keeps a place for as long as that
/// takes, and whoever asks for much at once keeps the processors and the memory.
/// </summary>
/// <param name="atOnce">How many there are.</param>
/// <param name="waiting">How many requests of a clinic wait for one, in order; 0 where nobody does.</param>
public sealed class SharedPlaces(int atOnce, int waiting) : IAsyncDisposable
{
    private readonly ConcurrencyLimiter _all = new(new() { PermitLimit = atOnce, QueueLimit = waiting });

    private readonly PartitionedRateLimiter<Guid> _ofClinics = PartitionedRateLimiter.Create<Guid, Guid>(clinic =>
        RateLimitPartition.GetConcurrencyLimiter(clinic, _ => new() { PermitLimit = Math.Max(1, atOnce / 2), QueueLimit = waiting }));

    /// <summary>Takes a place, which is given back when it is disposed of; null where there is none, and too many wait already.</summary>
    /// <exception cref="OperationCanceledException">It took longer than may be waited.</exception>
    public async ValueTask<IDisposable?> Take(Guid clinic, CancellationToken patience)
    {
        var ofClinic = await _ofClinics.AcquireAsync(clinic, 1, patience);
        RateLimitLease? place = null;
        try
        {
            place = ofClinic.IsAcquired ? await _all.AcquireAsync(1, patience) : null;
            return place?.IsAcquired == true ? new Held(ofClinic, place) : null;
        }
        finally
        {
            if (place?.IsAcquired != true)
            {
                ofClinic.Dispose();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _all.DisposeAsync();
        await _ofClinics.DisposeAsync();
    }

    private sealed record Held(RateLimitLease OfClinic, RateLimitLease Place) : IDisposable
    {
        public void Dispose()
        {
            Place.Dispose();
            OfClinic.Dispose();
        }
    }
}
