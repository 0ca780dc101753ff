namespace InfusionTracker.Domain.Instruments;

/// <summary>The instruments that this library knows. A new one is its own file and its line here; a test finds forgotten lines.</summary>
public static class InstrumentCatalogue
{
    /// <summary>All instruments, by code.</summary>
    public static IReadOnlyList<Instrument> All { get; } =
    [
        AldreteMod.Definition,
        Bai.Definition,
        BprsPos4.Definition,
        Cadss23.Definition,
        Cadss6.Definition,
        Caps5.Definition,
        Cgii.Definition,
        Cgis.Definition,
        CssrsScreen.Definition,
        Eq5d5l.Definition,
        Gad2.Definition,
        Gad7.Definition,
        Hama.Definition,
        Hamd17.Definition,
        Iesr.Definition,
        Lsas.Definition,
        Madrs.Definition,
        Moaas.Definition,
        Nrspain.Definition,
        Pcl5.Definition,
        Pdss.Definition,
        Phq2.Definition,
        Phq9.Definition,
        Pswq.Definition,
        Qidssr16.Definition,
        Ramsay.Definition,
        Rass.Definition,
        Spin.Definition,
        Vasanx.Definition,
        Who5.Definition,
    ];

    private static readonly Dictionary<string, Instrument> ByCode =
        All.ToDictionary(i => i.Code, StringComparer.Ordinal);

    /// <summary>The instrument of that code, exactly as written; null where there is none.</summary>
    public static Instrument? Find(string code) => ByCode.GetValueOrDefault(code);
}
