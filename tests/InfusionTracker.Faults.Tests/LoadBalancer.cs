using System.Net;

namespace InfusionTracker.Faults.Tests;

/// <summary>What stands in front of instances: asks each every 100 ms whether it is ready, and sends what is new to those that are.</summary>
public sealed class LoadBalancer : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly IReadOnlyList<Uri> _instances;
    private readonly Task _asking;
    private Uri[] _ready;

    public LoadBalancer(params Uri[] instances)
    {
        (_instances, _ready) = (instances, instances);
        _asking = Task.WhenAll(instances.Select(Ask));
    }

    /// <summary>Where to send to in turn, the next where nobody listens at the one before; all of them where none is ready.</summary>
    public IEnumerable<Uri> For(int client)
    {
        var ready = Volatile.Read(ref _ready) is { Length: > 0 } some ? some : [.. _instances];
        return ready.Select((_, i) => ready[(client + i) % ready.Length]);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _asking;
        _end.Dispose();
    }

    private async Task Ask(Uri instance)
    {
        using var http = new HttpClient { BaseAddress = instance, Timeout = TimeSpan.FromSeconds(1) };
        while (!_end.IsCancellationRequested)
        {
            var isReady = false;
            try
            {
                using var answer = await http.GetAsync("/health/ready", _end.Token);
                isReady = answer.StatusCode == HttpStatusCode.OK;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                // Not ready.
            }

            Note(instance, isReady);
            await Task.Delay(100, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Note(Uri instance, bool isReady)
    {
        lock (_instances)
        {
            Volatile.Write(ref _ready, [.. _instances.Where(i => i == instance ? isReady : _ready.Contains(i))]);
        }
    }
}
