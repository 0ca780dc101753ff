namespace InfusionTracker.Domain.Instruments;

internal static class Eq5d5l
{
    public static readonly Instrument Definition = new()
    {
        Code = "EQ5D5L",
        Name = "EQ-5D-5L",
        Rater = Rater.Self,
        ItemCount = 5,
        TrailingItems = 1, // the EQ VAS
        ItemRange = new(1, 5),
        ItemExceptions = new Dictionary<int, ItemRange> { [6] = new(0, 100) },
        Scoring = ScoringMethod.Profile,
        TotalMin = 0,
        TotalMax = 0,
        Onset = OnsetUse.None,
        RecallDays = 0,
        RecallText = "today",
        Licence = new(LicenceStatus.Proprietary, MayShowText: false, "EuroQol: written consent before any digital use, by CamCOPS."),
        Loinc = LoincCodes.NotFound,
        Sources = [Sources.CamCops],
        Notes = ["A higher level is worse, a higher EQ VAS is better. An index needs a country's value set, which is not held here."],
        FromMemory = ["recallText"],
    };
}
