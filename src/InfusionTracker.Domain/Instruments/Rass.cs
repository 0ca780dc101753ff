namespace InfusionTracker.Domain.Instruments;

internal static class Rass
{
    public static readonly Instrument Definition = new()
    {
        Code = "RASS",
        Name = "Richmond Agitation-Sedation Scale",
        Rater = Rater.Clinician,
        ItemCount = 1,
        ItemRange = new(-5, 4),
        TotalMin = -5,
        TotalMax = 4,
        Direction = Direction.State,
        Onset = OnsetUse.ChangeOnly,
        RecallDays = 0,
        RecallText = "now",
        Licence = new(LicenceStatus.PublishedScale, MayShowText: true, Verified: false),
        Loinc = LoincCodes.NotFound with { Note = LoincCodes.NotFound.Note + " 54632-5 is no RASS; it asks about acute change of mental status (CAM)." },
        Sources = ["Sessler 2002, by Wikipedia"],
        Notes = ["0 is alert and calm: both ends are away from it."],
    };
}
