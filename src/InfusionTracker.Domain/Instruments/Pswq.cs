namespace InfusionTracker.Domain.Instruments;

internal static class Pswq
{
    public static readonly Instrument Definition = new()
    {
        Code = "PSWQ",
        Name = "Penn State Worry Questionnaire",
        Rater = Rater.Self,
        ItemCount = 16,
        ItemRange = new(1, 5),
        ReverseItems = [1, 3, 8, 10, 11],
        TotalMin = 16,
        TotalMax = 80,
        BandSets =
        [
            new("severity", null, [new(16, 39, "low"), new(40, 59, "moderate"), new(60, 80, "high")], Verified: false),
        ],
        RecallDays = null,
        RecallText = "trait (\"in general\")",
        IsTrait = true,
        Licence = new(LicenceStatus.PublicDomain, MayShowText: true, "Its author, to CamCOPS, in 2015."),
        Loinc = LoincCodes.NotFound,
        Sources = [Sources.CamCops],
        FromMemory = ["recallText"],
    };
}
