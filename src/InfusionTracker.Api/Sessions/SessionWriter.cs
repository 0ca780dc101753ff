using System.Text.Json;
using System.Text.Json.Serialization;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Sessions;

/// <summary>Writes sessions member by member: a page of the history holds up to 500 of them.</summary>
internal sealed class SessionWriter : JsonConverter<Session>
{
    private static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText Version = JsonEncodedText.Encode("version");
    private static readonly JsonEncodedText Status = JsonEncodedText.Encode("status");
    private static readonly JsonEncodedText PatientId = JsonEncodedText.Encode("patientId");
    private static readonly JsonEncodedText Indication = JsonEncodedText.Encode("indication");
    private static readonly JsonEncodedText Medication = JsonEncodedText.Encode("medication");
    private static readonly JsonEncodedText Route = JsonEncodedText.Encode("route");
    private static readonly JsonEncodedText Protocol = JsonEncodedText.Encode("protocol");
    private static readonly JsonEncodedText WeightKg = JsonEncodedText.Encode("weightKg");
    private static readonly JsonEncodedText PlannedDoseMgPerKg = JsonEncodedText.Encode("plannedDoseMgPerKg");
    private static readonly JsonEncodedText PlannedDuration = JsonEncodedText.Encode("plannedDuration");
    private static readonly JsonEncodedText ScheduledAt = JsonEncodedText.Encode("scheduledAt");
    private static readonly JsonEncodedText DeclaredEnd = JsonEncodedText.Encode("declaredEnd");
    private static readonly JsonEncodedText StartedAt = JsonEncodedText.Encode("startedAt");
    private static readonly JsonEncodedText EndedAt = JsonEncodedText.Encode("endedAt");
    private static readonly JsonEncodedText ReenteredAs = JsonEncodedText.Encode("reenteredAs");
    private static readonly JsonEncodedText Identifiers = JsonEncodedText.Encode("identifiers");
    private static readonly JsonEncodedText Encounter = JsonEncodedText.Encode("encounter");
    private static readonly JsonEncodedText InfusionEvents = JsonEncodedText.Encode("infusionEvents");
    private static readonly JsonEncodedText Observations = JsonEncodedText.Encode("observations");
    private static readonly JsonEncodedText AdverseEvents = JsonEncodedText.Encode("adverseEvents");
    private static readonly JsonEncodedText Wastage = JsonEncodedText.Encode("wastage");
    private static readonly JsonEncodedText RecordedAt = JsonEncodedText.Encode("recordedAt");
    private static readonly JsonEncodedText RecordedBy = JsonEncodedText.Encode("recordedBy");
    private static readonly JsonEncodedText Reason = JsonEncodedText.Encode("reason");

    public override Session Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A session is written and never read.");

    public override void Write(Utf8JsonWriter writer, Session value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString(Id, value.Id);
        writer.WriteNumber(Version, value.Version);
        writer.WriteString(Status, value.Status);
        writer.WriteString(PatientId, value.PatientId);
        writer.WriteString(Indication, value.Indication);
        writer.WriteString(Medication, value.Medication);
        writer.WriteString(Route, value.Route);
        writer.WriteString(Protocol, value.Protocol);
        writer.Write(WeightKg, value.WeightKg);
        writer.Write(PlannedDoseMgPerKg, value.PlannedDoseMgPerKg);
        writer.Write(PlannedDuration, value.PlannedDuration);
        writer.Write(ScheduledAt, value.ScheduledAt);
        writer.WriteString(DeclaredEnd, value.DeclaredEnd);
        writer.Write(StartedAt, value.StartedAt);
        writer.Write(EndedAt, value.EndedAt);
        writer.Write(ReenteredAs, value.ReenteredAs);
        writer.Write(Identifiers, value.Identifiers);
        writer.Write(Encounter, value.Encounter);
        writer.WriteIfAny(InfusionEvents, value.InfusionEvents);
        writer.WriteIfAny(Observations, value.Observations);
        writer.WriteIfAny(AdverseEvents, value.AdverseEvents);
        writer.WriteIfAny(Wastage, value.Wastage);
        writer.Write(RecordedAt, value.RecordedAt);
        writer.Write(RecordedBy, value.RecordedBy);
        writer.WriteString(Reason, value.Reason);
        writer.WriteEndObject();
    }
}
