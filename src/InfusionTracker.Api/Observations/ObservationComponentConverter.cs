using System.Text.Json;
using System.Text.Json.Serialization;

namespace InfusionTracker.Api.Observations;

/// <summary>
/// Reads and writes the parts of panels member by member: a series reads them by the hundred, and what the general way
/// asks about each member took three times as long.
/// </summary>
internal sealed class ObservationComponentConverter : JsonConverter<ObservationComponent>
{
    private static readonly JsonEncodedText Code = JsonEncodedText.Encode("code");
    private static readonly JsonEncodedText Value = JsonEncodedText.Encode("value");
    private static readonly JsonEncodedText Unit = JsonEncodedText.Encode("unit");
    private static readonly JsonEncodedText CanonicalValue = JsonEncodedText.Encode("canonicalValue");
    private static readonly JsonEncodedText CanonicalUnit = JsonEncodedText.Encode("canonicalUnit");
    private static readonly JsonEncodedText Interpretation = JsonEncodedText.Encode("interpretation");

    /// <summary>Reads what the service has stored itself.</summary>
    public override ObservationComponent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? code = null, unit = null, canonicalUnit = null, interpretation = null;
        decimal value = 0, canonicalValue = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("code"u8))
            {
                code = Text(ref reader);
            }
            else if (reader.ValueTextEquals("value"u8))
            {
                value = Number(ref reader);
            }
            else if (reader.ValueTextEquals("unit"u8))
            {
                unit = Text(ref reader);
            }
            else if (reader.ValueTextEquals("canonicalValue"u8))
            {
                canonicalValue = Number(ref reader);
            }
            else if (reader.ValueTextEquals("canonicalUnit"u8))
            {
                canonicalUnit = Text(ref reader);
            }
            else if (reader.ValueTextEquals("interpretation"u8))
            {
                interpretation = Text(ref reader);
            }
            else
            {
                throw new JsonException("A component is stored with a member that none has.");
            }
        }

        return new ObservationComponent
        {
            Code = code ?? throw Incomplete(),
            Value = value,
            Unit = unit ?? throw Incomplete(),
            CanonicalValue = canonicalValue,
            CanonicalUnit = canonicalUnit ?? throw Incomplete(),
            Interpretation = interpretation,
        };
    }

    public override void Write(Utf8JsonWriter writer, ObservationComponent value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString(Code, value.Code);
        writer.WriteNumber(Value, value.Value);
        writer.WriteString(Unit, value.Unit);
        writer.WriteNumber(CanonicalValue, value.CanonicalValue);
        writer.WriteString(CanonicalUnit, value.CanonicalUnit);
        writer.WriteString(Interpretation, value.Interpretation);
        writer.WriteEndObject();
    }

    private static string? Text(ref Utf8JsonReader reader) => reader.Read() ? reader.GetString() : null;

    private static decimal Number(ref Utf8JsonReader reader) => reader.Read() ? reader.GetDecimal() : throw Incomplete();

    private static JsonException Incomplete() => new("A component is stored without a member that each has.");
}
