using InfusionTracker.Domain.Onset;

namespace InfusionTracker.Domain.Instruments;

internal static class Hama
{
    public static readonly Instrument Definition = new()
    {
        Code = "HAMA",
        Name = "Hamilton Anxiety Rating Scale",
        Aliases = ["HAM-A", "HARS"],
        Rater = Rater.Clinician,
        ItemCount = 14,
        ItemRange = new(0, 4),
        Subscales =
        [
            new("psychic", [1, 2, 3, 4, 5, 6, 14], Verified: false),
            new("somatic", [7, 8, 9, 10, 11, 12, 13], Verified: false),
        ],
        TotalMin = 0,
        TotalMax = 56,
        BandSets =
        [
            new("severity", "CamCOPS hama.py",
            [
                new(0, 17, "mild"), new(18, 24, "mild to moderate"), new(25, 30, "moderate to severe"),
                new(31, 56, "very severe"),
            ]),
            new("nci-thesaurus", "NCI Thesaurus",
                [new(0, 17, "mild"), new(18, 24, "mild to moderate"), new(25, 56, "moderate to severe")]),
        ],
        RecallDays = 7,
        RecallText = "past week by custom; the scale fixes none",
        RecallNote = "Rated before the dose and 1, 2, 24, 72 and 168 h after it in Glue's trials; the rater must state the stretch.",
        ShorterRecallAllowed = true,
        Response = new("HAMA-response", 1, RuleKind.PercentReduction, Comparison.AtLeast, 50, "Bandelow 2006, PMID 17008827; entry of Glue's trial", Verified: true),
        Remission = new("HAMA-remission", 1, RuleKind.Level, Comparison.AtMost, 7, "Bandelow 2006: common, none is universal", Verified: false),
        Licence = new(LicenceStatus.PublicDomain, MayShowText: true, "NINDS CDE, by CamCOPS (2012)."),
        Loinc = LoincCodes.NotFound,
        Sources = [Sources.CamCops, "NCI Thesaurus", "Bandelow 2006, PMID 17008827", "Glue, trial registration"],
        FromMemory = ["recallDays"],
    };
}
