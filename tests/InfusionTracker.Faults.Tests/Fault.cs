using System.Diagnostics;
using System.Globalization;

namespace InfusionTracker.Faults.Tests;

/// <summary>A row of the table: what is done to an installation under load, and what may come of it.</summary>
/// <param name="Name">Its name at the command line.</param>
/// <param name="What">What is done, for people.</param>
/// <param name="LongRuns">How often the long form does it where nothing else is said.</param>
/// <param name="ShortRuns">How often the suite does it; 0 where it is for the long form alone.</param>
/// <param name="Strike">Does it so often.</param>
public sealed record Fault(string Name, string What, int LongRuns, int ShortRuns, Func<Strike, Task> Strike)
{
    /// <summary>The answers that clients may get beside 201, "refused" and "broken off"; what every fault allows where null.</summary>
    public string[]? OnlyAnswers { get; init; }

    /// <summary>The longest that it may take until a write is acknowledged again; null where none is asked.</summary>
    public TimeSpan? BackWithin { get; init; }

    /// <summary>The longest that a request may take.</summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>True where the load goes to two instances, and moves from one that has stopped to the other.</summary>
    public bool OnTwoInstances { get; init; }

    /// <summary>
    /// Requests a second that are begun meanwhile, whether those before are answered or not, and none of which may fail; as
    /// many as the machine can take where those are fewer. Null for the six clients that write without pause.
    /// </summary>
    public int? PerSecond { get; init; }

    /// <summary>True where the row makes its own load, if it makes any.</summary>
    public bool MakesItsOwnLoad { get; init; }

    /// <summary>Does it and checks the invariants.</summary>
    /// <param name="installation">Where it is done.</param>
    /// <param name="runs">How often.</param>
    /// <returns>What was seen, and what is broken.</returns>
    public async Task<Finding> Run(Installation installation, int runs)
    {
        var second = OnTwoInstances ? await installation.StartService(Installation.FreeUrl()) : null;
        await using var balancer = second is null ? null : new LoadBalancer(installation.Service.Url, second.Url);
        var ledger = new Ledger(installation, balancer);
        var strike = new Strike(installation, ledger, second, runs);
        if (MakesItsOwnLoad)
        {
            await Strike(strike);
        }
        else
        {
            await UnderLoad(strike, async () =>
            {
                await ledger.More(30);
                await Strike(strike);
                await ledger.More(30);
            });
        }

        List<string> broken = [.. await Invariants.Broken(installation, ledger)];
        if (OnlyAnswers is not null)
        {
            broken.AddRange(ledger.Answers.Where(a => a.Key is not ("201" or "refused" or "broken off") && !OnlyAnswers.Contains(a.Key))
                .Select(a => $"{a.Value} requests were answered {a.Key}."));
        }

        broken.AddRange(strike.Broken);
        strike.Second?.Kill();
        return new Finding(this, strike, broken);
    }

    private async Task UnderLoad(Strike strike, Func<Task> work)
    {
        if (PerSecond is not { } asked)
        {
            await strike.Ledger.While(work);
            return;
        }

        // The first seconds of a process are those of its compiler.
        await Load.Closed(strike.Ledger, 8, TimeSpan.FromSeconds(8));
        var peak = await Load.Closed(strike.Ledger, 16, TimeSpan.FromSeconds(2));
        var figures = await Load.AtRate(strike.Ledger, Math.Min(asked, peak.GoodPerSecond / 2), work);
        strike.Said.Add($"{figures}.");
        if (figures.Count("503") is > 0 and var refused)
        {
            strike.Late.Add($"{refused} requests were refused.");
        }

        if (figures.Answers.Count - figures.Count("201", "503") is > 0 and var failed)
        {
            strike.Broken.Add($"{failed} requests failed.");
        }

        if (peak.GoodPerSecond / 2 < asked)
        {
            strike.Late.Add($"This machine takes {peak.GoodPerSecond:0} a second at most, and was given half of it: {asked} are asked for.");
        }
    }
}

/// <summary>One fault at work: what it strikes, and what it notes.</summary>
public sealed class Strike(Installation installation, Ledger ledger, ServiceProcess? second, int runs)
{
    public Installation Installation => installation;

    public Ledger Ledger => ledger;

    /// <summary>The second instance, where there is one.</summary>
    public ServiceProcess? Second { get; set; } = second;

    public int Runs => runs;

    /// <summary>How often it was really done.</summary>
    public int Done { get; set; }

    /// <summary>The longest that it took until a write was acknowledged again.</summary>
    public TimeSpan Back { get; private set; }

    /// <summary>What this fault itself found broken.</summary>
    public List<string> Broken { get; } = [];

    /// <summary>Which time or rate it did not hold: for the long form.</summary>
    public List<string> Late { get; } = [];

    /// <summary>What it measured, in sentences.</summary>
    public List<string> Said { get; } = [];

    /// <summary>Does it again and again, and measures from the blow to the next acknowledgement.</summary>
    public async Task Each(Func<Task> blow)
    {
        for (var run = 0; run < runs; run++)
        {
            var began = Stopwatch.GetTimestamp();
            await blow();
            await ledger.More(1);
            Back = TimeSpan.FromTicks(Math.Max(Back.Ticks, Stopwatch.GetElapsedTime(began).Ticks));
            Done++;
            await ledger.More(20);
        }
    }
}

/// <summary>What came of a fault.</summary>
/// <param name="Fault">The fault.</param>
/// <param name="Strike">What it did and measured.</param>
/// <param name="Broken">What is broken.</param>
public sealed record Finding(Fault Fault, Strike Strike, IReadOnlyList<string> Broken)
{
    /// <summary>What is broken, and which time was exceeded: times are held by the long form alone, on a machine of its own.</summary>
    public IReadOnlyList<string> BrokenOrLate =>
    [
        .. Broken,
        .. Strike.Late,
        .. Fault.BackWithin < Strike.Back ? [$"A write was acknowledged again only after {Seconds(Strike.Back)}."] : Array.Empty<string>(),
        .. Fault.AnswerWithin < Strike.Ledger.Slowest ? [$"A request took {Seconds(Strike.Ledger.Slowest)}."] : Array.Empty<string>(),
    ];

    public static string Heading =>
        "| row | runs | acknowledged | answers | slowest request | back after, at worst | measured | broken |\n|---|---|---|---|---|---|---|---|";

    /// <summary>A line of the table.</summary>
    public override string ToString() =>
        $"| `{Fault.Name}` | {Strike.Done} | {Strike.Ledger.Count} | {string.Join(", ", Strike.Ledger.Answers.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Value} × {a.Key}"))} | "
        + $"{Seconds(Strike.Ledger.Slowest)} | {(Fault.BackWithin is null ? "" : Seconds(Strike.Back))} | {string.Join(" ", Strike.Said)} | "
        + $"{(BrokenOrLate.Count == 0 ? "nothing" : string.Join(" ", BrokenOrLate))} |";

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0 s", CultureInfo.InvariantCulture);
}
