namespace InfusionTracker.Domain.Instruments;

internal static class Ramsay
{
    public static readonly Instrument Definition = new()
    {
        Code = "RAMSAY",
        Name = "Ramsay Sedation Scale",
        Rater = Rater.Clinician,
        ItemCount = 1,
        ItemRange = new(1, 6),
        TotalMin = 1,
        TotalMax = 6,
        Direction = Direction.State,
        Onset = OnsetUse.ChangeOnly,
        RecallDays = 0,
        RecallText = "now",
        Licence = new(LicenceStatus.PublishedScale, MayShowText: true, Verified: false),
        Loinc = new(Panel: "105042-6", Total: "105043-4", Note: "Answer list LL6642-4.")
        {
            Answers = new Dictionary<int, string> { [1] = "LA34208-1", [6] = "LA34213-1" },
        },
        Sources = ["loinc.org/LL6642-4", "healthassure.in 105042-6"],
    };
}
