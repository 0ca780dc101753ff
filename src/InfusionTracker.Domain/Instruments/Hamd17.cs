using InfusionTracker.Domain.Onset;

namespace InfusionTracker.Domain.Instruments;

internal static class Hamd17
{
    public static readonly Instrument Definition = new()
    {
        Code = "HAMD17",
        Name = "Hamilton Depression Rating Scale 17",
        Aliases = ["HAM-D17", "HDRS-17"],
        Rater = Rater.Clinician,
        ItemCount = 17,
        ItemRange = new(0, 4),
        ItemExceptions = new[] { 4, 5, 6, 12, 13, 14, 16, 17 }.ToDictionary(i => i, _ => new ItemRange(0, 2)),
        NotAssessed = [new(16, 3, TotalWithoutIt: true)],
        TotalMin = 0,
        TotalMax = 52,
        BandSets =
        [
            new("severity", "CamCOPS hamd.py, after Guy 1976; other cut-offs are in print",
            [
                new(0, 7, "none"), new(8, 13, "mild"), new(14, 18, "moderate"), new(19, 22, "severe"), new(23, 52, "very severe"),
            ]),
        ],
        RecallDays = 7,
        RecallText = "past week by custom",
        RecallNote = "Rated within minutes to hours of the infusion by Zarate 2006; sleep (4 to 6) and weight (16) cannot change so fast.",
        ShorterRecallAllowed = true,
        Response = new("HAMD17-response", 1, RuleKind.PercentReduction, Comparison.AtLeast, 50, "Cochrane CD011612, table of Zarate 2006a", Verified: true),
        Remission = new("HAMD17-remission", 1, RuleKind.Level, Comparison.AtMost, 7, "Cochrane CD011612, table of Zarate 2006a (with 21 items)", Verified: true),
        Licence = new(LicenceStatus.PublicDomain, MayShowText: true, "NINDS CDE, by CamCOPS (2012)."),
        Loinc = LoincCodes.NotFound,
        Sources = [Sources.CamCops, "Cochrane CD011612, PMC8434915"],
        Notes = ["Items 18 to 21 of the long form are not scored."],
        FromMemory = ["recallDays"],
    };
}
