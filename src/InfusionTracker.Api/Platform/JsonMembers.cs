using System.Text.Json;
using InfusionTracker.Domain.Onset;
using NodaTime;

namespace InfusionTracker.Api.Platform;

/// <summary>
/// Members for what is written by hand, because it comes by the hundred: the same text as in the general way, which asks much
/// about each member. Names are encoded once, or they would be searched each time for what is to be escaped.
/// </summary>
public static class JsonMembers
{
    public static void Write(this Utf8JsonWriter writer, JsonEncodedText name, Instant? value)
    {
        if (value is not { } instant)
        {
            writer.WriteNull(name);
            return;
        }

        Span<byte> text = stackalloc byte[Times.MaxLength];
        writer.WriteString(name, text[..Times.Write(instant.ToDateTimeUtc(), text)]);
    }

    public static void Write(this Utf8JsonWriter writer, JsonEncodedText name, Duration? value) =>
        writer.WriteString(name, value is { } span ? IsoSpan.Text(span) : null);

    public static void Write(this Utf8JsonWriter writer, JsonEncodedText name, decimal? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    public static void Write(this Utf8JsonWriter writer, JsonEncodedText name, Guid? value)
    {
        if (value is { } id)
        {
            writer.WriteString(name, id);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    /// <summary>Writes a member in the general way, null where it is.</summary>
    public static void Write<T>(this Utf8JsonWriter writer, JsonEncodedText name, T? value)
        where T : class
    {
        if (value is null)
        {
            writer.WriteNull(name);
        }
        else
        {
            writer.WriteIfAny(name, value);
        }
    }

    /// <summary>Writes a member that is left out where it is null, in the general way.</summary>
    public static void WriteIfAny<T>(this Utf8JsonWriter writer, JsonEncodedText name, T? value)
        where T : class
    {
        if (value is not null)
        {
            writer.WritePropertyName(name);
            JsonSerializer.Serialize(writer, value, Json.TypeOf<T>());
        }
    }
}
