namespace InfusionTracker.Domain.Observations.Catalogue;

/// <summary>
/// How strong a side effect is at a time, so that its course can be followed. What has to be reported as an adverse event
/// is recorded as one besides.
/// </summary>
internal static class SideEffects
{
    private const string Severity = "Severity as FHIR AdverseEvent.severity and CTCAE grades 1 to 3 name it";

    private static readonly ScaleLevel[] Severities = [new(0, "None"), new(1, "Mild"), new(2, "Moderate"), new(3, "Severe")];

    public static IReadOnlyList<ObservationCode> All { get; } =
    [
        Coded("nausea", "Nausea", "422587007"),
        Coded("vomiting", "Vomiting", "422400008"),
        Coded("dizziness", "Dizziness", "404640003"),
        Coded("vertigo", "Vertigo", "399153001"),
        Coded("headache", "Headache", "25064002"),
        Coded("anxiety", "Anxiety", "48694002"),
        Uncoded("blurred-vision", "Blurred vision"),
        Uncoded("diplopia", "Double vision"),
        Uncoded("hallucination", "Hallucination"),
    ];

    private static ObservationCode Coded(string code, string display, string snomed) =>
        SideEffect(code, display, new($"{Severity}; SNOMED CT by a public concept map", Verified: true)) with
        {
            OtherCodings = [new(ObservationCatalogue.SnomedCt, snomed, display)],
        };

    private static ObservationCode Uncoded(string code, string display) =>
        SideEffect(code, display, new($"{Severity}; its code in SNOMED CT was not verified and is left out", Verified: true));

    private static ObservationCode SideEffect(string code, string display, Origin origin) =>
        Scale.OfLevels(code, display, ObservationCategory.Survey, origin, Severities) with { System = ObservationCatalogue.Local };
}
