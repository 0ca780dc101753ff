using InfusionTracker.Domain.Onset;

namespace InfusionTracker.Domain.Instruments;

internal static class Who5
{
    public static readonly Instrument Definition = new()
    {
        Code = "WHO5",
        Name = "WHO-5 Well-Being Index",
        Aliases = ["WHO-5"],
        Rater = Rater.Self,
        ItemCount = 5,
        ItemRange = new(0, 5),
        PercentFactor = 4,
        TotalMin = 0,
        TotalMax = 25,
        Direction = Direction.HigherIsBetter,
        BandSets =
        [
            new("well-being", "help.valant.com: below 13",
                [new(0, 12, "poor well-being: assess for depression"), new(13, 25, "not poor")]),
        ],
        RecallDays = 14,
        RecallText = "last 2 weeks",

        // 10 points of the per cent scale, which is four times the raw one.
        MeaningfulChange = new("WHO5-mcid", 1, RuleKind.AbsoluteReduction, Comparison.AtLeast, 2.5m, "help.valant.com", Verified: true),
        Licence = new(LicenceStatus.FreeWithTerms, MayShowText: false, "Remembered as CC BY-NC-SA 3.0 IGO.", Verified: false),
        Loinc = LoincCodes.NotFound,
        Sources = ["help.valant.com WHO-5", "millisecond.com, WHO-5 manual"],
    };
}
