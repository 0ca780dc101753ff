using InfusionTracker.Domain.Onset;

namespace InfusionTracker.Domain.Instruments;

internal static class Caps5
{
    public static readonly Instrument Definition = new()
    {
        Code = "CAPS5",
        Name = "Clinician-Administered PTSD Scale for DSM-5",
        Aliases = ["CAPS-5"],
        Rater = Rater.Clinician,
        ItemCount = 20,
        ItemRange = new(0, 4),
        FollowedItems = [new(2, "nightmares", null, Verified: false), new(3, "flashbacks", null, Verified: false)],
        Subscales =
        [
            new("B", [1, 2, 3, 4, 5]),
            new("C", [6, 7]),
            new("D", [8, 9, 10, 11, 12, 13, 14]),
            new("E", [15, 16, 17, 18, 19, 20]),
        ],
        Symptoms = new(2, ["B", "C", "D", "E"], Needed: null, "CAPS-5 past month form"),
        TotalMin = 0,
        TotalMax = 80,
        RecallDays = 30,
        RecallText = "past month",
        RecallDaysByVersion = new Dictionary<string, int> { ["past-month"] = 30, ["past-week"] = 7 },
        Versions =
        [
            new("past-month", "The standard form."),
            new("past-week", "Asks about the past week; criterion A is not looked at again."),
        ],
        StandardVersion = "past-month",
        Response = new("CAPS5-response", 1, RuleKind.PercentReduction, Comparison.AtLeast, 30, "Feder 2021, by Mount Sinai's release", Verified: true),
        Licence = new(LicenceStatus.RestrictedDistribution, MayShowText: false, "NCPTSD; trained interviewers only."),
        Loinc = LoincCodes.NotFound,
        Sources = ["CAPS-5 past month form (vdocuments.us)", "CAPS-5 past week form (sweetstudy.com)", "CAPS-5 training (sharedfedtraining.org)"],
        Notes = ["Only the 20 symptom items are held; the interview's items 21 to 30 are not."],
        FromMemory = ["loinc"],
    };
}
