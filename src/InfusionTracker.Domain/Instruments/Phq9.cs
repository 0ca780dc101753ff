using InfusionTracker.Domain.Onset;

namespace InfusionTracker.Domain.Instruments;

internal static class Phq9
{
    public static readonly Instrument Definition = new()
    {
        Code = "PHQ9",
        Name = "Patient Health Questionnaire 9",
        Aliases = ["PHQ-9"],
        Rater = Rater.Self,
        ItemCount = 9,
        ItemRange = new(0, 3),
        TrailingItems = 1, // functional difficulty
        TotalMin = 0,
        TotalMax = 27,
        BandSets =
        [
            new("severity", "CamCOPS phq9.py; clincalc phq9.rs",
            [
                new(0, 4, "minimal"), new(5, 9, "mild"), new(10, 14, "moderate"), new(15, 19, "moderately severe"),
                new(20, 27, "severe"),
            ]),
        ],
        SafetyItems = [new(9, AtLeast: 1, SafetyItem.SuicideRisk, "clincalc phq9.rs")],
        MissingItems = new("The PHQ instruction manual is remembered as allowing the mean in place of 1 or 2 missing items."),
        RecallDays = 14,
        RecallText = "last 2 weeks",
        RecallNote = "Two weeks: no onset within hours follows from it.",
        Response = new("PHQ9-response", 1, RuleKind.PercentReduction, Comparison.AtLeast, 50, "McInnes 2022", Verified: true),
        Remission = new("PHQ9-remission", 1, RuleKind.Level, Comparison.LessThan, 5, "McInnes 2022", Verified: true),
        MeaningfulChange = new("PHQ9-mcid", 1, RuleKind.AbsoluteReduction, Comparison.AtLeast, 5, Source: null, Verified: false),
        AlternativeRules =
        [
            new("PHQ9-mcid-bauer-staeb", 1, RuleKind.AbsoluteReduction, Comparison.AtLeast, 3.7m, "Bauer-Staeb 2021, PMC8485844", Verified: true),
            new("PHQ9-mcid-bauer-staeb-percent", 1, RuleKind.PercentReduction, Comparison.AtLeast, 23, "Bauer-Staeb 2021, PMC8485844", Verified: true),
            new("PHQ9-mcid-kounali-percent", 1, RuleKind.PercentReduction, Comparison.AtLeast, 21, "Kounali 2020, PMC9340848", Verified: true),
        ],
        Licence = new(LicenceStatus.PublicDomain, MayShowText: true, "Statement of phqscreeners, by CamCOPS."),
        Loinc = new(Panel: "44249-1", Total: "44261-6", Note: "Interpretation: 44262-4.")
        {
            Items = new Dictionary<int, string>
            {
                [1] = "44250-9",
                [2] = "44255-8",
                [3] = "44259-0",
                [4] = "44254-1",
                [5] = "44251-7",
                [6] = "44258-2",
                [7] = "44252-5",
                [8] = "44253-3",
                [9] = "44260-8",
                [10] = "69722-7",
            },
            Answers = new Dictionary<int, string> { [0] = "LA6568-5", [1] = "LA6569-3", [2] = "LA6570-1", [3] = "LA6571-9" },
        },
        Sources = [Sources.CamCops, Sources.Clincalc, "MII PROM FHIR IG 0363924", Sources.Loinc],
        FromMemory = ["loinc.answers.3"],
    };
}
