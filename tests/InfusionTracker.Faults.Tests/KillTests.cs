namespace InfusionTracker.Faults.Tests;

/// <summary>What was acknowledged is there, once, after anything was killed.</summary>
public sealed class KillTests(Installation installation) : IClassFixture<Installation>
{
    [Fact]
    public async Task Every_acknowledged_write_is_there_once_after_the_service_was_killed()
    {
        var ledger = new Ledger(installation, 1);
        using var stop = new CancellationTokenSource();
        var writing = ledger.Write(stop.Token);
        for (var run = 0; run < 3; run++)
        {
            await WriteMore(ledger);
            installation.KillService();
            await installation.StartService();
        }

        await WriteMore(ledger);
        await stop.CancelAsync();
        await writing;
        await ledger.HoldsTrue();
    }

    [Fact]
    public async Task Every_acknowledged_write_is_there_once_after_PostgreSQL_was_killed()
    {
        var ledger = new Ledger(installation, 2);
        using var stop = new CancellationTokenSource();
        var writing = ledger.Write(stop.Token);
        for (var run = 0; run < 2; run++)
        {
            await WriteMore(ledger);
            await installation.KillPostgres();
            await installation.StartPostgres();
            await installation.Ready(TimeSpan.FromSeconds(10));
        }

        await WriteMore(ledger);
        await stop.CancelAsync();
        await writing;
        await ledger.HoldsTrue();
    }

    private static async Task WriteMore(Ledger ledger)
    {
        var before = ledger.Acknowledged;
        for (var waited = 0; ledger.Acknowledged < before + 100; waited += 20)
        {
            Assert.True(waited < 30_000, $"Only {ledger.Acknowledged - before} writes were acknowledged in 30 s.");
            await Task.Delay(20);
        }
    }
}
