using InfusionTracker.Domain.Onset;

namespace InfusionTracker.Domain.Instruments;

internal static class Pcl5
{
    public static readonly Instrument Definition = new()
    {
        Code = "PCL5",
        Name = "PTSD Checklist for DSM-5",
        Aliases = ["PCL-5"],
        Rater = Rater.Self,
        ItemCount = 20,
        ItemRange = new(0, 4),
        FollowedItems = [new(2, "nightmares", Sources.CamCops), new(3, "flashbacks", Sources.CamCops)],
        Subscales =
        [
            new("B", [1, 2, 3, 4, 5]),
            new("C", [6, 7]),
            new("D", [8, 9, 10, 11, 12, 13, 14]),
            new("E", [15, 16, 17, 18, 19, 20]),
        ],
        Symptoms = new(2, ["B", "C", "D", "E"],
            new Dictionary<string, int> { ["B"] = 1, ["C"] = 1, ["D"] = 2, ["E"] = 2 }, "CamCOPS pcl5.py; QxMD"),
        TotalMin = 0,
        TotalMax = 80,
        BandSets =
        [
            new("cut-point", "comorbidityguidelines.org.au: 31 to 33; there are no empirical severity ranges",
                [new(0, 30, "below cut-point"), new(31, 80, "at or above cut-point 31-33")]),
        ],
        RecallDays = 30,
        RecallText = "past month",
        RecallDaysByVersion = new Dictionary<string, int> { ["past-month"] = 30, ["past-week"] = 7 },
        Versions =
        [
            new("past-month", "The standard form."),
            new("past-week", "Asks about the past week."),
        ],
        StandardVersion = "past-month",
        Response = new("PCL5-response", 1, RuleKind.AbsoluteReduction, Comparison.AtLeast, 10, "QxMD, older NCPTSD guidance", Verified: true),
        MeaningfulChange = new("PCL5-mcid", 1, RuleKind.AbsoluteReduction, Comparison.AtLeast, 10, "QxMD, older NCPTSD guidance", Verified: true),
        AlternativeRules =
        [
            new("PCL5-reliable", 1, RuleKind.AbsoluteReduction, Comparison.AtLeast, 5, "QxMD, older NCPTSD guidance", Verified: true),
        ],
        Licence = new(LicenceStatus.UsGovernment, MayShowText: true, "Not copyrighted, by QxMD and CamCOPS."),
        Loinc = new(Panel: "101697-1", Total: "101698-9", Note: "From release 2.75 on. 70221-7 is the PCL-C of DSM-IV, another instrument."),
        Sources = ["comorbidityguidelines.org.au", "calculate.qxmd.com PCL-5", Sources.CamCops, "findacode.com 101697-1", "healthassure.in 101698-9"],
        FromMemory = ["versions.past-week"],
    };
}
