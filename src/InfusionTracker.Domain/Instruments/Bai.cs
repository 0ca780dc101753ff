namespace InfusionTracker.Domain.Instruments;

internal static class Bai
{
    public static readonly Instrument Definition = new()
    {
        Code = "BAI",
        Name = "Beck Anxiety Inventory",
        Rater = Rater.Self,
        ItemCount = 21,
        ItemRange = new(0, 3),
        TotalMin = 0,
        TotalMax = 63,
        BandSets =
        [
            new("severity", "Manual of 1993, by Wikipedia and healthrising.org",
                [new(0, 7, "minimal"), new(8, 15, "mild"), new(16, 25, "moderate"), new(26, 63, "severe")]),
        ],
        RecallDays = 7,
        RecallText = "past week including today",
        Licence = new(LicenceStatus.Proprietary, MayShowText: false, "Pearson, from memory.", Verified: false),
        Loinc = LoincCodes.NotFound,
        Sources = ["Wikipedia BAI", "datashare.nida.nih.gov BAI", "healthrising.org"],
        Notes = ["The bands of 1988 were 0-9, 10-18, 19-29, 30-63."],
    };
}
