using Npgsql;

namespace InfusionTracker.Faults.Tests;

/// <summary>
/// The volume of PostgreSQL's own log is full. It stops then, by design, and cannot even recover; with room again and
/// started again, it does, and nobody has to repair anything.
/// </summary>
internal static class FullLog
{
    public static async Task Run(Strike strike)
    {
        using var volume = await SmallVolume.Mount();
        var log = Path.Combine(strike.Installation.ServerFolder, "data", "pg_wal");
        await Restarted(strike, () => volume.TakeFolder(log));
        await strike.Each(async () =>
        {
            volume.Fill();
            await Use(strike.Installation);
            var before = strike.Ledger.Answers.GetValueOrDefault("503");
            var acknowledged = strike.Ledger.Count;
            await Task.Delay(TimeSpan.FromSeconds(3));
            if (strike.Ledger.Count > acknowledged || strike.Ledger.Answers.GetValueOrDefault("503") == before)
            {
                strike.Broken.Add("Writes went on without a log.");
            }

            volume.Empty();
            await strike.Installation.StartPostgres();
        });
        await Restarted(strike, () => SmallVolume.GiveBackFolder(log));
    }

    /// <summary>Writes to the log until the server is gone for good: what it holds in advance is used up first.</summary>
    private static async Task Use(Installation installation)
    {
        for (var silent = 0; silent < 20;)
        {
            try
            {
                await installation.Execute("select pg_logical_emit_message(true, 'fill', repeat('-', 4000000))");
                silent = 0;
            }
            catch (NpgsqlException)
            {
                // Not there: recovering, or gone.
                silent++;
                await Task.Delay(100);
            }
        }
    }

    private static async Task Restarted(Strike strike, Func<Task> work)
    {
        await strike.Installation.StopPostgresInOrder();
        await work();
        await strike.Installation.StartPostgres();
    }
}
