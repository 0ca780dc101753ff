namespace InfusionTracker.Domain.Instruments;

internal static class Gad2
{
    public static readonly Instrument Definition = new()
    {
        Code = "GAD2",
        Name = "GAD-2",
        Rater = Rater.Self,
        ItemCount = 2,
        ItemRange = new(0, 3),
        ItemsOf = new("GAD7", [1, 2]),
        TotalMin = 0,
        TotalMax = 6,
        BandSets =
        [
            new("screen", "droracle.ai: cut-off 3", [new(0, 2, "negative screen"), new(3, 6, "positive screen")]),
        ],
        MissingItems = new("The PHQ instruction manual is remembered as allowing the mean in place of 1 or 2 missing items."),
        RecallDays = 14,
        RecallText = "last 2 weeks",
        Licence = new(LicenceStatus.PublicDomain, MayShowText: true, "As the GAD-7."),
        Loinc = new(Note: "No total of the GAD-2 in the LOINC table of mid-2020; PHQ-4: panel 69724-3, total 70272-0.")
        {
            Items = new Dictionary<int, string> { [1] = "69725-0", [2] = "68509-9" },
        },
        Sources = [Sources.CamCops, Sources.Loinc],
    };
}
