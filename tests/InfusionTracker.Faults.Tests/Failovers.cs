using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;

namespace InfusionTracker.Faults.Tests;

/// <summary>
/// What failover.sh runs on the two servers that it started: the primary is killed while clients write, and the standby
/// takes over by itself; or the two change places in order.
/// </summary>
internal static class Failovers
{
    /// <summary>A leader that is gone is missed after the ttl of 20 s; five more for the election.</summary>
    private static readonly TimeSpan s_longestOutage = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan s_longestSwitch = TimeSpan.FromSeconds(3);

    /// <summary>Patroni's loop_wait, as failover.sh sets it: how old what it says may be.</summary>
    private static readonly TimeSpan s_loop = TimeSpan.FromSeconds(3);

    /// <summary>Bytes. Clients go on writing, so that 0 is never seen for long; what is acknowledged, the standby has.</summary>
    private const long MostBehind = 1024 * 1024;

    /// <returns>0 where nothing is lost, doubled or late.</returns>
    public static async Task<int> Run(string folder, int runs)
    {
        var addresses = await File.ReadAllLinesAsync(Path.Combine(folder, "addresses"));
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        var nodes = addresses[1..];
        await Synchronous(http, nodes);
        await using var installation = new Installation
        {
            Given = new NpgsqlConnectionStringBuilder(addresses[0]) { TargetSessionAttributes = "primary", HostRecheckSeconds = 1, Timeout = 3 }.ConnectionString,
            GivenLogs = [Path.Combine(folder, "node1.log"), Path.Combine(folder, "node2.log")],
        };
        await installation.InitializeAsync();
        Console.WriteLine($"| row | runs | acknowledged | answers | slowest request | outage each time (s) | at worst | broken |\n|---|---|---|---|---|---|---|---|");
        var killed = await Measure("failover", installation, runs, s_longestOutage, async ledger =>
        {
            await Synchronous(http, nodes);
            await ledger.More(100);

            // Asked again just before: a standby that fell back meanwhile is rightly not promoted, and nobody would take over.
            var leader = await Synchronous(http, nodes);
            await Script("kill", folder, leader);
            return async () => await Script("start", folder, leader);
        });
        var switched = await Measure("switchover", installation, runs, s_longestSwitch, async ledger =>
        {
            await Synchronous(http, nodes);
            await ledger.More(100);
            var leader = await Synchronous(http, nodes);
            // Its server reads no chunks, so the body goes out whole.
            using var order = new StringContent($$"""{"leader":"node{{leader}}","candidate":"node{{3 - leader}}"}""", Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync($"{nodes[leader - 1]}/switchover", order);
            for (var waited = Stopwatch.StartNew(); await Synchronous(http, nodes) == leader;)
            {
                Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1), $"The switch was answered {(int)answer.StatusCode}, and did not happen.");
                await Task.Delay(250);
            }

            return () => Task.CompletedTask;
        });
        return killed && switched ? 0 : 1;
    }

    private static async Task<bool> Measure(
        string name, Installation installation, int runs, TimeSpan longest, Func<Ledger, Task<Func<Task>>> strike)
    {
        var ledger = new Ledger(installation);
        List<TimeSpan> outages = [];
        await ledger.While(async () =>
        {
            for (var run = 0; run < runs; run++)
            {
                var began = Stopwatch.GetTimestamp();
                var repair = await strike(ledger);
                var before = ledger.Count;
                for (var waited = Stopwatch.StartNew(); ledger.Count == before && waited.Elapsed < TimeSpan.FromMinutes(1);)
                {
                    await Task.Delay(5);
                }

                // A standby that had fallen back by then rightly does not take over: the old primary has to come again.
                await repair();
                await ledger.More(1);
                outages.Add(ledger.LongestSilenceSince(began));
            }

            await ledger.More(100);
        });
        var broken = (await Invariants.Broken(installation, ledger))
            .Concat(outages.Max() > longest ? [$"An outage was longer than {longest.TotalSeconds} s."] : Array.Empty<string>()).ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| `{name}` | {runs} | {ledger.Count} | {string.Join(", ", ledger.Answers.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Value} × {a.Key}"))} | {ledger.Slowest.TotalSeconds:0.0} s | {string.Join(' ', outages.Select(o => o.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)))} | {outages.Max().TotalSeconds:0.0} s | {(broken.Count == 0 ? "nothing" : string.Join(' ', broken))} |"));
        return broken.Count == 0;
    }

    /// <summary>
    /// Waits until every member says, twice in a row and a loop of Patroni apart, that there is the same primary, and a
    /// standby that has all that it acknowledges and is not behind.
    /// </summary>
    /// <returns>The primary's node, 1 or 2.</returns>
    private static async Task<int> Synchronous(HttpClient http, string[] nodes)
    {
        for (var (waited, said) = (Stopwatch.StartNew(), 0); waited.Elapsed < TimeSpan.FromMinutes(3);)
        {
            var leaders = await Task.WhenAll(nodes.Select(node => Leader(http, node)));
            var leader = leaders.Distinct().Count() == 1 ? leaders[0] : 0;
            if (leader != 0 && leader == said)
            {
                return leader;
            }

            said = leader;
            await Task.Delay(leader == 0 ? TimeSpan.FromMilliseconds(250) : s_loop);
        }

        throw new InvalidOperationException("The two servers were not synchronous within three minutes; see the logs in the folder (KEEP=1 keeps it).");
    }

    /// <returns>The primary's node as one member sees it, where its standby is synchronous and not behind; else 0.</returns>
    private static async Task<int> Leader(HttpClient http, string node)
    {
        try
        {
            var members = (await http.GetFromJsonAsync<JsonNode>($"{node}/cluster"))!["members"]!.AsArray();
            var leader = members.FirstOrDefault(m => (string?)m!["role"] == "leader" && (string?)m["state"] == "running");
            var standby = members.FirstOrDefault(m => (string?)m!["role"] == "sync_standby" && (string?)m["state"] is "running" or "streaming");

            // The lag is in bytes, as of Patroni's last look; "unknown" where it could not look.
            return leader is not null && standby?["lag"] is JsonValue lag && lag.TryGetValue(out long behind) && behind < MostBehind
                ? ((string)leader["name"]!)[^1] - '0'
                : 0;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or System.Text.Json.JsonException)
        {
            return 0; // This node is down, or only coming up.
        }
    }

    private static async Task Script(string verb, string folder, int node)
    {
        using var script = Process.Start("bash", [Path.Combine(AppContext.BaseDirectory, "failover.sh"), verb, folder, node.ToString(CultureInfo.InvariantCulture)]);
        await script.WaitForExitAsync();
    }
}
