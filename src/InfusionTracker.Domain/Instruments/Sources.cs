namespace InfusionTracker.Domain.Instruments;

/// <summary>Sources that many instruments share.</summary>
internal static class Sources
{
    public const string CamCops = "CamCOPS e9e7dc0 (github.com/RudolfCardinal/camcops): docs/source/tasks, server/camcops_server/tasks";
    public const string Clincalc = "clincalc 46db830, src/calculators";
    public const string Loinc = "LOINC component table, mid-2020 (release 2.68)";
}
