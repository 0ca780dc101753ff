using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace InfusionTracker.Faults.Tests;

/// <summary>
/// Clients of two clinics that write without pause, and a ledger of what was acknowledged to them. Two name each record by
/// an id of their own and two each request by an Idempotency-Key, and send again what was not acknowledged; two do neither,
/// and never send again. Half record patients (one trip to the database), half observations.
/// </summary>
/// <param name="installation">Where they write.</param>
/// <param name="balancer">What stands in front of two instances of the service; null where there is its one.</param>
public sealed class Ledger(Installation installation, LoadBalancer? balancer = null)
{
    private const int ClientCount = 6;
    private static int s_ledgers;
    private readonly int _name = Interlocked.Increment(ref s_ledgers);
    private readonly ConcurrentDictionary<string, byte> _acknowledged = new();
    private readonly ConcurrentDictionary<string, int> _answers = new();
    private readonly ConcurrentBag<long> _times = [];
    private int _next;
    private long _slowest;

    /// <summary>What every value of this ledger begins with.</summary>
    public string Prefix => $"L{_name}-";

    public IReadOnlyCollection<string> Acknowledged => (IReadOnlyCollection<string>)_acknowledged.Keys;

    public int Count => _acknowledged.Count;

    /// <summary>How many writes were begun. The number of each is the last part of its value.</summary>
    public int Begun => Volatile.Read(ref _next);

    /// <summary>How often each status was answered; "refused" where nobody listened, "broken off", and "no answer in 15 s".</summary>
    public IReadOnlyDictionary<string, int> Answers => _answers;

    /// <summary>The longest that any request took.</summary>
    public TimeSpan Slowest => TimeSpan.FromMilliseconds(_slowest);

    /// <summary>The longest that nothing was acknowledged since then.</summary>
    public TimeSpan LongestSilenceSince(long timestamp)
    {
        var times = _times.Where(t => t >= timestamp).Order().ToArray();
        return times.Zip(times.Skip(1), Stopwatch.GetElapsedTime).DefaultIfEmpty().Max();
    }

    /// <summary>Writes while the work is done.</summary>
    public async Task While(Func<Task> work)
    {
        using var stop = new CancellationTokenSource();
        using var sockets = new HttpSockets();
        var writing = Task.WhenAll(Enumerable.Range(0, ClientCount).Select(client => Task.Run(() => Write(sockets, client, stop.Token))));
        try
        {
            await work();
        }
        finally
        {
            await stop.CancelAsync();
            await writing;
        }
    }

    /// <summary>Waits until so many more writes were acknowledged.</summary>
    /// <returns>How long the first of them took.</returns>
    public async Task<TimeSpan> More(int writes)
    {
        var (before, waited, first) = (Count, Stopwatch.StartNew(), TimeSpan.Zero);
        while (Count < before + writes)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), $"Only {Count - before} writes were acknowledged in a minute: {string.Join(", ", Answers)}");
            await Task.Delay(5);
            first = first == TimeSpan.Zero && Count > before ? waited.Elapsed : first;
        }

        return first;
    }

    /// <summary>Writes something new, and never again.</summary>
    /// <returns>The status; "refused" where nobody listened, "broken off", or "no answer in 15 s".</returns>
    public async Task<string> WriteOnce(HttpSockets sockets, int client)
    {
        var write = Next(client);
        var answer = await Send(sockets, client, write);
        if (answer == "201")
        {
            Acknowledge(write);
        }

        return answer;
    }

    private async Task Write(HttpSockets sockets, int client, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var write = Next(client);
            bool acknowledged;
            while (!(acknowledged = await Send(sockets, client, write) == "201"))
            {
                await Task.Delay(20, CancellationToken.None);
                if (client % 3 == 2 || stop.IsCancellationRequested)
                {
                    break;
                }
            }

            if (acknowledged)
            {
                Acknowledge(write);
            }
        }
    }

    private void Acknowledge(Entry write)
    {
        _acknowledged[write.Value] = 0;
        _times.Add(Stopwatch.GetTimestamp());
    }

    private Entry Next(int client)
    {
        var clinic = client / 2 % 2;
        var number = Interlocked.Increment(ref _next);
        var value = $"{Prefix}{clinic}-{number}";
        var id = client % 3 == 0 ? $"\"id\":\"0196f000-{_name:x4}-7000-8000-{number:x12}\"," : "";
        var (path, body) = client % 2 == 0
            ? ("/v1/patients", $$"""{{{id}}"identifiers":[{"system":"urn:example:ledger","value":"{{value}}"}]}""")
            : ($"/v1/sessions/{installation.Clinics[clinic].Session}/observations", $$"""{{{id}}"code":"8867-4","value":72,"unit":"/min","observedAt":"2026-03-02T09:05:00Z","performer":"{{value}}"}""");
        return new Entry(clinic, value, path, body, client % 3 == 1 ? $"key-{value}" : null);
    }

    /// <summary>Sends it to an instance; where nobody listens there, to another, as a load balancer does.</summary>
    private async Task<string> Send(HttpSockets sockets, int client, Entry write)
    {
        var answer = "refused";
        foreach (var instance in balancer?.For(client) ?? [installation.Service.Url])
        {
            var began = Stopwatch.GetTimestamp();
            answer = await sockets.Send(instance, Request(instance, write));
            InterlockedMax(ref _slowest, (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            _answers.AddOrUpdate(answer, 1, (_, n) => n + 1);
            if (answer != "refused")
            {
                break;
            }
        }

        return answer;
    }

    private byte[] Request(Uri instance, Entry write) => Encoding.ASCII.GetBytes(
        $"POST {write.Path} HTTP/1.1\r\nHost: {instance.Authority}\r\nAuthorization: Bearer {installation.Clinics[write.Clinic].Key}\r\n"
        + (write.Key is { } key ? $"Idempotency-Key: {key}\r\n" : "")
        + $"Content-Type: application/json\r\nContent-Length: {write.Body.Length}\r\n\r\n{write.Body}");

    private static void InterlockedMax(ref long greatest, long value)
    {
        for (var seen = Volatile.Read(ref greatest); value > seen;)
        {
            seen = Interlocked.CompareExchange(ref greatest, value, seen) is var was && was == seen ? value : was;
        }
    }

    /// <summary>A write: what it names itself by, and how it is sent.</summary>
    private sealed record Entry(int Clinic, string Value, string Path, string Body, string? Key);
}
