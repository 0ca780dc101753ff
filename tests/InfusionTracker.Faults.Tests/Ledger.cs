using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Npgsql;

namespace InfusionTracker.Faults.Tests;

/// <summary>
/// Clients that write without pause, send again what was not acknowledged, and keep a ledger of what was. Half of them
/// name each record by its own id, half each request by an Idempotency-Key.
/// </summary>
public sealed class Ledger(Installation installation, byte name)
{
    private readonly ConcurrentDictionary<string, int> _acknowledged = new();
    private readonly ConcurrentBag<int> _unexpected = [];
    private int _next;

    public int Acknowledged => _acknowledged.Count;

    /// <summary>Writes with four clients until told to stop.</summary>
    public Task Write(CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, 4).Select(client => Task.Run(() => Write(client, stop))));

    /// <summary>Every acknowledged write is there once, nothing is there twice, and each has its change record and its key.</summary>
    public async Task HoldsTrue()
    {
        Assert.Empty(_unexpected);
        await using var connection = new NpgsqlConnection(installation.Superuser);
        await connection.OpenAsync();
        var times = new Dictionary<string, int>();
        await using (var command = new NpgsqlCommand("select identifiers->0->>'value' from patient", connection))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                times[reader.GetString(0)] = times.GetValueOrDefault(reader.GetString(0)) + 1;
            }
        }

        Assert.DoesNotContain(_acknowledged.Keys, value => !times.ContainsKey(value));
        Assert.DoesNotContain(times, t => t.Value > 1);
        await using var halves = new NpgsqlCommand(
            """
            select (select count(*) from patient p where not exists (select from change c where c.clinic_id = p.clinic_id and c.record_id = p.id))
                 + (select count(*) from change c where c.record_type = 'patient' and not exists (select from patient p where p.clinic_id = c.clinic_id and p.id = c.record_id))
                 + (select count(*) from idempotency_key k where not exists (select from patient p where p.clinic_id = k.clinic_id and p.id = k.record_ids[1]))
                 + (select count(*) from patient p where not exists (select from patient_identifier i where i.clinic_id = p.clinic_id and i.patient_id = p.id))
            """,
            connection);
        Assert.Equal(0L, await halves.ExecuteScalarAsync());
    }

    private async Task Write(int client, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = installation.Url, Timeout = TimeSpan.FromSeconds(10) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", installation.Key);
        while (!stop.IsCancellationRequested)
        {
            var number = Interlocked.Increment(ref _next);
            var value = $"L-{name}-{number}";
            var id = client % 2 == 0 ? $"\"id\":\"0196f000-0000-7000-80{name:x2}-{number:x12}\"," : "";
            while (!await Sent(http, $$"""{{{id}}"identifiers":[{"system":"urn:example:ledger","value":"{{value}}"}]}""", client % 2 == 0 ? null : $"key-{name}-{number}"))
            {
                if (stop.IsCancellationRequested)
                {
                    return;
                }

                await Task.Delay(20, CancellationToken.None);
            }

            _acknowledged[value] = number;
        }
    }

    private async Task<bool> Sent(HttpClient http, string body, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/patients") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        try
        {
            using var answer = await http.SendAsync(request);
            if (answer.StatusCode is not (HttpStatusCode.Created or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout or HttpStatusCode.Conflict))
            {
                _unexpected.Add((int)answer.StatusCode);
            }

            return answer.StatusCode == HttpStatusCode.Created;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
