using System.Globalization;
using InfusionTracker.Domain.Onset.Cohorts;
using NodaTime;

namespace InfusionTracker.Domain.Tests.Onset.Cohorts;

/// <summary>Figures of R, written by <c>Reference/reference.R</c>: rows by column name; an empty cell is R's NA.</summary>
internal static class ReferenceTable
{
    public static List<Dictionary<string, string>> Read(string file)
    {
        using var stream = typeof(ReferenceTable).Assembly.GetManifestResourceStream(file)
            ?? throw new ArgumentException($"No reference table {file}.");
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r').Split(',')).ToList();
        return [.. lines.Skip(1).Select(cells => lines[0].Zip(cells).ToDictionary(cell => cell.First, cell => cell.Second))];
    }

    public static double? Number(this Dictionary<string, string> row, string column) =>
        row[column].Length == 0 ? null : double.Parse(row[column], CultureInfo.InvariantCulture);

    /// <summary>The follow-ups of a set by group, its times read as minutes.</summary>
    public static SortedDictionary<string, FollowUpCounts> FollowUps(string set) => new(
        Read("follow-ups.csv")
            .Where(row => row["set"] == set)
            .GroupBy(row => row["group"])
            .ToDictionary(
                group => group.Key,
                group => FollowUpCounts.Of(group.Select(row => new FollowUp(Duration.FromMinutes(row.Number("time")!.Value), row["status"] == "1")))),
        StringComparer.Ordinal);

    public static CurveInterval Interval(string name) => name switch
    {
        "log-log" => CurveInterval.LogLog,
        "log" => CurveInterval.Log,
        _ => CurveInterval.Plain,
    };

    /// <summary>Equal to a relative (below 1 absolute) 1e-12, or both missing.</summary>
    public static void Same(double? expected, double? actual, double tolerance = 1e-12)
    {
        Assert.Equal(expected is null, actual is null);
        if (expected is { } e)
        {
            Assert.InRange(actual!.Value, e - (tolerance * Math.Max(1, Math.Abs(e))), e + (tolerance * Math.Max(1, Math.Abs(e))));
        }
    }
}
