namespace InfusionTracker.Domain.Observations.Catalogue;

/// <summary>Weight and height.</summary>
internal static class BodyMeasures
{
    private static readonly string[] Mass = ["kg", "g", "[lb_av]", "[oz_av]", "[stone_av]"];

    private static readonly string[] Length = ["cm", "m", "mm", "[in_i]", "[ft_i]"];

    public static IReadOnlyList<ObservationCode> All { get; } =
    [
        Measure("29463-7", "Body weight", Mass, new(20, 350)),
        Measure("3141-9", "Body weight, measured", Mass, new(20, 350)),
        Measure("8302-2", "Body height", Length, new(100, 250)),
    ];

    private static ObservationCode Measure(string code, string display, string[] units, PlausibleRange plausible) => new()
    {
        Code = code,
        Display = display,
        Category = ObservationCategory.VitalSigns,
        Origin = new("LOINC; FHIR R4 vital-signs profile", Verified: true),
        Unit = units[0],
        AcceptedUnits = units,
        Plausible = plausible,
        PlausibleOrigin = Origins.Engineering,
    };
}
