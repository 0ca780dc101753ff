using InfusionTracker.Domain.Onset;

namespace InfusionTracker.Domain.Instruments;

internal static class Madrs
{
    public static readonly Instrument Definition = new()
    {
        Code = "MADRS",
        Name = "Montgomery-Asberg Depression Rating Scale",
        Rater = Rater.Clinician,
        ItemCount = 10,
        ItemRange = new(0, 6),
        TotalMin = 0,
        TotalMax = 60,
        BandSets =
        [
            new("severity", "Snaith 1986, as quoted; 12, 24 and 35 are rival cut-offs",
                [new(0, 6, "absent"), new(7, 19, "mild"), new(20, 34, "moderate"), new(35, 60, "severe")]),
        ],
        RecallDays = 7,
        RecallText = "past 7 days",
        RecallDaysByVersion = new Dictionary<string, int> { ["MADRS-24hr"] = 1 },
        RecallNote = "In the 24-hour form less sleep and less appetite mean little (Johnson 2016).",
        ShorterRecallAllowed = true,
        Versions = [new("MADRS-24hr", "Asks about the last 24 hours; validated (Johnson 2016).")],
        Response = new("MADRS-response", 1, RuleKind.PercentReduction, Comparison.AtLeast, 50, "Lii 2023, PMC10769130; Talati 2019", Verified: true),
        Remission = new("MADRS-remission", 1, RuleKind.Level, Comparison.LessThan, 10, "Hawley 2002, PMID 12200208", Verified: true),
        AlternativeRules =
        [
            new("MADRS-remission-lii", 1, RuleKind.Level, Comparison.AtMost, 12, "Lii 2023, PMC10769130", Verified: true),
            new("MADRS-remission-10", 1, RuleKind.Level, Comparison.AtMost, 10, Source: null, Verified: false),
        ],
        Licence = new(LicenceStatus.PermissionUnclear, MayShowText: false, "Montgomery and Asberg 1979.", Verified: false),
        Loinc = LoincCodes.NotFound,
        Sources = ["Hawley 2002, PMID 12200208", "Johnson 2016, J Clin Psychiatry", "Lii 2023, PMC10769130, table 4"],
    };
}
