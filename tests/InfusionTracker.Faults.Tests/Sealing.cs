using System.Diagnostics;
using System.Text.Json.Nodes;
using Npgsql;

namespace InfusionTracker.Faults.Tests;

/// <summary>What keeps entries from being sealed, while everybody writes on: it shows, keeps no other clinic, and is made up for.</summary>
public static class Sealing
{
    /// <summary>Entries that have waited for a minute are told; these are said to have waited for two, so that nobody need wait.</summary>
    private const string Aged = "interval '2 minutes'";

    /// <summary>The owner's hand puts into the queue of the first clinic what is not there; the service is started anew beside it.</summary>
    public static Task PoisonedRow(Strike strike) => strike.Each(async () =>
    {
        var (poisoned, other) = (strike.Installation.Clinics[0].Id, strike.Installation.Clinics[1].Id);
        await strike.Installation.Execute(
            $"""
            insert into unsealed (ticket, clinic_id, record_type, record_id, record_version, queued_at) overriding system value
            values (0, '{poisoned}', 'patient', '{Guid.Empty}', 1, now() - {Aged})
            """);
        await Eventually(strike, async () => await Sealed(strike) == "degraded", "Readiness did not tell of the clinic that is not sealed.");
        strike.Installation.Service.Kill();
        await strike.Installation.StartService();
        var (kept, sealedSoFar) = (await Position(strike, poisoned), await Position(strike, other));
        await Eventually(strike, async () => await Position(strike, other) > sealedSoFar, "The other clinic was not sealed.");
        await Eventually(strike, async () => await Sealed(strike) == "degraded", "The service that was started anew did not tell of it.");
        if (await Position(strike, poisoned) != kept)
        {
            strike.Broken.Add("Something was left out of the order.");
        }

        await strike.Installation.Execute($"delete from unsealed where record_id = '{Guid.Empty}'");
        await Eventually(strike, async () => await Position(strike, poisoned) > kept, "The clinic was not sealed when its queue was put right.");
        await Eventually(strike, async () => await Sealed(strike) == "ok", "Readiness still told of it when all was sealed.");
    });

    /// <summary>A session that is none of the service's holds the lock of the sealer.</summary>
    public static Task StalledSealer(Strike strike) => strike.Each(async () =>
    {
        await using (var holder = new NpgsqlConnection(strike.Installation.Superuser + ";Pooling=false"))
        {
            await holder.OpenAsync();
            await using var hold = new NpgsqlCommand("select pg_advisory_lock(4951087364222)", holder);
            await hold.ExecuteNonQueryAsync();
            await strike.Ledger.More(5);
            await strike.Installation.Execute($"update unsealed set queued_at = queued_at - {Aged}");
            await Eventually(strike, async () => await Sealed(strike) == "degraded", "Readiness did not tell that nothing is sealed.");
        }

        await Eventually(strike, async () => await Sealed(strike) == "ok", "What waited was not sealed when the lock was free.");
    });

    private static async Task<long> Position(Strike strike, Guid clinic) =>
        (long)(await strike.Installation.Execute($"select coalesce(max(last_position), 0) from seal where clinic_id = '{clinic}'"))!;

    /// <summary>What readiness says of sealing; the service must be ready all the time.</summary>
    private static async Task<string> Sealed(Strike strike)
    {
        using var http = new HttpClient { BaseAddress = strike.Installation.Service.Url };
        using var answer = await http.GetAsync("/health/ready");
        if (!answer.IsSuccessStatusCode)
        {
            strike.Broken.Add($"Readiness answered {(int)answer.StatusCode}.");
            return "";
        }

        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["checks"]!["sealing"]!;
    }

    private static async Task Eventually(Strike strike, Func<Task<bool>> holds, string otherwise)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(60); await Task.Delay(100))
        {
            if (await holds())
            {
                return;
            }
        }

        strike.Broken.Add(otherwise);
    }
}
