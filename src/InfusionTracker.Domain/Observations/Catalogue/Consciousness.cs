namespace InfusionTracker.Domain.Observations.Catalogue;

/// <summary>How awake the patient is, and how well oriented.</summary>
internal static class Consciousness
{
    private static readonly Origin Stop = new(
        "Stopping at a loss of response is customary; the limit was not read in a published source", Verified: false);

    public static IReadOnlyList<ObservationCode> All { get; } =
    [
        // LOINC's own answers to this term were not read; these are the five of NEWS2. All but the first score 3 there,
        // which anyone dissociated under ketamine would: limits are left to where nobody answers to a voice.
        Scale.OfLevels("80288-4", "Level of consciousness", ObservationCategory.Exam,
            new("LOINC for the code; levels as NEWS2 names them (ACVPU)", Verified: true),
            [
                new(0, "Alert"),
                new(1, "New confusion"),
                new(2, "Responds to voice"),
                new(3, "Responds to pain"),
                new(4, "Unresponsive"),
            ]) with
        {
            Critical = new(null, 3),
            CriticalOrigin = new("NEWS2 scores 3 from 1 on, which dissociation always reaches; raised to 3 here", Verified: false),
        },
        Scale.OfPoints("9269-2", "Glasgow coma score total", ObservationCategory.Exam, new("LOINC", Verified: true), 3, 15),
        Scale.OfLevels("105043-4", "Sedation level (Ramsay)", ObservationCategory.Exam,
            new("LOINC 105043-4, of panel 105042-6, with its answer list LL6642-4", Verified: true),
            [
                Ramsay(1, "LA34208-1", "Awake, agitated or restless or both"),
                Ramsay(2, "LA34209-9", "Awake, cooperative, oriented and tranquil"),
                Ramsay(3, "LA34210-7", "Awake, responds to commands only"),
                Ramsay(4, "LA34211-5", "Asleep, brisk response"),
                Ramsay(5, "LA34212-3", "Asleep, sluggish response"),
                Ramsay(6, "LA34213-1", "Asleep, no response"),
            ]),
        Scale.OfLevels("moaa-s", "Alertness and sedation (MOAA/S)", ObservationCategory.Exam,
            new("BMC Anesthesiol s12871-022-01788-1, table 2 (the form that ends with a squeeze of the trapezius); no LOINC", Verified: true),
            [
                new(0, "No response to a painful squeeze"),
                new(1, "Responds to a painful squeeze only"),
                new(2, "Responds to prodding or shaking"),
                new(3, "Responds to a loud or repeated name"),
                new(4, "Lethargic response to name"),
                new(5, "Responds readily to name"),
            ]) with
        {
            System = ObservationCatalogue.Local,
            Critical = new(2, null),
            CriticalOrigin = Stop,
        },
        Scale.OfLevels("rass", "Agitation and sedation (RASS)", ObservationCategory.Exam,
            new("Sessler 2002, by Wikipedia; no LOINC (54632-5 is another thing)", Verified: true),
            [
                new(-5, "Unarousable"),
                new(-4, "Deep sedation"),
                new(-3, "Moderate sedation"),
                new(-2, "Light sedation"),
                new(-1, "Drowsy"),
                new(0, "Alert and calm"),
                new(1, "Restless"),
                new(2, "Agitated"),
                new(3, "Very agitated"),
                new(4, "Combative"),
            ]) with
        {
            System = ObservationCatalogue.Local,
        },
        Scale.OfLevels("orientation", "Orientation to person, place, time and situation", ObservationCategory.Exam,
            new("Bedside custom: how many of the four the patient knows; not read in a published source", Verified: false),
            [
                new(0, "To none"),
                new(1, "To one of four"),
                new(2, "To two of four"),
                new(3, "To three of four"),
                new(4, "To person, place, time and situation"),
            ]) with
        {
            System = ObservationCatalogue.Local,
        },
    ];

    private static ScaleLevel Ramsay(int value, string code, string display) => new(value, display, new(ObservationCatalogue.Loinc, code, display));
}
