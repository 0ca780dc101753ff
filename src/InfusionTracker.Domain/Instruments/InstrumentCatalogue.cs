namespace InfusionTracker.Domain.Instruments;

/// <summary>The instruments that this library knows. A new one is its own file and its line here; a test finds forgotten lines.</summary>
public static class InstrumentCatalogue
{
    /// <summary>All instruments, by code.</summary>
    public static IReadOnlyList<Instrument> All { get; } =
    [
        Cadss6.Definition,
        Gad7.Definition,
        Hama.Definition,
        Lsas.Definition,
        Madrs.Definition,
        Moaas.Definition,
        Pcl5.Definition,
        Phq9.Definition,
        Vasanx.Definition,
    ];

    private static readonly Dictionary<string, Instrument> ByCode =
        All.ToDictionary(i => i.Code, StringComparer.Ordinal);

    /// <summary>The instrument of that code, exactly as written; null where there is none.</summary>
    public static Instrument? Find(string code) => ByCode.GetValueOrDefault(code);
}
