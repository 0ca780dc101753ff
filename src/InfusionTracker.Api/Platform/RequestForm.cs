using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using InfusionTracker.Domain.Onset;
using NodaTime;
using NodaTime.Text;

namespace InfusionTracker.Api.Platform;

/// <summary>
/// A member that came after requests were first hashed in form 1: where it is left out, that form knows nothing of it.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotInFirstFormAttribute : Attribute;

/// <summary>
/// A form in which the body of a request is hashed. It is told by what was sent and by nothing that a later build may do otherwise: it
/// is not how the service answers, and a form is never changed, since what is stored was hashed in it.
/// </summary>
public sealed class RequestForm
{
    /// <summary>As builds wrote it before forms had names: each member in the order of its declaration, null where it was left out.</summary>
    public static readonly RequestForm First = new(KeepMembers);

    /// <summary>
    /// Members in the order of their names, without those that were left out or null. A null that clears a member is written: no request
    /// with one was accepted, and so none stored, before there was that.
    /// </summary>
    public static readonly RequestForm Second = new(SortMembers);

    private readonly JsonSerializerOptions _options;

    private RequestForm(Action<JsonTypeInfo> arrange)
    {
        _options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        _options.Converters.Add(new Scalar<Instant>(InstantPattern.ExtendedIso.Format));
        _options.Converters.Add(new Scalar<LocalDate>(LocalDatePattern.Iso.Format));
        _options.Converters.Add(new Scalar<Duration>(IsoSpan.Text));
        _options.Converters.Add(new Scalar<CalendarSpan>(span => IsoSpan.Text(span.Length)));
        foreach (var slice in Slices.Json)
        {
            _options.TypeInfoResolverChain.Add(slice.WithAddedModifier(arrange));
        }

        _options.MakeReadOnly();
    }

    public byte[] Write(object body) => JsonSerializer.SerializeToUtf8Bytes(body, _options.GetTypeInfo(body.GetType()));

    /// <summary>
    /// Leaves out what came later, where it is null. A null that clears a member is written the other way round: a request with one is no
    /// request that was ever stored in this form.
    /// </summary>
    public static void KeepMembers(JsonTypeInfo type)
    {
        foreach (var member in type.Properties)
        {
            var isLater = member.AttributeProvider?.IsDefined(typeof(NotInFirstFormAttribute), inherit: false) == true;
            if (isLater || MergePatch.IsClearable(member))
            {
                member.ShouldSerialize = (body, value) => value is not null || isLater == IsCleared(body, member);
            }
        }
    }

    private static void SortMembers(JsonTypeInfo type)
    {
        foreach (var (place, member) in type.Properties.OrderBy(member => member.Name, StringComparer.Ordinal).Index())
        {
            member.Order = place;
            member.ShouldSerialize = (body, value) => value is not null || IsCleared(body, member);
        }
    }

    private static bool IsCleared(object body, JsonPropertyInfo member) => body is MergePatch change && change.Clears(member.Name);

    /// <summary>Writes as text what is not read again.</summary>
    private sealed class Scalar<T>(Func<T, string> text) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("A form is written and hashed, and never read.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(text(value));
    }
}
