using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace InfusionTracker.Faults.Tests;

/// <summary>A connection pooler between the service and PostgreSQL: refused where it could lose a write, and harmless where it is not.</summary>
internal static partial class Poolers
{
    /// <summary>
    /// The service does not start behind a pooler that gives each transaction to another session; one that runs is not ready once its
    /// pooler begins to.
    /// </summary>
    public static Task ByTransaction(Strike strike) => strike.Each(async () =>
    {
        var installation = strike.Installation;
        await using var pooler = await PgBouncer.Start(installation.Address.Service, "transaction");
        var told = await installation.Refusal(pooler.Address);
        if (!told.Contains("A connection pooler gives the transactions of one connection to several sessions", StringComparison.Ordinal))
        {
            strike.Broken.Add($"Behind a pooler by transaction, serve said: {told}");
        }

        await Mend(installation, await Behind(installation, pooler, "session"));
        await pooler.Restart("session");
        var service = await installation.StartService(Installation.FreeUrl(), pooler.Address, installation.HeadFile + "-pooled");
        try
        {
            await pooler.Become("transaction");
            if (!await IsRefused(service, "durability: A connection pooler"))
            {
                strike.Broken.Add("Behind a pooler that began to pool by transaction, the service said that it was ready.");
            }
        }
        finally
        {
            service.Kill();
            File.Delete(installation.HeadFile + "-pooled");
            await installation.Execute("alter role infusion_service in database faults reset all");
        }
    });

    /// <summary>
    /// Behind a pooler by session that leaves out the options, the service says what to set for its role; with that, it writes through
    /// the pooler, and keeps what it acknowledged when PostgreSQL is killed.
    /// </summary>
    public static Task BySession(Strike strike) => strike.Each(async () =>
    {
        var installation = strike.Installation;
        await using var pooler = await PgBouncer.Start(installation.Address.Service, "session");
        var advice = await Behind(installation, pooler, "session");
        if (!advice.Any(setting => setting.StartsWith("set default_transaction_isolation", StringComparison.Ordinal)))
        {
            strike.Broken.Add($"Behind a pooler that leaves out the options, serve told: {string.Join(" ", advice)}");
        }

        await Mend(installation, advice);
        await pooler.Restart("session");
        await Moved(installation, pooler.Address);
        await strike.Ledger.More(60);
        await installation.KillPostgres();
        await installation.StartPostgres();
        await strike.Ledger.More(60);
        await Moved(installation, null);
        await installation.Execute("alter role infusion_service in database faults reset all");
    });

    /// <summary>The service ends, and begins anew by another way to the database; null for the one it began with.</summary>
    private static async Task Moved(Installation installation, string? address)
    {
        installation.Service.Kill();
        await (address is null ? installation.StartService() : installation.StartService(address));
    }

    /// <summary>What serve tells to set for the role.</summary>
    private static async Task<IReadOnlyList<string>> Behind(Installation installation, PgBouncer pooler, string mode)
    {
        await pooler.Restart(mode);
        return [.. Advice().Matches(await installation.Refusal(pooler.Address)).Select(match => match.Groups[1].Value)];
    }

    private static async Task Mend(Installation installation, IReadOnlyList<string> advice)
    {
        foreach (var setting in advice)
        {
            await installation.Execute($"alter role infusion_service in database faults {setting}");
        }
    }

    /// <summary>True once readiness says it: the pooler takes a moment to hear of its new configuration.</summary>
    private static async Task<bool> IsRefused(ServiceProcess service, string said)
    {
        using var http = new HttpClient { BaseAddress = service.Url };
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(20); await Task.Delay(100))
        {
            using var answer = await http.GetAsync("/health/ready");
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable && (await answer.Content.ReadAsStringAsync()).Contains(said, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(@"alter role ROLE (set .*)\.$", RegexOptions.Multiline)]
    private static partial Regex Advice();
}
