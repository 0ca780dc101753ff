namespace InfusionTracker.Domain.Observations.Catalogue;

/// <summary>How far away the patient is.</summary>
internal static class Dissociation
{
    public static IReadOnlyList<ObservationCode> All { get; } =
    [
        Scale.OfPoints("dissociation", "Dissociation right now, 0 (none) to 10 (complete)", ObservationCategory.Survey,
            new("A bedside rating of this house's own, validated nowhere; for a validated one record CADSS as a score", Verified: false), 0, 10) with
        {
            System = ObservationCatalogue.Local,
        },
        Scale.OfPoints("cadss-6-total", "CADSS-6 total", ObservationCategory.Survey,
            new("Rodrigues 2021, J Affect Disord 282:160-164, for the six items; 0 to 4 for each was not verified; no LOINC", Verified: false), 0, 24) with
        {
            System = ObservationCatalogue.Local,
        },
    ];
}
