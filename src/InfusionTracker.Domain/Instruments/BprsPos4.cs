namespace InfusionTracker.Domain.Instruments;

internal static class BprsPos4
{
    public static readonly Instrument Definition = new()
    {
        Code = "BPRS_POS4",
        Name = "BPRS 4-item positive symptom subscale (BPRS+)",
        Aliases = ["BPRS+"],
        Rater = Rater.Clinician,
        ItemCount = 4,
        ItemRange = new(1, 7),
        NotAssessed = [new(null, 0, TotalWithoutIt: false)],
        ItemsOf = new("BPRS18", [4, 11, 12, 15]),
        TotalMin = 4,
        TotalMax = 28,
        RecallDays = 0,
        RecallText = "interview and observation",
        Licence = new(LicenceStatus.PublicDomain, MayShowText: true, "By CamCOPS."),
        Loinc = LoincCodes.NotFound,
        Sources = ["pubcompare.ai, methods text (BPRS+)", Sources.CamCops],
        Notes = ["Some editions rate items from 0 to 6 (0 to 24 in all); here 1 to 7, and 0 is not rated."],
    };
}
