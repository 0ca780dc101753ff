using InfusionTracker.Domain.Observations.Catalogue;

namespace InfusionTracker.Domain.Observations;

/// <summary>The observations that this library knows.</summary>
public static class ObservationCatalogue
{
    /// <summary>URI of LOINC.</summary>
    public const string Loinc = "http://loinc.org";

    /// <summary>URI of SNOMED CT.</summary>
    public const string SnomedCt = "http://snomed.info/sct";

    /// <summary>URI of the codes of this catalogue's own, for what LOINC has no code for. It never changes.</summary>
    public const string Local = "urn:infusion-tracker:observation";

    /// <summary>Blood pressure with its components <see cref="Systolic"/> and <see cref="Diastolic"/>.</summary>
    public const string BloodPressure = "85354-9";

    public const string Systolic = "8480-6";

    public const string Diastolic = "8462-4";

    /// <summary>All observations, as a bedside chart lists them.</summary>
    public static IReadOnlyList<ObservationCode> All { get; } =
        [.. VitalSigns.All, .. BodyMeasures.All, .. Consciousness.All, .. Dissociation.All, .. Pain.All, .. SideEffects.All];

    private static readonly Dictionary<string, ObservationCode> ByCode =
        All.SelectMany(o => o.OtherCodings.Select(c => c.Code).Prepend(o.Code), (o, code) => (code, o))
            .ToDictionary(p => p.code, p => p.o, StringComparer.Ordinal);

    /// <summary>
    /// The observation of that code, exactly as written, or of which it is a second coding (59408-5 finds 2708-6); null
    /// where there is none.
    /// </summary>
    public static ObservationCode? Find(string code) => ByCode.GetValueOrDefault(code);
}
