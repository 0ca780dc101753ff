using InfusionTracker.Domain.Onset;

namespace InfusionTracker.Domain.Instruments;

internal static class Gad7
{
    public static readonly Instrument Definition = new()
    {
        Code = "GAD7",
        Name = "Generalized Anxiety Disorder 7-item",
        Aliases = ["GAD-7"],
        Rater = Rater.Self,
        ItemCount = 7,
        ItemRange = new(0, 3),
        TotalMin = 0,
        TotalMax = 21,
        BandSets =
        [
            new("severity", "Spitzer 2006, by CamCOPS gad7.py and clincalc gad7.rs",
                [new(0, 4, "minimal"), new(5, 9, "mild"), new(10, 14, "moderate"), new(15, 21, "severe")]),
        ],
        MissingItems = new("The PHQ instruction manual is remembered as allowing the mean in place of 1 or 2 missing items."),
        RecallDays = 14,
        RecallText = "last 2 weeks",
        RecallNote = "Two weeks: no onset within hours follows from it.",
        Response = new("GAD7-response", 1, RuleKind.PercentReduction, Comparison.AtLeast, 50, Source: null, Verified: false),
        Remission = new("GAD7-remission", 1, RuleKind.Level, Comparison.LessThan, 5, Source: null, Verified: false),
        MeaningfulChange = new("GAD7-mcid", 1, RuleKind.AbsoluteReduction, Comparison.AtLeast, 4, "Toussaint 2020", Verified: true),
        AlternativeRules =
        [
            new("GAD7-mcid-bauer-staeb", 1, RuleKind.AbsoluteReduction, Comparison.AtLeast, 3.3m, "Bauer-Staeb 2021, PMC8485844", Verified: true),
            new("GAD7-mcid-bauer-staeb-percent", 1, RuleKind.PercentReduction, Comparison.AtLeast, 28, "Bauer-Staeb 2021, PMC8485844", Verified: true),
            new("GAD7-mcid-kounali-percent", 1, RuleKind.PercentReduction, Comparison.AtLeast, 26.8m, "Kounali 2020, PMC9340848 (moderate baseline)", Verified: true),
        ],
        Licence = new(LicenceStatus.PublicDomain, MayShowText: true, "Statement of phqscreeners, by CamCOPS; Pfizer 2010, by clincalc."),
        Loinc = new(Panel: "69737-5", Total: "70274-6",
            Note: "Item 6 (69689-8) has a 4-week time aspect, although LOINC lists it in the 2-week panel.")
        {
            Items = new Dictionary<int, string>
            {
                [1] = "69725-0",
                [2] = "68509-9",
                [3] = "69733-4",
                [4] = "69734-2",
                [5] = "69735-9",
                [6] = "69689-8",
                [7] = "69736-7",
            },
            Answers = new Dictionary<int, string> { [0] = "LA6568-5", [1] = "LA6569-3", [2] = "LA6570-1", [3] = "LA6571-9" },
        },
        Sources = [Sources.CamCops, Sources.Clincalc, Sources.Loinc, "loinc.org/69729-2"],
        FromMemory = ["loinc.answers.3"],
    };
}
