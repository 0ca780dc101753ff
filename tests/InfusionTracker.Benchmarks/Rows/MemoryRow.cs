using InfusionTracker.Benchmarks.Report;

namespace InfusionTracker.Benchmarks.Rows;

/// <summary>The most memory that the service had while it was asked for all it can do, and what an export adds to it.</summary>
public static class MemoryRow
{
    public static async Task<List<Figure>> Measure(Bench bench)
    {
        foreach (var row in SingleRecordRows.Of(bench.Records, bench.Writes))
        {
            await bench.Load(bench.Service, row.Order with { Seconds = bench.Pace.Seconds });
        }

        List<Figure> figures = [Target.Of("memory").Met(bench.MostMemory)];
        if (bench.ExportGrowth is { } growth)
        {
            figures.Add(Target.Of("memory-export").Met(growth));
        }

        return figures;
    }
}
