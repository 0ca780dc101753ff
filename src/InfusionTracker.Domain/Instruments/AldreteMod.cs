namespace InfusionTracker.Domain.Instruments;

internal static class AldreteMod
{
    public static readonly Instrument Definition = new()
    {
        Code = "ALDRETE_MOD",
        Name = "Modified Aldrete recovery score",
        Aliases = ["Aldrete"],
        Rater = Rater.Clinician,
        ItemCount = 5,
        ItemRange = new(0, 2),
        TotalMin = 0,
        TotalMax = 10,
        Direction = Direction.HigherIsBetter,
        BandSets =
        [
            new("readiness", null, [new(0, 8, "not ready"), new(9, 10, "ready by score")], Verified: false),
        ],
        RecallDays = 0,
        RecallText = "now",
        Versions =
        [
            new("circulation-mmhg", "Circulation by 20 and 50 mm[Hg] from the pressure before."),
            new("circulation-percent", "Circulation by 20 and 50 % from the pressure before."),
        ],
        Licence = new(LicenceStatus.PublishedScale, MayShowText: true, Verified: false),
        Loinc = LoincCodes.NotFound,
        Sources = ["World J Gastroenterol v21 i12 3671, table 2", "asja.springeropen.com s42077-022-00234-1, table 5", "omicsonline.org 2155-6148-5-480, table 1"],
        Notes = ["One published form lets 8 be enough, with 2 in respiration and saturation."],
    };
}
