namespace InfusionTracker.Faults.Tests;

/// <summary>
/// A server that takes fewer connections than the service has clients, and than its pool may hold: clients wait for one of the
/// connections that there are, which serve them nearly as quickly as many would.
/// </summary>
internal static class FewConnections
{
    private const int Clients = 24;

    public static async Task Run(Strike strike)
    {
        var isLong = strike.Runs > 1;
        var usual = await Measure(strike, isLong);
        await Restart(strike, "alter system set max_connections = 12");
        try
        {
            for (; strike.Done < strike.Runs; strike.Done++)
            {
                var few = await Measure(strike, isLong);
                strike.Said.Add($"{few.GoodPerSecond:0}/s within {few.Slowest("201").TotalMilliseconds:0} ms, where it was {usual.GoodPerSecond:0}/s with 100 connections.");
                if (few.Count("201") == 0)
                {
                    strike.Broken.Add("Nothing was acknowledged.");
                }

                if (few.GoodPerSecond < usual.GoodPerSecond / 4)
                {
                    strike.Late.Add($"{few.GoodPerSecond / usual.GoodPerSecond:P0} of what is done with 100 connections.");
                }

                if (few.Answers.Count - few.Count("201") is > 0 and var refused)
                {
                    strike.Late.Add($"{refused} of {few.Answers.Count} requests were refused.");
                }
            }
        }
        finally
        {
            await Restart(strike, "alter system reset max_connections");
        }
    }

    /// <summary>The first seconds of a process are those of its compiler; the suite, which holds no rates, does not wait for it.</summary>
    private static async Task<LoadFigures> Measure(Strike strike, bool isLong)
    {
        if (isLong)
        {
            await Load.Closed(strike.Ledger, Clients, TimeSpan.FromSeconds(10));
        }

        return await Load.Closed(strike.Ledger, Clients, TimeSpan.FromSeconds(isLong ? 5 : 2));
    }

    /// <summary>The server takes the setting at its start, and the service reads it at its own.</summary>
    private static async Task Restart(Strike strike, string setting)
    {
        await strike.Installation.Execute(setting);
        strike.Installation.Service.Kill();
        await strike.Installation.StopPostgresInOrder();
        await strike.Installation.StartPostgres();
        await strike.Installation.StartService();
    }
}
