namespace InfusionTracker.Domain.Observations.Catalogue;

/// <summary>Pain, 0 to 10.</summary>
internal static class Pain
{
    public static IReadOnlyList<ObservationCode> All { get; } =
    [
        Scale.OfPoints("72514-3", "Pain severity, 0-10 verbal numeric rating", ObservationCategory.Survey, new("LOINC", Verified: true), 0, 10),
        Scale.OfPoints("38208-5", "Pain severity, reported", ObservationCategory.Survey,
            new("LOINC for the code, which says nothing of a range; 0 to 10 is custom", Verified: false), 0, 10),
    ];
}
