using System.Globalization;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Cohorts;

/// <summary>By what a cohort is split.</summary>
/// <param name="By">What the query says, e.g. <c>dose-band</c>.</param>
/// <param name="Cuts">Where the query's bands begin; null where the clinic's hold.</param>
internal sealed record Grouping(string By, IReadOnlyList<decimal>? Cuts)
{
    public const string DoseBand = "dose-band";

    public const string AgeBand = "age-band";

    public const string Ordinal = "ordinal";

    private const string Protocol = "protocol";

    private const string Indication = "indication";

    private const string Medication = "medication";

    private const string Sex = "sex";

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

        return by switch
        {
            null => null,
            Protocol or Indication or Medication or DoseBand or Ordinal or Sex or AgeBand =>
                new(by, CohortBands.Read("doseBands", doseBands) ?? CohortBands.Read("ageBands", ageBands)),
            _ => throw Refused("groupBy", "Give protocol, indication, medication, dose-band, ordinal, sex or age-band."),
        };
    }

    /// <summary>The group of a session; null where the thing that is grouped by is not known.</summary>
    /// <param name="session">The session.</param>
    /// <param name="clinic">The clinic's bands.</param>
    public string? Of(IndexInfusion session, CohortBands clinic) => By switch
    {
        Protocol => session.Row.Kind.Protocol,
        Indication => session.Row.Kind.Indication,
        Medication => session.Row.Kind.Medication,
        Ordinal => session.Ordinal.ToString(CultureInfo.InvariantCulture),
        Sex => session.Row.Kind.Sex is "unknown" ? null : session.Row.Kind.Sex,
        DoseBand => session.MgPerKg is { } dose ? CohortBands.Band(Cuts ?? clinic.Doses, dose) : null,
        _ => session.Row.Kind.Age is { } age ? CohortBands.Band(Cuts ?? [.. clinic.Ages.Select(cut => (decimal)cut)], age) : null,
    };

    private static decimal Start(string group) => decimal.Parse(group.Split(' ')[0], CultureInfo.InvariantCulture);

    private static ProblemException Refused(string parameter, string detail) => new(Problem.BadParameter(parameter, detail));
}
