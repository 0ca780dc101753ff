using System.Text.Json;
using System.Text.Json.Serialization;

namespace InfusionTracker.Benchmarks.Report;

/// <summary>One row as programs read it.</summary>
public sealed record JsonRow(string Work, double Value, double Limit, double Ratio, double AtLeast, bool Met);

/// <summary>The rows as programs read them.</summary>
public static class JsonRows
{
    public static string Of(IEnumerable<Figure> figures) => JsonSerializer.Serialize(
        [.. figures.Select(f => new JsonRow(f.Target.Work, f.Value, f.Limit, f.Ratio, f.Target.AtLeast, f.IsMet))], RowsJson.Default.JsonRowArray);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(JsonRow[]))]
internal sealed partial class RowsJson : JsonSerializerContext;
