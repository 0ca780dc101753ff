namespace InfusionTracker.Domain.Observations.Catalogue;

/// <summary>What monitors and cuffs measure.</summary>
internal static class VitalSigns
{
    private static readonly string[] Pressure = ["mm[Hg]", "kPa", "cm[H2O]", "mbar"];

    /// <summary>NEWS2 is not made for ketamine, but no other single-value limits are published.</summary>
    private static readonly Origin News2 = new("NEWS2 (Royal College of Physicians): a single value that scores 3", Verified: true);

    private static readonly Origin Profile = new("LOINC; FHIR R4 vital-signs profile", Verified: true);

    private static readonly Origin Name = new("LOINC", Verified: true);

    public static IReadOnlyList<ObservationCode> All { get; } =
    [
        Sign("8867-4", "Heart rate", Profile, ["/min", "{beats}/min", "1/min", "/s", "Hz", "/h"], new(20, 300)) with
        {
            Critical = new(40, 131),
            CriticalOrigin = News2,
        },
        new()
        {
            Code = ObservationCatalogue.BloodPressure,
            Display = "Blood pressure panel",
            Category = ObservationCategory.VitalSigns,
            Origin = Profile,
            Components = [ObservationCatalogue.Systolic, ObservationCatalogue.Diastolic],
        },
        Sign(ObservationCatalogue.Systolic, "Systolic blood pressure", Profile, Pressure, new(40, 300)) with
        {
            Critical = new(90, 220),
            CriticalOrigin = News2,
        },
        Sign(ObservationCatalogue.Diastolic, "Diastolic blood pressure", Profile, Pressure, new(20, 200)),

        // From the lowest diastolic to the highest systolic: a mean lies between the two.
        Sign("8478-0", "Mean blood pressure", Name, Pressure, new(20, 300)),

        // The FHIR R4 profile requires this code; that it was a pulse oximeter is the second coding's to say. A fraction of
        // 1 is not accepted: 0.98 could as well be a slip.
        Sign("2708-6", "Oxygen saturation in arterial blood", Profile, ["%"], new(50, 100)) with
        {
            OtherCodings = [new(ObservationCatalogue.Loinc, "59408-5", "Oxygen saturation in arterial blood by pulse oximetry")],
            Critical = new(91, null),
            CriticalOrigin = News2 with { Source = News2.Source + ", SpO2 scale 1" },
        },
        Sign("9279-1", "Respiratory rate", Profile, ["/min", "{breaths}/min", "1/min", "/s", "Hz", "/h"], new(0, 80)) with
        {
            Critical = new(8, 25),
            CriticalOrigin = News2,
        },

        // 150 mm[Hg] of 760 is 19.7 %.
        Sign("19889-5", "Carbon dioxide at end expiration, gas fraction", Name, ["%"], new(0, 20)),
        Sign("19891-1", "Carbon dioxide at end expiration, partial pressure", Name, Pressure, new(0, 150)),

        // Fever scores 2 at most in NEWS2, so that only cold is critical.
        Sign("8310-5", "Body temperature", Profile, ["Cel", "[degF]", "K"], new(25, 45)) with
        {
            Critical = new(35.0m, null),
            CriticalOrigin = News2,
        },
    ];

    private static ObservationCode Sign(string code, string display, Origin origin, string[] units, PlausibleRange plausible) => new()
    {
        Code = code,
        Display = display,
        Category = ObservationCategory.VitalSigns,
        Origin = origin,
        Unit = units[0],
        AcceptedUnits = units,
        Plausible = plausible,
        PlausibleOrigin = Origins.Engineering,
    };
}
