using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace InfusionTracker.Faults.Tests;

/// <summary>A client of each of the two clinics, with as many connections as it needs.</summary>
public sealed class LedgerClients(IReadOnlyList<Clinic> clinics) : IDisposable
{
    private readonly HttpClient[] _clinics = [.. clinics.Select(clinic =>
    {
        var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 900 }) { Timeout = TimeSpan.FromSeconds(15) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", clinic.Key);
        return http;
    })];

    public HttpClient this[int clinic] => _clinics[clinic];

    public void Dispose() => Array.ForEach(_clinics, http => http.Dispose());
}

/// <summary>
/// Clients of two clinics that write without pause, and a ledger of what was acknowledged to them. Two name each record by
/// an id of their own and two each request by an Idempotency-Key, and send again what was not acknowledged; two do neither,
/// and never send again. Half record patients (one trip to the database), half observations.
/// </summary>
/// <param name="installation">Where they write.</param>
/// <param name="instances">The instances of the service, each tried where another cannot be reached; its one where none are named.</param>
public sealed class Ledger(Installation installation, params Uri[] instances)
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
        using var clients = Clients();
        var writing = Task.WhenAll(Enumerable.Range(0, ClientCount).Select(client => Task.Run(() => Write(clients, client, stop.Token))));
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

    /// <summary>The clients that <see cref="WriteOnce"/> takes.</summary>
    public LedgerClients Clients() => new(installation.Clinics);

    /// <summary>Writes something new, and never again.</summary>
    /// <returns>The status; "refused" where nobody listened, "broken off", or "no answer in 15 s".</returns>
    public async Task<string> WriteOnce(LedgerClients clients, int client)
    {
        var write = Next(client);
        var answer = await Send(clients[write.Clinic], client, write);
        if (answer == "201")
        {
            Acknowledge(write);
        }

        return answer;
    }

    private async Task Write(LedgerClients clients, int client, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var write = Next(client);
            bool acknowledged;
            while (!(acknowledged = await Send(clients[write.Clinic], client, write) == "201"))
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

    /// <summary>Sends it to the client's instance; where nobody listens there, to another, as a load balancer does.</summary>
    private async Task<string> Send(HttpClient http, int client, Entry write)
    {
        var from = instances.Length == 0 ? [installation.Service.Url] : instances;
        var answer = "refused";
        for (var i = 0; i < from.Length && answer == "refused"; i++)
        {
            answer = await Send(http, new Uri(from[(client + i) % from.Length], write.Path), write);
            _answers.AddOrUpdate(answer, 1, (_, n) => n + 1);
        }

        return answer;
    }

    private async Task<string> Send(HttpClient http, Uri url, Entry write)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(write.Body, Encoding.UTF8, "application/json") };
        if (write.Key is { } key)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        var began = Stopwatch.GetTimestamp();
        try
        {
            using var answer = await http.SendAsync(request);
            return ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
        }
        catch (HttpRequestException e)
        {
            return e.HttpRequestError == HttpRequestError.ConnectionError ? "refused" : "broken off";
        }
        catch (TaskCanceledException)
        {
            return "no answer in 15 s";
        }
        finally
        {
            InterlockedMax(ref _slowest, (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
    }

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
