namespace InfusionTracker.Domain.Instruments;

internal static class Nrspain
{
    public static readonly Instrument Definition = new()
    {
        Code = "NRSPAIN",
        Name = "Numeric rating scale pain 0-10",
        Rater = Rater.Self,
        ItemCount = 1,
        ItemRange = new(0, 10),
        TotalMin = 0,
        TotalMax = 10,
        RecallDays = 0,
        RecallText = "now",
        Licence = new(LicenceStatus.Generic, MayShowText: true, "Nobody owns a number from 0 to 10."),
        Loinc = new(Total: "72514-3", Note: "Also 38208-5 (reported); the form of the past week is 75893-8."),
        Sources = [Sources.Loinc],
    };
}
