namespace InfusionTracker.Domain.Instruments;

internal static class CssrsScreen
{
    public static readonly Instrument Definition = new()
    {
        Code = "CSSRS_SCREEN",
        Name = "Columbia-Suicide Severity Rating Scale screener (recent)",
        Aliases = ["C-SSRS"],
        Rater = Rater.SelfOrClinician,
        ItemCount = 6,
        TrailingItems = 1, // 6a, within three months
        ItemRange = new(0, 1),
        Skips = [new(Gate: 2, Asked: [3, 4, 5]), new(Gate: 6, Asked: [7])],
        Triage =
        [
            new(RiskLevel.High, [4, 5, 7]),
            new(RiskLevel.Moderate, [3, 6]),
            new(RiskLevel.Low, [1, 2]),
        ],
        Scoring = ScoringMethod.Triage,
        TotalMin = 0,
        TotalMax = 0,
        Onset = OnsetUse.None,
        RecallDays = 30,
        RecallText = "past month (thoughts); lifetime and 3 months (behaviour)",
        RecallNote = "Only the form since the last contact asks about less.",
        Versions =
        [
            new("recent", "The screener."),
            new("since-last-contact", "Asks about the time since the last contact.", ShorterRecallAllowed: true),
        ],
        StandardVersion = "recent",
        Licence = new(LicenceStatus.FreeWithTerms, MayShowText: false, "Free for community use, by symptomatik.com.", Verified: false),
        Loinc = new(Panel: "93373-9", RiskLevel: "93374-7")
        {
            Items = new Dictionary<int, string>
            {
                [1] = "93246-7",
                [2] = "93247-5",
                [3] = "93248-3",
                [4] = "93249-1",
                [5] = "93250-9",
                [6] = "93267-3",
                [7] = "93269-9",
            },
        },
        Sources = ["US Behavioral Health Profiles IG, C-SSRS-example-1", "therapistsupport.rula.com", "docsbay.net C-SSRS triage", "help.blueprint-health.com", Sources.Loinc],
    };
}
