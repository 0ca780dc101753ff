namespace InfusionTracker.Domain.Instruments;

internal static class Cadss6
{
    public static readonly Instrument Definition = new()
    {
        Code = "CADSS6",
        Name = "CADSS-6 short form",
        Aliases = ["CADSS-6"],
        Rater = Rater.Clinician,
        ItemCount = 6,
        ItemRange = new(0, 4),
        ItemsOf = new("CADSS23", [1, 2, 6, 7, 15, 22]),
        TotalMin = 0,
        TotalMax = 24,
        RecallDays = 0,
        RecallText = "right now",
        RecallNote = "Spearman .91 to .95 with the full CADSS over four infusions (n 130); its authors call it unvalidated.",
        Licence = new(LicenceStatus.PermissionNeeded, MayShowText: false, "As the CADSS: Bremner, Emory.", Verified: false),
        Loinc = LoincCodes.NotFound,
        Sources = ["Rodrigues 2021, J Affect Disord 282:160-164", "research.regionh.dk"],
        FromMemory = ["itemRange", "totalMax"],
    };
}
