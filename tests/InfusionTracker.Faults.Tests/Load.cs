using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace InfusionTracker.Faults.Tests;

/// <summary>One request of a load: what was answered, when, and how long it took.</summary>
public readonly record struct Answered(string Status, TimeSpan At, TimeSpan Took);

/// <summary>What came of a load.</summary>
/// <param name="Lasted">How long requests were begun.</param>
/// <param name="Answers">All of them, also those that were answered after that.</param>
public sealed record LoadFigures(TimeSpan Lasted, IReadOnlyCollection<Answered> Answers)
{
    /// <summary>Requests begun a second.</summary>
    public double OfferedPerSecond => Answers.Count / Lasted.TotalSeconds;

    /// <summary>Writes acknowledged a second, while requests were begun.</summary>
    public double GoodPerSecond => Answers.Count(a => a.Status == "201" && a.At <= Lasted) / Lasted.TotalSeconds;

    public int Count(params string[] statuses) => Answers.Count(a => statuses.Contains(a.Status));

    /// <summary>What 99 of 100 requests took at most that were answered so; zero where none was.</summary>
    public TimeSpan Slowest(params string[] statuses)
    {
        var times = Answers.Where(a => statuses.Contains(a.Status)).Select(a => a.Took).Order().ToList();
        return times.Count == 0 ? TimeSpan.Zero : times[(times.Count * 99) / 100];
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{OfferedPerSecond:0}/s offered, {GoodPerSecond:0}/s acknowledged within {Slowest("201").TotalMilliseconds:0} ms");
}

/// <summary>Writes of a ledger by many clients.</summary>
public static class Load
{
    /// <summary>Open loop: so many writes are begun a second, whether those before them are answered or not.</summary>
    /// <param name="ledger">Whose writes.</param>
    /// <param name="perSecond">How many are begun.</param>
    /// <param name="work">What is done meanwhile; the load ends with it.</param>
    public static async Task<LoadFigures> AtRate(Ledger ledger, double perSecond, Func<Task> work)
    {
        using var stop = new CancellationTokenSource();
        using var sockets = new HttpSockets();
        var answers = new ConcurrentBag<Answered>();
        var watch = Stopwatch.StartNew();
        var lasted = TimeSpan.Zero;

        // A thread of its own: a pace that waits for the thread pool would spare the service whenever this machine is busy.
        var pacing = new TaskCompletionSource<List<Task>>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            var begun = new List<Task>();
            for (; !stop.IsCancellationRequested; Thread.Sleep(1))
            {
                while (begun.Count < watch.Elapsed.TotalSeconds * perSecond)
                {
                    begun.Add(Write(ledger, sockets, begun.Count, watch, answers));
                }
            }

            lasted = watch.Elapsed;
            pacing.SetResult(begun);
        }).Start();
        try
        {
            await work();
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(await pacing.Task);
        }

        return new LoadFigures(lasted, answers);
    }

    /// <summary>Closed loop: each client writes as soon as it was answered.</summary>
    public static async Task<LoadFigures> Closed(Ledger ledger, int atOnce, TimeSpan time)
    {
        using var sockets = new HttpSockets();
        var answers = new ConcurrentBag<Answered>();
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(client => Task.Run(async () =>
        {
            while (watch.Elapsed < time)
            {
                await Write(ledger, sockets, client, watch, answers);
            }
        })));
        return new LoadFigures(time, answers);
    }

    private static async Task Write(Ledger ledger, HttpSockets sockets, int client, Stopwatch watch, ConcurrentBag<Answered> answers)
    {
        var began = watch.Elapsed;
        var status = await ledger.WriteOnce(sockets, client);
        answers.Add(new Answered(status, watch.Elapsed, watch.Elapsed - began));
    }
}
