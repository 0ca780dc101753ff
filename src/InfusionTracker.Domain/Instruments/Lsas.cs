using InfusionTracker.Domain.Onset;

namespace InfusionTracker.Domain.Instruments;

internal static class Lsas
{
    private static readonly int[] Performance = [1, 2, 3, 4, 6, 8, 9, 13, 14, 16, 17, 20, 21];

    private static readonly int[] SocialInteraction = [5, 7, 10, 11, 12, 15, 18, 19, 22, 23, 24];

    public static readonly Instrument Definition = new()
    {
        Code = "LSAS",
        Name = "Liebowitz Social Anxiety Scale",
        Rater = Rater.SelfOrClinician,
        ItemCount = 24,
        RatingsPerItem = 2,
        ItemRange = new(0, 3),
        Subscales =
        [
            new("fear", [.. Enumerable.Range(1, 24)]),
            new("avoidance", [.. Enumerable.Range(25, 24)]),
            new("performance", [.. Performance, .. Performance.Select(i => i + 24)], Verified: false),
            new("socialInteraction", [.. SocialInteraction, .. SocialInteraction.Select(i => i + 24)], Verified: false),
        ],
        TotalMin = 0,
        TotalMax = 144,
        BandSets =
        [
            new("severity", "Clinical convention, by hiboop.com",
            [
                new(0, 29, "minimal"), new(30, 49, "mild"), new(50, 64, "moderate"), new(65, 79, "marked"),
                new(80, 94, "severe"), new(95, 144, "very severe"),
            ]),
        ],
        Cutoffs =
        [
            new("LSAS-social-anxiety-disorder", 1, RuleKind.Level, Comparison.AtLeast, 30, "Mennin 2002", Verified: true),
            new("LSAS-generalized", 1, RuleKind.Level, Comparison.AtLeast, 60, "Mennin 2002", Verified: true),
        ],
        RecallDays = 7,
        RecallText = "past week",
        RecallNote = "Rated from 3 h to 14 days after the infusion in Taylor 2018.",
        ShorterRecallAllowed = true,
        Versions =
        [
            new("LSAS-CA", "Rated by a clinician.", Rater.Clinician),
            new("LSAS-SR", "Rated by the patient.", Rater.Self),
        ],
        Response = new("LSAS-response", 1, RuleKind.PercentReduction, Comparison.MoreThan, 35, "Taylor 2018, PMC5729569", Verified: true),
        Remission = new("LSAS-remission", 1, RuleKind.Level, Comparison.AtMost, 30, "For LSAS-CA, by droracle.ai/articles/643521", Verified: true),
        AlternativeRules =
        [
            new("LSAS-SR-response", 1, RuleKind.PercentReduction, Comparison.AtLeast, 28, "German validation of LSAS-SR, by droracle.ai/articles/643521", Verified: true),
            new("LSAS-CA-response", 1, RuleKind.PercentReduction, Comparison.AtLeast, 29, "Validation of LSAS-CA, by droracle.ai/articles/643521", Verified: true),
            new("LSAS-SR-remission", 1, RuleKind.Level, Comparison.AtMost, 35, "For LSAS-SR, by droracle.ai/articles/643521", Verified: true),
        ],
        Licence = new(LicenceStatus.PermissionUnclear, MayShowText: false, "Liebowitz 1987.", Verified: false),
        Loinc = LoincCodes.NotFound,
        Sources = ["Taylor 2018, PMC5729569", "droracle.ai/articles/643521", "simplified.tools/assess_lsas_sr", "hiboop.com"],
    };
}
