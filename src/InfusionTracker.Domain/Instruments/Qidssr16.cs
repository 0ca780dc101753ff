using InfusionTracker.Domain.Onset;

namespace InfusionTracker.Domain.Instruments;

internal static class Qidssr16
{
    public static readonly Instrument Definition = new()
    {
        Code = "QIDSSR16",
        Name = "Quick Inventory of Depressive Symptomatology Self-Report 16",
        Aliases = ["QIDS-SR16"],
        Rater = Rater.Self,
        ItemCount = 16,
        ItemRange = new(0, 3),
        EitherOf = [[6, 7], [8, 9]],
        Scoring = ScoringMethod.SumOfSubscales,
        Subscales =
        [
            new("sleep", [1, 2, 3, 4], Aggregate.Max),
            new("sad", [5], Aggregate.Max),
            new("appetiteWeight", [6, 7, 8, 9], Aggregate.Max),
            new("concentration", [10], Aggregate.Max),
            new("selfView", [11], Aggregate.Max),
            new("suicide", [12], Aggregate.Max),
            new("interest", [13], Aggregate.Max),
            new("energy", [14], Aggregate.Max),
            new("psychomotor", [15, 16], Aggregate.Max),
        ],
        TotalMin = 0,
        TotalMax = 27,
        BandSets =
        [
            new("severity", "ids-qids.org (Rush 2003, Trivedi 2004)",
            [
                new(0, 5, "none"), new(6, 10, "mild"), new(11, 15, "moderate"), new(16, 20, "severe"), new(21, 27, "very severe"),
            ]),
        ],
        SafetyItems = [new(12, AtLeast: 1, SafetyItem.SuicideRisk, Source: null, Verified: false)],
        RecallDays = 7,
        RecallText = "past 7 days",
        Response = new("QIDSSR16-response", 1, RuleKind.PercentReduction, Comparison.AtLeast, 50, Source: null, Verified: false),
        Remission = new("QIDSSR16-remission", 1, RuleKind.Level, Comparison.AtMost, 5, "ids-qids.org; STAR*D, by hiboop.com", Verified: true),
        Licence = new(LicenceStatus.PermissionUnclear, MayShowText: false, "Terms not seen.", Verified: false),
        Loinc = LoincCodes.NotFound,
        Sources = ["ids-qids.org", "guidelinecentral.com, QIDS calculator", "docs.getrivet.ca", "Fondation FondaMental, French QIDS-SR16 (6 or 7, 8 or 9)"],
    };
}
