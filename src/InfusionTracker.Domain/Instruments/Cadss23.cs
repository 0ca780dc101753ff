using InfusionTracker.Domain.Onset;

namespace InfusionTracker.Domain.Instruments;

internal static class Cadss23
{
    public static readonly Instrument Definition = new()
    {
        Code = "CADSS23",
        Name = "Clinician-Administered Dissociative States Scale, 23-item",
        Aliases = ["CADSS"],
        Rater = Rater.Clinician,
        ItemCount = 23,
        ItemRange = new(0, 4),
        Subscales =
        [
            new("derealization", [1, 2, 8, 9, 10, 11, 12, 13, 16, 17, 18, 19, 21], Verified: false),
            new("depersonalization", [3, 4, 5, 6, 7, 20, 23], Verified: false),
            new("amnesia", [14, 15, 22], Verified: false),
        ],
        TotalMin = 0,
        TotalMax = 92,
        Cutoffs = [new("CADSS23-dissociation", 1, RuleKind.Level, Comparison.MoreThan, 4, Source: null, Verified: false)],
        RecallDays = 0,
        RecallText = "at this time, in this room",
        Licence = new(LicenceStatus.PermissionNeeded, MayShowText: false, "Bremner, Emory.", Verified: false),
        Loinc = LoincCodes.NotFound,
        Sources = ["Bremner, instructions and item table (scribd.com)", "Bremner 2024, abstract", "research.regionh.dk"],
        Notes = ["The patient answers, the clinician reads out.", "The original of 28 items (19 subjective, the rest observed) is another form and is not scored here."],
        FromMemory = ["itemRange", "totalMax"],
    };
}
