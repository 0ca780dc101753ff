using InfusionTracker.Domain.Onset;

namespace InfusionTracker.Domain.Instruments;

internal static class Cgii
{
    public static readonly Instrument Definition = new()
    {
        Code = "CGII",
        Name = "Clinical Global Impression - Improvement",
        Aliases = ["CGI-I"],
        Rater = Rater.Clinician,
        ItemCount = 1,
        ItemRange = new(1, 7),
        NotAssessed = [new(1, 0, TotalWithoutIt: false)],
        TotalMin = 1,
        TotalMax = 7,
        Onset = OnsetUse.IsChange,
        RecallDays = null,
        RecallText = "change since baseline",
        Response = new("CGII-response", 1, RuleKind.Level, Comparison.AtMost, 2, "Furukawa 2009, PMID 19006198", Verified: true),
        Licence = new(LicenceStatus.UsGovernment, MayShowText: true, "Guy 1976, by CamCOPS."),
        Loinc = LoincCodes.NotFound,
        Sources = [Sources.CamCops, "Furukawa 2009, PMID 19006198"],
    };
}
