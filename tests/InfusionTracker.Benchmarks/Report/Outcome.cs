using System.CommandLine;

namespace InfusionTracker.Benchmarks.Report;

/// <summary>Where figures go: the tables to standard output, and to files that are asked for.</summary>
public static class Outcome
{
    public static Option<bool> Quick() => new("--quick") { Description = "Fewer and shorter rounds." };

    public static Option<string?> Json() => new("--json") { Description = "Writes the rows to a file, as {work, value, limit, ratio, atLeast, met}." };

    public static Option<string?> Markdown() => new("--markdown") { Description = "Writes the tables to a file." };

    public static async Task Tell(IReadOnlyList<Figure> figures, IEnumerable<string> circumstances, string? markdown, string? json)
    {
        var table = MarkdownTable.Of(figures, circumstances);
        Console.WriteLine(table);
        if (markdown is not null)
        {
            await File.WriteAllTextAsync(markdown, table);
        }

        if (json is not null)
        {
            await File.WriteAllTextAsync(json, JsonRows.Of(figures));
        }
    }
}
