namespace InfusionTracker.Domain.Instruments;

internal static class Moaas
{
    public static readonly Instrument Definition = new()
    {
        Code = "MOAAS",
        Name = "Modified Observer's Assessment of Alertness/Sedation",
        Aliases = ["MOAA/S"],
        Rater = Rater.Clinician,
        ItemCount = 1,
        ItemRange = new(0, 5),
        TotalMin = 0,
        TotalMax = 5,
        Direction = Direction.State,
        Onset = OnsetUse.ChangeOnly,
        RecallDays = 0,
        RecallText = "now",
        Versions =
        [
            new("trapezius-squeeze", "0 is no response to a painful squeeze of the trapezius, 1 a response to it only."),
            new("mild-prodding", "1 is no response to mild prodding, 0 no response to pain."),
        ],
        StandardVersion = "trapezius-squeeze",
        Licence = new(LicenceStatus.PublishedScale, MayShowText: true, Verified: false),
        Loinc = LoincCodes.NotFound,
        Sources = ["BMC Anesthesiol s12871-022-01788-1, table 2", "thorax.bmj.com, MOAA/S table"],
    };
}
