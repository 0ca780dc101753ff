using System.Globalization;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Cohorts;

/// <summary>By what a cohort is split.</summary>
/// <param name="By">What the query says, e.g. <c>dose-band</c>.</param>
/// <param name="Of">The group of a session; null where the thing that is grouped by is not known.</param>
internal sealed record Grouping(string By, Func<IndexInfusion, string?> Of)
{
    public const string DoseBand = "dose-band";

    public const string AgeBand = "age-band";

    public const string Ordinal = "ordinal";

    /// <summary>Between the doses that are usually meant: 0.1, 0.25, 0.5, 0.75 and 1 mg/kg.</summary>
    public const string DefaultDoseBands = "0.15,0.375,0.625,0.875";

    public const string DefaultAgeBands = "18,30,45,60,75";

    private const int MostCuts = 20;

    /// <summary>The order of the groups: bands and ordinals by the number that they begin with, codes by their letters.</summary>
    public IComparer<string> Order =>
        By is DoseBand or AgeBand or Ordinal ? Comparer<string>.Create((one, other) => Start(one).CompareTo(Start(other))) : StringComparer.Ordinal;

    /// <summary>Reads what the query asks for; null where it asks for none.</summary>
    /// <param name="by">The query's groupBy.</param>
    /// <param name="doseBands">Where bands of doses begin, mg/kg.</param>
    /// <param name="ageBands">Where bands of ages begin, years.</param>
    /// <exception cref="ProblemException">400 with the parameter that cannot be read.</exception>
    public static Grouping? Read(string? by, string? doseBands, string? ageBands)
    {
        if (doseBands is not null && by != DoseBand)
        {
            throw Refused("doseBands", "These bands are for groupBy=dose-band; give both, or leave them out.");
        }

        if (ageBands is not null && by != AgeBand)
        {
            throw Refused("ageBands", "These bands are for groupBy=age-band; give both, or leave them out.");
        }

        switch (by)
        {
            case null:
                return null;
            case "protocol":
                return new(by, session => session.Row.Kind.Protocol);
            case "indication":
                return new(by, session => session.Row.Kind.Indication);
            case "medication":
                return new(by, session => session.Row.Kind.Medication);
            case Ordinal:
                return new(by, session => session.Ordinal.ToString(CultureInfo.InvariantCulture));
            case "sex":
                return new(by, session => session.Row.Kind.Sex is "unknown" ? null : session.Row.Kind.Sex);
            case DoseBand:
                var doses = Cuts("doseBands", doseBands ?? DefaultDoseBands);
                return new(by, session => session.MgPerKg is { } dose ? Band(doses, dose) : null);
            case AgeBand:
                var ages = Cuts("ageBands", ageBands ?? DefaultAgeBands);
                return new(by, session => session.Row.Kind.Age is { } age ? Band(ages, age) : null);
            default:
                throw Refused("groupBy", "Give protocol, indication, medication, dose-band, ordinal, sex or age-band.");
        }
    }

    private static decimal[] Cuts(string parameter, string text)
    {
        var cuts = new List<decimal>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.Length > 12
                || !decimal.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cut)
                || cut <= (cuts.Count == 0 ? 0 : cuts[^1])
                || cuts.Count == MostCuts)
            {
                throw Refused(parameter, $"Give up to {MostCuts} rising numbers above 0 at which bands begin, e.g. {DefaultDoseBands}.");
            }

            cuts.Add(cut);
        }

        return [.. cuts];
    }

    private static decimal Start(string group) => decimal.Parse(group.Split(' ')[0], CultureInfo.InvariantCulture);

    private static string Band(decimal[] cuts, decimal value)
    {
        var above = cuts.Count(cut => cut <= value);
        var low = above == 0 ? 0 : cuts[above - 1];
        return above == cuts.Length
            ? string.Create(CultureInfo.InvariantCulture, $"{low} or more")
            : string.Create(CultureInfo.InvariantCulture, $"{low} to <{cuts[above]}");
    }

    private static ProblemException Refused(string parameter, string detail) => new(Problem.BadParameter(parameter, detail));
}
