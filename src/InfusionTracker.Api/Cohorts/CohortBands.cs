using System.Globalization;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Cohorts;

/// <summary>Where a clinic's bands of given doses and of ages begin: rising numbers above 0.</summary>
/// <param name="Doses">mg/kg.</param>
/// <param name="Ages">Years at t0.</param>
public sealed record CohortBands(IReadOnlyList<decimal> Doses, IReadOnlyList<int> Ages)
{
    /// <summary>Most bands but one.</summary>
    public const int Most = 20;

    /// <summary>Between the doses that are usually meant: 0.1, 0.25, 0.5, 0.75 and 1 mg/kg.</summary>
    public static readonly IReadOnlyList<decimal> DefaultDoses = [0.15m, 0.375m, 0.625m, 0.875m];

    public static readonly IReadOnlyList<int> DefaultAges = [18, 30, 45, 60, 75];

    /// <summary>Reads what the clinic has set; null where the house's default holds.</summary>
    internal static CohortBands Of(decimal[]? doses, int[]? ages) => new(doses ?? DefaultDoses, ages ?? DefaultAges);

    /// <summary>Reads the bands of a query.</summary>
    /// <exception cref="ProblemException">400 with the parameter that cannot be read.</exception>
    internal static IReadOnlyList<decimal>? Read(string parameter, string? text)
    {
        if (text is null)
        {
            return null;
        }

        var cuts = new List<decimal>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.Length > 12 || !decimal.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cut))
            {
                throw Refused(parameter);
            }

            cuts.Add(cut);
        }

        return AreBands(cuts) ? cuts : throw Refused(parameter);
    }

    /// <summary>True of rising numbers above 0.</summary>
    internal static bool AreBands(IReadOnlyList<decimal> cuts) =>
        cuts.Count <= Most && cuts.Zip(cuts.Skip(1)).All(pair => pair.First < pair.Second) && (cuts.Count == 0 || cuts[0] > 0);

    /// <summary>What the bands are called that a value falls into.</summary>
    internal static string Band(IReadOnlyList<decimal> cuts, decimal value)
    {
        var above = cuts.Count(cut => cut <= value);
        var low = above == 0 ? 0 : cuts[above - 1];
        return above == cuts.Count
            ? string.Create(CultureInfo.InvariantCulture, $"{low} or more")
            : string.Create(CultureInfo.InvariantCulture, $"{low} to <{cuts[above]}");
    }

    private static ProblemException Refused(string parameter) => new(Problem.BadParameter(
        parameter, $"Give up to {Most} rising numbers above 0 at which bands begin, e.g. 0.3,0.6."));
}
