using System.Text.Json;
using System.Text.Json.Serialization;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Series;

/// <summary>Writes the points of a series member by member, since an answer holds hundreds of them, and the general way asks much about each.</summary>
internal sealed class SeriesPointWriter : JsonConverter<SeriesPoint>
{
    public override SeriesPoint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A series is written and never read.");

    public override void Write(Utf8JsonWriter writer, SeriesPoint value, JsonSerializerOptions options)
    {
        Span<byte> observedAt = stackalloc byte[Times.MaxLength];
        writer.WriteStartObject();
        writer.WriteNumber("elapsedMinutes"u8, value.ElapsedMinutes);
        writer.WriteString("observedAt"u8, observedAt[..Times.Write(value.ObservedAt.ToDateTimeUtc(), observedAt)]);
        writer.WriteNumber("value"u8, value.Value);
        writer.WriteNumber("valueAsGiven"u8, value.ValueAsGiven);
        writer.WriteString("unitAsGiven"u8, value.UnitAsGiven);
        writer.WriteString("interpretation"u8, value.Interpretation);
        writer.WriteString("observationId"u8, value.ObservationId);
        writer.WriteEndObject();
    }
}
