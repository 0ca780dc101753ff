using InfusionTracker.Benchmarks.Cluster;
using InfusionTracker.Benchmarks.LoadGenerator;
using InfusionTracker.Benchmarks.Pgbench;
using InfusionTracker.Benchmarks.Report;

namespace InfusionTracker.Benchmarks.Rows;

/// <summary>A request of one record, one series or one page: the service, pgbench and the peer in turns, then latencies.</summary>
/// <param name="Name">Name of the row.</param>
/// <param name="Order">What the service is sent.</param>
/// <param name="Script">The same transaction for pgbench.</param>
/// <param name="PeerOrder">What the peer is sent.</param>
public sealed record SingleRecordRow(string Name, LoadOrder Order, string Script, LoadOrder PeerOrder)
{
    /// <summary>Works in one request, where there are several.</summary>
    public int Works { get; init; } = 1;

    /// <summary>Connections, of the service and of pgbench.</summary>
    public int Connections => Order.Connections;

    /// <summary>Texts that the script names.</summary>
    public IReadOnlyDictionary<string, string>? Variables { get; init; }

    public async Task<List<Figure>> Measure(Bench bench)
    {
        var (seconds, limits, services) = (bench.Pace.Seconds, new List<(double Rate, Cost Cost)>(), new List<(double Rate, Cost Cost)>());
        List<(string Work, Executable Peer, List<double> Rates)> peers = [];
        if (bench.Peer is { } peer && Works == 1)
        {
            peers.Add(($"{Name}-peer", peer, []));
        }

        if (bench.UntriggeredPeer is { } untriggered && Name == SingleRecordRows.Write)
        {
            peers.Add(($"{Name}-peer-untriggered", untriggered, []));
        }

        await bench.Cluster.Settle();
        await bench.WarmUp(bench.Service, Order);
        foreach (var (_, other, _) in peers)
        {
            await bench.WarmUp(other, PeerOrder);
        }

        for (var round = 0; round < bench.Pace.Rounds; round++)
        {
            await Settle(bench);
            limits.Add(await bench.Limit(() => Limit(bench, seconds), seconds));
            await Settle(bench);
            var (result, cost) = await bench.Load(bench.Service, Order with { Seconds = seconds });
            services.Add((result.Rate * Works, cost with { Works = cost.Works * Works }));
            foreach (var (_, other, rates) in peers)
            {
                await Settle(bench);
                rates.Add((await bench.Load(other, PeerOrder with { Seconds = seconds })).Result.Rate);
            }
        }

        await Settle(bench);
        var rate = Bench.Median(services.Select(s => s.Rate));
        var (latency, _) = await bench.Load(bench.Service, Order with { Rate = rate / Works / 2, Seconds = bench.Pace.LatencySeconds, WarmUp = 1 });
        var figure = Target.Of(Name).Met(rate, Bench.Median(limits.Select(l => l.Rate))) with
        {
            Latency = latency,
            Cost = Bench.MedianCost([.. services.Select(s => s.Cost)]),
            LimitCost = Bench.MedianCost([.. limits.Select(l => l.Cost)]),
            Rounds = [.. services.Zip(limits, (s, l) => (s.Rate, l.Rate))],
        };
        return [figure, .. peers.Select(p => Target.Of(p.Work).Met(rate, Bench.Median(p.Rates)) with { Rounds = [.. services.Zip(p.Rates, (s, r) => (s.Rate, r))] })];
    }

    /// <summary>Seals what the turn before has left, which is not for the next to pay.</summary>
    private static async Task Settle(Bench bench)
    {
        while ((bool)(await bench.Cluster.Scalar("select exists (select from unsealed)"))!)
        {
            await Task.Delay(100);
        }
    }

    private async Task<double> Limit(Bench bench, double seconds) =>
        Works * await PgbenchRun.Rate(bench.Cluster, Script, Bench.NextRun(), seconds, Connections, Variables);
}
