using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace InfusionTracker.Api.Demonstration;

/// <summary>What the invented cohort is made of: <c>db/synthetic/cohort.json</c>, which is part of this build.</summary>
public sealed record CohortDesign
{
    public required string About { get; init; }

    /// <summary>Everything that looks like chance follows from this number.</summary>
    public required ulong Seed { get; init; }

    /// <summary>First infusions are spread over so many days before the reference time.</summary>
    public required int DaysBeforeNow { get; init; }

    public required IReadOnlyList<ClinicDesign> Clinics { get; init; }

    public required IReadOnlyList<IndicationDesign> Indications { get; init; }

    public required IReadOnlyList<ProtocolDesign> Protocols { get; init; }

    public required IReadOnlyList<CourseDesign> Courses { get; init; }

    /// <summary>Days between the first infusion, which is followed up alone, and the second.</summary>
    public required int FirstFollowUpDays { get; init; }

    /// <summary>Days between later infusions.</summary>
    public required int DaysBetweenSessions { get; init; }

    public required IReadOnlyList<VisitDesign> Visits { get; init; }

    public required IReadOnlyList<AdverseEventDesign> AdverseEvents { get; init; }

    /// <summary>Share of patients in whom nothing does much.</summary>
    public required double NoResponder { get; init; }

    /// <summary>Chance that a patient is lost some time after a session.</summary>
    public required double DropoutAfterSession { get; init; }

    /// <summary>Chance that a planned session is called off.</summary>
    public required double Cancelled { get; init; }

    /// <summary>Chance that an infusion is broken off.</summary>
    public required double StoppedEarly { get; init; }

    /// <summary>Chance that an infusion is paused for a while; it is typed in after the stop.</summary>
    public required double Interrupted { get; init; }

    /// <summary>Chance that nobody rated the patient before the dose.</summary>
    public required double NoBaseline { get; init; }

    /// <summary>Chance that the last readings of a session are typed in days later.</summary>
    public required double LateReadings { get; init; }

    public required double CorrectedReading { get; init; }

    public required double RetractedReading { get; init; }

    public required double CorrectedScore { get; init; }

    public required double RetractedScore { get; init; }

    public required double CorrectedRate { get; init; }

    /// <summary>Chance that a session was planned twice by error; the second one is retracted.</summary>
    public required double SessionEnteredTwice { get; init; }

    /// <summary>The design of this build.</summary>
    public static CohortDesign Load()
    {
        using var stream = typeof(CohortDesign).Assembly.GetManifestResourceStream("db/synthetic/cohort.json")!;
        return JsonSerializer.Deserialize(stream, CohortJson.Default.CohortDesign)!;
    }
}

/// <param name="Name">Name of the clinic.</param>
/// <param name="TimeZone">IANA time zone.</param>
/// <param name="Prefix">What its patients' numbers begin with.</param>
/// <param name="Patients">How many patients it has.</param>
/// <param name="RateUnit">UCUM unit that its pumps tell.</param>
public sealed record ClinicDesign(string Name, string TimeZone, string Prefix, int Patients, string RateUnit);

/// <param name="Code">Code of the indication.</param>
/// <param name="Weight">How frequent it is among all.</param>
/// <param name="Instrument">What a clinician rates.</param>
/// <param name="Baseline">Totals before treatment.</param>
/// <param name="Slowness">How many times longer the effect takes to set in.</param>
/// <param name="Questionnaire">What the patient fills in.</param>
public sealed record IndicationDesign(
    string Code, double Weight, string Instrument, Spread Baseline, double Slowness, QuestionnaireDesign Questionnaire);

/// <param name="Mean">Mean total.</param>
/// <param name="Sd">Standard deviation.</param>
public sealed record Spread(double Mean, double Sd);

/// <param name="Instrument">Code of the instrument.</param>
/// <param name="Mean">Mean total before treatment.</param>
/// <param name="Sd">Its standard deviation.</param>
/// <param name="Form">Form of the instrument; null for the standard one.</param>
/// <param name="Seldom">Items that hardly anybody answers with more than 0.</param>
public sealed record QuestionnaireDesign(string Instrument, double Mean, double Sd, string? Form = null, IReadOnlyList<int>? Seldom = null);

/// <param name="Code">Code of the protocol.</param>
/// <param name="Medication">What is given.</param>
/// <param name="DoseMgPerKg">Dose, mg per kg of body weight.</param>
/// <param name="Minutes">Duration of the infusion.</param>
/// <param name="Weight">How many patients get it among all.</param>
/// <param name="Strength">Share of the symptoms that is gone at the most.</param>
/// <param name="HalfOnsetMinutes">After how long half of the effect has set in.</param>
/// <param name="HalfLossDays">After how long half of the effect is lost.</param>
/// <param name="Dissociation">CADSS-6 at its height.</param>
/// <param name="Sedation">Points of the MOAA/S lost at the most.</param>
/// <param name="Pressure">Rise of the systolic pressure at its height, mm[Hg].</param>
/// <param name="Pulse">Rise of the heart rate at its height, per minute.</param>
/// <param name="Adverse">Factor on the chance of adverse events.</param>
/// <param name="Definition">What the clinics ask for around the infusion, as they send it; null where they define nothing.</param>
public sealed record ProtocolDesign(
    string Code, string Medication, decimal DoseMgPerKg, int Minutes, double Weight, double Strength, double HalfOnsetMinutes,
    double HalfLossDays, double Dissociation, double Sedation, double Pressure, double Pulse, double Adverse,
    JsonObject? Definition = null);

/// <param name="Sessions">Infusions of the course.</param>
/// <param name="Weight">How frequent it is among all.</param>
public sealed record CourseDesign(int Sessions, double Weight);

/// <param name="Minutes">Time after the start of the infusion.</param>
/// <param name="Spread">By how many minutes it may be missed.</param>
/// <param name="Missed">Chance that the patient does not come.</param>
/// <param name="Recall">What the rater asks about; null for what the form asks.</param>
public sealed record VisitDesign(int Minutes, int Spread, double Missed, string? Recall = null);

/// <param name="Snomed">SNOMED CT code.</param>
/// <param name="Name">What it is, for people.</param>
/// <param name="Chance">Chance in a session.</param>
public sealed record AdverseEventDesign(string Snomed, string Name, double Chance);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CohortDesign))]
internal sealed partial class CohortJson : JsonSerializerContext;
