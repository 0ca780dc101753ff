using System.Text.Json;
using System.Text.Json.Serialization;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Series;

/// <summary>Writes the points of a series member by member, since an answer holds hundreds of them, and the general way asks much about each.</summary>
internal sealed class SeriesPointWriter : JsonConverter<SeriesPoint>
{
    private static readonly JsonEncodedText ElapsedMinutes = JsonEncodedText.Encode("elapsedMinutes");
    private static readonly JsonEncodedText ObservedAt = JsonEncodedText.Encode("observedAt");
    private static readonly JsonEncodedText Value = JsonEncodedText.Encode("value");
    private static readonly JsonEncodedText ValueAsGiven = JsonEncodedText.Encode("valueAsGiven");
    private static readonly JsonEncodedText UnitAsGiven = JsonEncodedText.Encode("unitAsGiven");
    private static readonly JsonEncodedText Interpretation = JsonEncodedText.Encode("interpretation");
    private static readonly JsonEncodedText ObservationId = JsonEncodedText.Encode("observationId");

    public override SeriesPoint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A series is written and never read.");

    public override void Write(Utf8JsonWriter writer, SeriesPoint value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber(ElapsedMinutes, value.ElapsedMinutes);
        writer.Write(ObservedAt, value.ObservedAt);
        writer.WriteNumber(Value, value.Value);
        writer.WriteNumber(ValueAsGiven, value.ValueAsGiven);
        writer.WriteString(UnitAsGiven, value.UnitAsGiven);
        writer.WriteString(Interpretation, value.Interpretation);
        writer.WriteString(ObservationId, value.ObservationId);
        writer.WriteEndObject();
    }
}
