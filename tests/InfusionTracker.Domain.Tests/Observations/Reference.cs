using System.Globalization;

namespace InfusionTracker.Domain.Tests.Observations;

/// <summary>One answer of another UCUM library.</summary>
/// <param name="Value">What was converted.</param>
/// <param name="From">Its UCUM unit.</param>
/// <param name="To">The UCUM unit asked for.</param>
/// <param name="Expected">The answer, in double precision; null where the library refused.</param>
internal sealed record Conversion(decimal Value, string From, string To, double? Expected);

/// <summary>Reference values, as README.md beside them says how they were made.</summary>
internal static class Reference
{
    public static IReadOnlyList<Conversion> Conversions { get; } =
        [.. Lines("ucum-conversions.csv").Skip(1).Select(line => line.Split(',')).Select(cells => new Conversion(
            decimal.Parse(cells[0], CultureInfo.InvariantCulture),
            cells[1],
            cells[2],
            cells[3].Length == 0 ? null : double.Parse(cells[3], CultureInfo.InvariantCulture)))];

    private static string[] Lines(string file)
    {
        using var reader = new StreamReader(typeof(Reference).Assembly.GetManifestResourceStream(file)!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
