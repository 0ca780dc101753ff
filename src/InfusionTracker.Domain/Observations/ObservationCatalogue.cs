namespace InfusionTracker.Domain.Observations;

/// <summary>The observations that this library knows.</summary>
public static class ObservationCatalogue
{
    /// <summary>URI of LOINC.</summary>
    public const string Loinc = "http://loinc.org";

    /// <summary>Blood pressure with its components <see cref="Systolic"/> and <see cref="Diastolic"/>.</summary>
    public const string BloodPressure = "85354-9";

    public const string Systolic = "8480-6";

    public const string Diastolic = "8462-4";

    private static readonly string[] Pressure = ["mm[Hg]", "kPa"];

    private static readonly string[] Mass = ["kg", "g", "[lb_av]", "[oz_av]"];

    private static readonly string[] Points = ["{score}", "1"];

    /// <summary>All observations, as a bedside chart lists them.</summary>
    public static IReadOnlyList<ObservationCode> All { get; } =
    [
        new()
        {
            Code = "8867-4",
            Display = "Heart rate",
            Unit = "/min",
            AcceptedUnits = ["/min", "{beats}/min"],
            Plausible = new(20, 300),
            Critical = new(40, 131),
        },
        new()
        {
            Code = BloodPressure,
            Display = "Blood pressure panel",
            Components = [Systolic, Diastolic],
        },
        new()
        {
            Code = Systolic,
            Display = "Systolic blood pressure",
            Unit = "mm[Hg]",
            AcceptedUnits = Pressure,
            Plausible = new(40, 300),
            Critical = new(90, 220),
        },
        new()
        {
            Code = Diastolic,
            Display = "Diastolic blood pressure",
            Unit = "mm[Hg]",
            AcceptedUnits = Pressure,
            Plausible = new(20, 200),
        },
        new()
        {
            // From the lowest diastolic to the highest systolic: a mean lies between the two.
            Code = "8478-0",
            Display = "Mean blood pressure",
            Unit = "mm[Hg]",
            AcceptedUnits = Pressure,
            Plausible = new(20, 300),
        },
        new()
        {
            // The FHIR R4 profile requires this code; that it was a pulse oximeter is the second coding's to say.
            Code = "2708-6",
            Display = "Oxygen saturation in arterial blood",
            OtherCodings = [new(Loinc, "59408-5", "Oxygen saturation in arterial blood by pulse oximetry")],
            Unit = "%",
            AcceptedUnits = ["%"],
            Plausible = new(50, 100),
            Critical = new(91, null),
        },
        new()
        {
            Code = "9279-1",
            Display = "Respiratory rate",
            Unit = "/min",
            AcceptedUnits = ["/min", "{breaths}/min"],
            Plausible = new(0, 80),
            Critical = new(8, 25),
        },
        new()
        {
            // 150 mm[Hg] of 760 is 19.7 %.
            Code = "19889-5",
            Display = "Carbon dioxide at end expiration, gas fraction",
            Unit = "%",
            AcceptedUnits = ["%"],
            Plausible = new(0, 20),
        },
        new()
        {
            Code = "19891-1",
            Display = "Carbon dioxide at end expiration, partial pressure",
            Unit = "mm[Hg]",
            AcceptedUnits = Pressure,
            Plausible = new(0, 150),
        },
        new()
        {
            Code = "8310-5",
            Display = "Body temperature",
            Unit = "Cel",
            AcceptedUnits = ["Cel", "[degF]", "K"],
            Plausible = new(25, 45),
            Critical = new(35.0m, null),
        },
        new()
        {
            Code = "29463-7",
            Display = "Body weight",
            Unit = "kg",
            AcceptedUnits = Mass,
            Plausible = new(20, 350),
        },
        new()
        {
            Code = "3141-9",
            Display = "Body weight, measured",
            Unit = "kg",
            AcceptedUnits = Mass,
            Plausible = new(20, 350),
        },
        new()
        {
            Code = "8302-2",
            Display = "Body height",
            Unit = "cm",
            AcceptedUnits = ["cm", "m", "mm", "[in_i]", "[ft_i]"],
            Plausible = new(100, 250),
        },
        new()
        {
            Code = "72514-3",
            Display = "Pain severity, 0-10 verbal numeric rating",
            Unit = "{score}",
            AcceptedUnits = Points,
            Plausible = new(0, 10),
            WholeNumber = true,
        },
        new()
        {
            Code = "9269-2",
            Display = "Glasgow coma score total",
            Unit = "{score}",
            AcceptedUnits = Points,
            Plausible = new(3, 15),
            WholeNumber = true,
        },
    ];

    private static readonly Dictionary<string, ObservationCode> ByCode =
        All.SelectMany(o => o.OtherCodings.Select(c => c.Code).Prepend(o.Code), (o, code) => (code, o))
            .ToDictionary(p => p.code, p => p.o, StringComparer.Ordinal);

    /// <summary>
    /// The observation of that code, exactly as written, or of which it is a second coding (59408-5 finds 2708-6); null
    /// where there is none.
    /// </summary>
    public static ObservationCode? Find(string code) => ByCode.GetValueOrDefault(code);
}
