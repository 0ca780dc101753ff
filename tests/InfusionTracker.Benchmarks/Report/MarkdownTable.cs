using System.Globalization;
using System.Text;

namespace InfusionTracker.Benchmarks.Report;

/// <summary>The table as people read it.</summary>
public static class MarkdownTable
{
    /// <param name="figures">The rows.</param>
    /// <param name="circumstances">Lines about how and on what they were measured.</param>
    public static string Of(IReadOnlyList<Figure> figures, IEnumerable<string> circumstances)
    {
        var text = new StringBuilder();
        foreach (var line in circumstances)
        {
            text.AppendLine(line).AppendLine();
        }

        text.AppendLine("| work | measured | limit | ratio | at least | met | p50 ms | p99 ms | p99.9 ms |");
        text.AppendLine("|---|---:|---:|---:|---:|---|---:|---:|---:|");
        foreach (var f in figures)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {f.Target.Work}: {f.Target.What} | {Number(f.Value)} | {Number(f.Limit)} | {f.Ratio:0.00} | {f.Target.AtLeast:0.00} | {(f.IsMet ? "yes" : "**no**")} | {Time(f.Latency?.P50)} | {Time(f.Latency?.P99)} | {Time(f.Latency?.P999)} |");
        }

        text.AppendLine().AppendLine("| work | CPU s: service | PostgreSQL | generator | in s | CPU µs each: service | PostgreSQL | PostgreSQL for the limit | MiB: service | PostgreSQL | generator |");
        text.AppendLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var f in figures.Where(f => f.Cost is not null))
        {
            var cost = f.Cost!;
            text.AppendLine(CultureInfo.InvariantCulture, $"| {f.Target.Work} | {cost.Service:0.00} | {cost.Postgres:0.00} | {cost.Generator:0.00} | {cost.Seconds:0.0} | {Each(cost.Service, cost)} | {Each(cost.Postgres, cost)} | {(f.LimitCost is { } limit ? Each(limit.Postgres, limit) : "")} | {cost.ServiceMemory:0} | {cost.PostgresMemory:0} | {cost.GeneratorMemory:0} |");
        }

        text.AppendLine().AppendLine("Rounds, measured : limit").AppendLine();
        foreach (var f in figures.Where(f => f.Rounds.Count > 0))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"- {f.Target.Work}: {string.Join(", ", f.Rounds.Select(r => $"{Number(r.Value)} : {Number(r.Limit)}"))}");
        }

        return text.ToString();
    }

    private static string Each(double seconds, Cost cost) => (seconds * 1e6 / cost.Works).ToString(cost.Works > 100_000 && seconds * 1e6 / cost.Works < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);

    private static string Number(double number) => number.ToString(number >= 100 ? "#,0" : "0.00", CultureInfo.InvariantCulture);

    private static string Time(double? milliseconds) => milliseconds?.ToString("0.00", CultureInfo.InvariantCulture) ?? "";
}
