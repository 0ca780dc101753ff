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
        // The first half minute of a service at full load is that of its compiler, which takes a third of a core, and compiles
        // refusals when the first come. The suite, which holds no rates, does not wait for it.
        await Load.Closed(strike.Ledger, 16, TimeSpan.FromSeconds(12));
        var before = await Peak(strike.Ledger);
        if (strike.Runs > 1)
        {
            await ThreeTimes(strike.Ledger, before);
            before = await Peak(strike.Ledger);
        }

        for (; strike.Done < strike.Runs; strike.Done++)
        {
            before = await Once(strike, before);
        }
    }

    /// <summary>Writes acknowledged a second to 64 clients without pause.</summary>
    private static async Task<double> Peak(Ledger ledger) => (await Load.Closed(ledger, 64, TimeSpan.FromSeconds(5))).GoodPerSecond;

    private static Task<LoadFigures> ThreeTimes(Ledger ledger, double peak) =>
        Load.AtRate(ledger, 3 * peak, () => Task.Delay(TimeSpan.FromSeconds(10)));

    /// <returns>The peak after it. A machine that others use too is now quicker, now slower: what was done is held against the peaks before and after.</returns>
    private static async Task<double> Once(Strike strike, double before)
    {
        var over = await ThreeTimes(strike.Ledger, before);
        await Task.Delay(TimeSpan.FromSeconds(5));
        var normal = await Load.AtRate(strike.Ledger, before / 3, () => Task.Delay(TimeSpan.FromSeconds(3)));
        var after = await Peak(strike.Ledger);
        var done = over.GoodPerSecond / ((before + after) / 2);
        var refused = over.Slowest(s_refusals);
        strike.Said.Add($"Peak {before:0}/s before and {after:0}/s after; {over}, which is {done:P0}, {over.Count(s_refusals)} refused within {refused.TotalMilliseconds:0} ms; then {normal}.");

        if (over.Count(s_refusals) == 0)
        {
            strike.Late.Add("Nobody was refused: this was no overload.");
        }

        if (done < 0.8)
        {
            strike.Late.Add($"{done:P0} of the peak were done under the load.");
        }

        if (refused > TimeSpan.FromMilliseconds(100))
        {
            strike.Late.Add($"Refusals took {refused.TotalMilliseconds:0} ms.");
        }

        if (normal.Answers.Count - normal.Count("201") is > 0 and var failed)
        {
            strike.Late.Add($"{failed} of {normal.Answers.Count} requests failed 5 s later.");
        }

        return after;
    }
}
