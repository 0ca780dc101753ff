using InfusionTracker.Domain.Onset;

namespace InfusionTracker.Domain.Instruments;

internal static class Spin
{
    public static readonly Instrument Definition = new()
    {
        Code = "SPIN",
        Name = "Social Phobia Inventory",
        Rater = Rater.Self,
        ItemCount = 17,
        ItemRange = new(0, 4),
        Subscales =
        [
            new("fear", [1, 3, 5, 10, 14, 15], Verified: false),
            new("avoidance", [4, 6, 8, 9, 11, 12, 16], Verified: false),
            new("physiological", [2, 7, 13, 17], Verified: false),
        ],
        TotalMin = 0,
        TotalMax = 68,
        BandSets =
        [
            new("severity", "Cambio CDS SPIN: over 20, 30, 40, 50",
            [
                new(0, 20, "none"), new(21, 30, "mild"), new(31, 40, "moderate"), new(41, 50, "severe"), new(51, 68, "very severe"),
            ]),
        ],
        Cutoffs = [new("SPIN-screen", 1, RuleKind.Level, Comparison.AtLeast, 19, "Connor 2000", Verified: true)],
        RecallDays = 7,
        RecallText = "past week",
        Licence = new(LicenceStatus.PermissionNeeded, MayShowText: false, "From its author, Davidson, by mrcpsych.uk.", Verified: false),
        Loinc = LoincCodes.NotFound,
        Sources = ["mrcpsych.uk SPIN", "Cambio CDS SPIN v1", "Wikipedia SPIN"],
        FromMemory = ["recallDays"],
    };
}
