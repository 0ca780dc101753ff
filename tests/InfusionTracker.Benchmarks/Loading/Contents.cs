namespace InfusionTracker.Benchmarks.Loading;

/// <summary>What is loaded, by number: invented, the same in every run, and such as the service would have accepted.</summary>
public static class Contents
{
    public const string Performer = "rn-17";
    public const string Medication = "ketamine";
    public const string Route = "intravenous";
    public const int MinutesInfused = 40;
    public const decimal WeightKg = 70;
    public const decimal PlannedDoseMgPerKg = 0.5m;
    public const decimal RateMgPerHour = 52.5m;
    public const int ObservationsPerSession = 100;

    /// <summary>The instrument of the onset of single sessions, which the cohort does without.</summary>
    public const string SessionInstrument = "HAMA";

    /// <summary>The instrument of the cohort.</summary>
    public const string CohortInstrument = "VASANX";

    private static readonly DateTime Begin = new(2020, 1, 6, 8, 0, 0, DateTimeKind.Utc);

    private static readonly string[] Indications =
        ["generalized-anxiety-disorder", "panic-disorder", "social-anxiety-disorder", "treatment-resistant-depression"];

    private static readonly string[] Protocols = ["iv-0.5-mg-kg-40-min", "iv-1.0-mg-kg-40-min", "midazolam"];

    private static readonly (string Code, string Unit, decimal Low, int Steps, decimal Step)[] Signs =
        [("8867-4", "/min", 60, 40, 1), ("9279-1", "/min", 10, 10, 1), ("2708-6", "%", 94, 6, 1), ("8310-5", "Cel", 36.2m, 12, 0.1m)];

    private static readonly TimeSpan[] SessionScores =
        [-Days(1), -Minutes(30), Minutes(38), Minutes(120), Minutes(240), Days(1), Days(2), Days(5)];

    private static readonly TimeSpan[] CohortScores =
        [-Days(1), -Minutes(30), Minutes(38), Minutes(120), Minutes(240), Days(1), Days(2), Days(3), Days(7), Days(10)];

    /// <summary>Two sessions a patient, a week apart.</summary>
    public static int PatientOf(int session) => session / 2;

    /// <summary>Start of a session.</summary>
    public static DateTime StartOf(int session) => Begin + Minutes(4.0 * session) + (session % 2 == 0 ? TimeSpan.Zero : Days(7));

    /// <summary>Start of the only session of a patient of the cohort.</summary>
    public static DateTime StartInCohort(int patient) => Begin + Minutes(20.0 * patient);

    public static DateOnly BirthOf(int patient) => new DateOnly(1950, 1, 1).AddDays((int)(Spread(patient) % 18_000));

    public static string SexOf(int patient) => Spread(patient) % 5 < 3 ? "female" : "male";

    public static string IndicationOf(int session) => Indications[Spread(session) % 4];

    public static string ProtocolOf(int session) => Protocols[Spread(session + 7) % 3];

    /// <summary>One of the observations of a session: every two minutes, four signs.</summary>
    public static (string Code, string Unit, decimal Value, TimeSpan After) Observation(int session, int index)
    {
        var (code, unit, low, steps, step) = Signs[index % Signs.Length];
        return (code, unit, low + (step * (Spread((session * 101) + index) % steps)), Minutes(index / Signs.Length * 2));
    }

    /// <summary>Scores around one session: when, and how much.</summary>
    public static IEnumerable<(TimeSpan After, decimal Total)> ScoresOf(int session) => Scores(session, SessionScores, before: 30, after: 16, within: 12);

    /// <summary>Scores of one patient of the cohort.</summary>
    public static IEnumerable<(TimeSpan After, decimal Total)> ScoresInCohort(int patient) => Scores(patient, CohortScores, before: 75, after: 40, within: 50);

    private static IEnumerable<(TimeSpan After, decimal Total)> Scores(int number, TimeSpan[] offsets, int before, int after, int within)
    {
        for (var i = 0; i < offsets.Length; i++)
        {
            var (late, drawn) = (Spread((number * 31) + i) % 480, (Spread((number * 37) + i + 5) % within) - (within / 2));
            yield return (offsets[i] + TimeSpan.FromSeconds(late), Math.Clamp((offsets[i] < TimeSpan.Zero ? before : after) + drawn, 0, 100));
        }
    }

    /// <summary>A number that looks drawn, and is the same every time.</summary>
    private static int Spread(int number)
    {
        var mixed = ((uint)number + 0x9E3779B9u) * 0x85EBCA6Bu;
        mixed = (mixed ^ (mixed >> 13)) * 0xC2B2AE35u;
        return (int)((mixed ^ (mixed >> 16)) & 0x7FFFFFFF);
    }

    private static TimeSpan Days(double days) => TimeSpan.FromDays(days);

    private static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);
}
