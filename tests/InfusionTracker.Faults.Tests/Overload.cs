namespace InfusionTracker.Faults.Tests;

/// <summary>
/// Three times the load that the service can hold: it goes on doing what it can, tells the others at once to come again,
/// and is as before when they have gone.
/// </summary>
internal static class Overload
{
    private static readonly string[] s_refusals = ["429", "503"];

    public static async Task Run(Strike strike)
    {
        // The first seconds of a process are those of its compiler.
        await Load.Closed(strike.Ledger, 16, TimeSpan.FromSeconds(12));
        for (; strike.Done < strike.Runs; strike.Done++)
        {
            await Once(strike);
        }
    }

    private static async Task Once(Strike strike)
    {
        var peak = await Load.Closed(strike.Ledger, 64, TimeSpan.FromSeconds(5));
        var over = await Load.AtRate(strike.Ledger, 3 * peak.GoodPerSecond, () => Task.Delay(TimeSpan.FromSeconds(10)));
        await Task.Delay(TimeSpan.FromSeconds(5));
        var after = await Load.AtRate(strike.Ledger, peak.GoodPerSecond / 3, () => Task.Delay(TimeSpan.FromSeconds(3)));
        var refused = over.Slowest(s_refusals);
        strike.Said.Add($"Peak {peak.GoodPerSecond:0}/s; {over}, {over.Count(s_refusals)} refused within {refused.TotalMilliseconds:0} ms; then {after}.");

        if (over.Count(s_refusals) == 0)
        {
            strike.Late.Add("Nobody was refused: this was no overload.");
        }

        if (over.GoodPerSecond < 0.8 * peak.GoodPerSecond)
        {
            strike.Late.Add($"{over.GoodPerSecond / peak.GoodPerSecond:P0} of the peak were done under the load.");
        }

        if (refused > TimeSpan.FromMilliseconds(100))
        {
            strike.Late.Add($"Refusals took {refused.TotalMilliseconds:0} ms.");
        }

        if (after.Answers.Count - after.Count("201") is > 0 and var failed)
        {
            strike.Late.Add($"{failed} of {after.Answers.Count} requests failed 5 s later.");
        }
    }
}
