using InfusionTracker.Domain.Onset;

namespace InfusionTracker.Domain.Instruments;

internal static class Vasanx
{
    public static readonly Instrument Definition = new()
    {
        Code = "VASANX",
        Name = "Visual Analogue Scale - anxiety",
        Aliases = ["VAS-anxiety"],
        Rater = Rater.Self,
        ItemCount = 1,
        ItemRange = new(0, 100),
        TotalMin = 0,
        TotalMax = 100,
        FractionalTotal = true,
        RecallDays = 0,
        RecallText = "right now",
        Response = new("VASANX-response", 1, RuleKind.PercentReduction, Comparison.AtLeast, 50, "Taylor 2018, PMC5729569", Verified: true),
        Licence = new(LicenceStatus.Generic, MayShowText: true, "Nobody owns a plain line from 0 to 100."),
        Loinc = LoincCodes.NotFound,
        Sources = ["Taylor 2018, PMC5729569"],
    };
}
