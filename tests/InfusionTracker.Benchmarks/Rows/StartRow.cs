using InfusionTracker.Benchmarks.Report;

namespace InfusionTracker.Benchmarks.Rows;

/// <summary>From the start of the process to its first answer of records, five times.</summary>
public static class StartRow
{
    public static async Task<List<Figure>> Measure(Bench bench)
    {
        var took = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            await using var started = await bench.StartAnother();
            took.Add(started.FirstAnswer.TotalSeconds);
        }

        return [Target.Of("start").Met(Bench.Median(took)) with { Rounds = [.. took.Select(seconds => (seconds, 1.0))] }];
    }
}
