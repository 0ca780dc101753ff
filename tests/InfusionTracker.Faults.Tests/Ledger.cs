using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace InfusionTracker.Faults.Tests;

/// <summary>
/// Clients of two clinics that write without pause, and a ledger of what was acknowledged to them. Two name each record by
/// an id of their own and two each request by an Idempotency-Key, and send again what was not acknowledged; two do neither,
/// and never send again. Half record patients (one trip to the database), half observations.
/// </summary>
/// <param name="installation">Where they write.</param>
/// <param name="instances">The instances of the service, each tried where another cannot be reached; its one where none are named.</param>
public sealed class Ledger(Installation installation, params Uri[] instances)
{
    private const int Clients = 6;
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
        var writing = Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(() => Write(client, stop.Token))));
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

    private async Task Write(int client, CancellationToken stop)
    {
        var clinic = client / 2 % 2;
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(15) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", installation.Clinics[clinic].Key);
        while (!stop.IsCancellationRequested)
        {
            var number = Interlocked.Increment(ref _next);
            var value = $"{Prefix}{clinic}-{number}";
            var id = client % 3 == 0 ? $"\"id\":\"0196f000-{_name:x4}-7000-8000-{number:x12}\"," : "";
            var (path, body) = client % 2 == 0
                ? ("/v1/patients", $$"""{{{id}}"identifiers":[{"system":"urn:example:ledger","value":"{{value}}"}]}""")
                : ($"/v1/sessions/{installation.Clinics[clinic].Session}/observations", $$"""{{{id}}"code":"8867-4","value":72,"unit":"/min","observedAt":"2026-03-02T09:05:00Z","performer":"{{value}}"}""");
            bool acknowledged;
            while (!(acknowledged = await Send(http, client, path, body, client % 3 == 1 ? $"key-{value}" : null)))
            {
                await Task.Delay(20, CancellationToken.None);
                if (client % 3 == 2 || stop.IsCancellationRequested)
                {
                    break;
                }
            }

            if (acknowledged)
            {
                _acknowledged[value] = 0;
                _times.Add(Stopwatch.GetTimestamp());
            }
        }
    }

    private async Task<bool> Send(HttpClient http, int client, string path, string body, string? key)
    {
        var from = instances.Length == 0 ? [installation.Service.Url] : instances;
        for (var i = 0; i < from.Length; i++)
        {
            var answer = await Send(http, new Uri(from[(client + i) % from.Length], path), body, key);
            _answers.AddOrUpdate(answer, 1, (_, n) => n + 1);
            if (answer != "refused")
            {
                return answer == "201";
            }
        }

        return false;
    }

    private async Task<string> Send(HttpClient http, Uri url, string body, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (key is not null)
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
}
