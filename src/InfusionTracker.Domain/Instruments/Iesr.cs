namespace InfusionTracker.Domain.Instruments;

internal static class Iesr
{
    public static readonly Instrument Definition = new()
    {
        Code = "IESR",
        Name = "Impact of Event Scale - Revised",
        Aliases = ["IES-R"],
        Rater = Rater.Self,
        ItemCount = 22,
        ItemRange = new(0, 4),
        FollowedItems = [new(20, "nightmares", Sources.CamCops), new(14, "flashbacks", Sources.CamCops)],
        Subscales =
        [
            new("intrusion", [1, 2, 3, 6, 9, 14, 16, 20], Aggregate.MeanOfAnswered),
            new("avoidance", [5, 7, 8, 11, 12, 13, 17, 22], Aggregate.MeanOfAnswered),
            new("hyperarousal", [4, 10, 15, 18, 19, 21], Aggregate.MeanOfAnswered),
            new("mean", [.. Enumerable.Range(1, 22)], Aggregate.MeanOfAnswered),
        ],
        TotalMin = 0,
        TotalMax = 88,
        BandSets =
        [
            new("cut-off", "healthfocuspsychology.com.au: 33 of 88", [new(0, 32, "below cut-off"), new(33, 88, "probable PTSD")]),
        ],
        MissingItems = new("Subscales and total as means of the items answered (Weiss, personal communication, in Crit Care 2019).", Verified: true, Prorates: true),
        RecallDays = 7,
        RecallText = "past seven days",
        RecallNote = "Primary outcome 24 h after the infusion in Feder 2014.",
        ShorterRecallAllowed = true,
        Licence = new(LicenceStatus.PermissionNeeded, MayShowText: false, "Copyright chain unclear; D. S. Weiss declined CamCOPS in 2015."),
        Loinc = LoincCodes.NotFound,
        Sources = ["healthfocuspsychology.com.au/tools/ies-r", "psycheassess.com/catalog/iesr", "Crit Care 2019, s13054-019-2630-3, table 1", Sources.CamCops],
        Notes = ["Item 14 belongs to intrusion in two sources, to hyperarousal in CamCOPS; it is intrusion here."],
    };
}
