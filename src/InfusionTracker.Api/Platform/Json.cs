using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using InfusionTracker.Domain.Onset;
using NodaTime;
using NodaTime.Text;

namespace InfusionTracker.Api.Platform;

/// <summary>
/// A request of which a member may be left out and may not be null, which could be taken for clearing what is left as it is. A
/// change in which null does clear is a <see cref="MergePatch"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RefusesNullsAttribute : Attribute;

/// <summary>How the service reads and writes JSON: strictly, with every digit kept, with no type looked at by reflection.</summary>
public static class Json
{
    /// <summary>Most characters of one text.</summary>
    public const int MaxTextLength = 4000;

    /// <summary>The one set of options: what is read, answered, hashed and stored is written the same way.</summary>
    public static JsonSerializerOptions Options { get; } = Make();

    /// <summary>How a type is read and written.</summary>
    public static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    public static string Text<T>(T value) => JsonSerializer.Serialize(value, TypeOf<T>());

    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.ReadCommentHandling = JsonCommentHandling.Disallow;
        options.MaxDepth = 32;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new InstantConverter());
        options.Converters.Add(new DurationConverter());
        options.Converters.Add(new CalendarSpanConverter());
        options.Converters.Add(new LocalDateConverter());
        options.Converters.Add(new DecimalConverter());
        options.Converters.Add(new TextConverter());
        options.TypeInfoResolverChain.Clear();
        foreach (var slice in Slices.Json)
        {
            options.TypeInfoResolverChain.Add(slice.WithAddedModifier(RefuseNulls).WithAddedModifier(MergePatch.RememberNulls));
        }
    }

    private static void RefuseNulls(JsonTypeInfo type)
    {
        if (type.Type.IsDefined(typeof(RefusesNullsAttribute), inherit: false))
        {
            foreach (var member in type.Properties)
            {
                member.IsSetNullable = false;
            }
        }
    }

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions();
        Configure(options);
        options.MakeReadOnly();
        return options;
    }

    internal static JsonException Refused(Problem problem) => new(problem.Detail, new ProblemException(problem));

    /// <summary>RFC 3339 with an offset; answered in UTC to the microsecond, which is what PostgreSQL keeps.</summary>
    private sealed class InstantConverter : JsonConverter<Instant>
    {
        public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.String || !Times.TryParse(reader.GetString()!, out var instant))
            {
                throw Refused(Problem.Malformed("Give a time as RFC 3339 with an offset, e.g. 2026-03-01T09:00:00+01:00."));
            }

            if (instant < Times.Earliest || instant > Times.Latest)
            {
                throw Refused(Problem.Invalid("The time lies outside of what can be recorded."));
            }

            return instant;
        }

        public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options)
        {
            Span<byte> text = stackalloc byte[Times.MaxLength];
            writer.WriteStringValue(text[..Times.Write(value.ToDateTimeUtc(), text)]);
        }
    }

    /// <summary>ISO 8601 duration without years and months, e.g. <c>PT40M</c>, <c>P7D</c>.</summary>
    private sealed class DurationConverter : JsonConverter<Duration>
    {
        public override Duration Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Times.TryParseDuration(reader.GetString()!, out var duration)
                ? duration
                : throw Refused(Problem.Malformed("Give a span as ISO 8601 without years and months, e.g. PT40M."));

        public override void Write(Utf8JsonWriter writer, Duration value, JsonSerializerOptions options) =>
            writer.WriteStringValue(IsoSpan.Text(value));
    }

    /// <summary>The same, told apart by days and hours: <c>P1D</c>, <c>PT24H</c>.</summary>
    private sealed class CalendarSpanConverter : JsonConverter<CalendarSpan>
    {
        public override CalendarSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Times.TryParseCalendarSpan(reader.GetString()!, out var span)
                ? span
                : throw Refused(Problem.Malformed("Give a span as ISO 8601 without years and months, e.g. P14D."));

        public override void Write(Utf8JsonWriter writer, CalendarSpan value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }

    private sealed class LocalDateConverter : JsonConverter<LocalDate>
    {
        public override LocalDate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.String || LocalDatePattern.Iso.Parse(reader.GetString()!) is not { Success: true, Value: var date })
            {
                throw Refused(Problem.Malformed("Give a date as YYYY-MM-DD."));
            }

            return date.Year is >= 1850 and <= 2200 ? date : throw Refused(Problem.Invalid("The date lies outside of what can be recorded."));
        }

        public override void Write(Utf8JsonWriter writer, LocalDate value, JsonSerializerOptions options) =>
            writer.WriteStringValue(LocalDatePattern.Iso.Format(value));
    }

    /// <summary>
    /// A decimal with every digit kept: 28 of them always, and 29 where they fit. Without this, System.Text.Json rounds longer numbers silently.
    /// </summary>
    private sealed class DecimalConverter : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.Number)
            {
                throw Refused(Problem.Malformed("Give a number."));
            }

            var token = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
            var exponent = token.IndexOfAny((byte)'e', (byte)'E');
            var mantissa = exponent < 0 ? token : token[..exponent];
            var digits = 0;
            foreach (var c in mantissa)
            {
                digits += c is >= (byte)'1' and <= (byte)'9' || (c == (byte)'0' && digits > 0) ? 1 : 0;
            }

            if ((digits > 28 && !Holds(reader, mantissa)) || (exponent < 0 && mantissa.Length > 40))
            {
                throw Refused(Problem.Invalid("The number has more digits than can be kept."));
            }

            if (!reader.TryGetDecimal(out var value) || (value == 0 && digits > 0))
            {
                throw Refused(Problem.Malformed("The number is out of range."));
            }

            return value;
        }

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => writer.WriteNumberValue(value);

        /// <summary>Quotients that the service itself wrote may have 29 digits, and are read back.</summary>
        private static bool Holds(Utf8JsonReader reader, ReadOnlySpan<byte> digits) =>
            reader.TryGetDecimal(out var value) && Encoding.UTF8.GetString(digits) == value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A text that PostgreSQL can hold: no NUL, no lone surrogate, not endless.</summary>
    private sealed class TextConverter : JsonConverter<string>
    {
        public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String ? TextOf(ref reader) : throw Refused(Problem.Malformed("Give a text."));

        public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => TextOf(ref reader);

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);

        private static string TextOf(ref Utf8JsonReader reader)
        {
            string text;
            try
            {
                text = reader.GetString()!;
            }
            catch (InvalidOperationException)
            {
                throw Refused(Problem.Malformed("The text is not valid Unicode."));
            }

            if (text.AsSpan().ContainsAnyInRange('\0', '\b') || text.Contains('\u007f', StringComparison.Ordinal))
            {
                throw Refused(Problem.Malformed("The text holds a control character."));
            }

            return text.Length <= MaxTextLength
                ? text
                : throw Refused(Problem.Invalid($"The text is longer than {MaxTextLength} characters."));
        }
    }
}
