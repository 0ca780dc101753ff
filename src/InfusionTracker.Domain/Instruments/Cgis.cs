namespace InfusionTracker.Domain.Instruments;

internal static class Cgis
{
    public static readonly Instrument Definition = new()
    {
        Code = "CGIS",
        Name = "Clinical Global Impression - Severity",
        Aliases = ["CGI-S"],
        Rater = Rater.Clinician,
        ItemCount = 1,
        ItemRange = new(1, 7),
        NotAssessed = [new(1, 0, TotalWithoutIt: false)],
        TotalMin = 1,
        TotalMax = 7,
        RecallDays = 7,
        RecallText = "current state, past week by custom",
        ShorterRecallAllowed = true,
        Licence = new(LicenceStatus.UsGovernment, MayShowText: true, "Guy 1976, by CamCOPS."),
        Loinc = LoincCodes.NotFound,
        Sources = [Sources.CamCops],
        FromMemory = ["recallText"],
    };
}
