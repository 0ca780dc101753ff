namespace InfusionTracker.Domain.Instruments;

internal static class Phq2
{
    public static readonly Instrument Definition = new()
    {
        Code = "PHQ2",
        Name = "PHQ-2",
        Rater = Rater.Self,
        ItemCount = 2,
        ItemRange = new(0, 3),
        ItemsOf = new("PHQ9", [1, 2]),
        TotalMin = 0,
        TotalMax = 6,
        BandSets =
        [
            new("screen", "droracle.ai: cut-off 3", [new(0, 2, "negative screen"), new(3, 6, "positive screen")]),
        ],
        MissingItems = new("The PHQ instruction manual is remembered as allowing the mean in place of 1 or 2 missing items."),
        RecallDays = 14,
        RecallText = "last 2 weeks",
        Licence = new(LicenceStatus.PublicDomain, MayShowText: true, "As the PHQ-9."),
        Loinc = new(Panel: "55757-9", Total: "55758-7")
        {
            Items = new Dictionary<int, string> { [1] = "44250-9", [2] = "44255-8" },
        },
        Sources = [Sources.CamCops, Sources.Loinc],
    };
}
