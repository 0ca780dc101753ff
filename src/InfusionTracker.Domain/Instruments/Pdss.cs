using InfusionTracker.Domain.Onset;

namespace InfusionTracker.Domain.Instruments;

internal static class Pdss
{
    public static readonly Instrument Definition = new()
    {
        Code = "PDSS",
        Name = "Panic Disorder Severity Scale",
        Rater = Rater.SelfOrClinician,
        ItemCount = 7,
        ItemRange = new(0, 4),
        TotalMin = 0,
        TotalMax = 28,
        BandSets =
        [
            new("without-agoraphobia", "Furukawa 2009, PMID 19006198",
            [
                new(0, 1, "normal"), new(2, 5, "borderline"), new(6, 9, "slightly ill"), new(10, 13, "moderately ill"),
                new(14, 28, "markedly ill"),
            ]),
            new("with-agoraphobia", "Furukawa 2009, PMID 19006198",
            [
                new(0, 2, "normal"), new(3, 7, "borderline"), new(8, 10, "slightly ill"), new(11, 15, "moderately ill"),
                new(16, 28, "markedly ill"),
            ]),
        ],
        RecallDays = 30,
        RecallText = "past month; PDSS-SR past week",
        RecallDaysByVersion = new Dictionary<string, int> { ["PDSS"] = 30, ["PDSS-SR"] = 7 },
        Versions =
        [
            new("PDSS", "Rated by a clinician.", Rater.Clinician),
            new("PDSS-SR", "Rated by the patient.", Rater.Self),
        ],
        StandardVersion = "PDSS",
        Response = new("PDSS-response", 1, RuleKind.PercentReduction, Comparison.AtLeast, 40, "Furukawa 2009, PMID 19006198", Verified: true),
        Remission = new("PDSS-remission", 1, RuleKind.Level, Comparison.AtMost, 5, "Furukawa 2009, PMID 19006198", Verified: true),
        Licence = new(LicenceStatus.PermissionNeeded, MayShowText: false, "Copyright M. Katherine Shear, by CamCOPS."),
        Loinc = LoincCodes.NotFound,
        Sources = ["Furukawa 2009, PMID 19006198", Sources.CamCops],
        FromMemory = ["recallDaysByVersion.PDSS-SR"],
    };
}
