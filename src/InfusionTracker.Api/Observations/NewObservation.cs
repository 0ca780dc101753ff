using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using NodaTime;

namespace InfusionTracker.Api.Observations;

/// <summary>An observation to be recorded: a value with its unit, or the components of a panel.</summary>
public sealed record NewObservation
{
    /// <summary>Id of the observation; the service makes one where it is left out.</summary>
    public Guid? Id { get; init; }

    /// <summary>Code of the catalogue (<c>GET /v1/observation-codes</c>), mostly LOINC.</summary>
    public required string Code { get; init; }

    /// <summary>The value, within the plausible range of its code; left out for a panel.</summary>
    public decimal? Value { get; init; }

    /// <summary>UCUM unit of the value, one of those that the code is accepted in; left out for a panel.</summary>
    public string? Unit { get; init; }

    /// <summary>The parts of a panel, each of them once; left out where there is a value.</summary>
    public IReadOnlyList<NewComponent>? Components { get; init; }

    /// <summary>When it was observed, at most 5 minutes ahead of the service's clock and not before the patient's birth.</summary>
    public required Instant ObservedAt { get; init; }

    /// <summary>Who observed it: the clinic's own identifier of a clinician; the person whom a token signs in where it is left out, and required with a key.</summary>
    [Person]
    public string? Performer { get; init; }

    /// <summary>
    /// Identifiers given by other systems, e.g. of the order item or message: each is of one observation of the clinic that is not retracted.
    /// </summary>
    [NotInFirstForm, MaxLength(20)]
    public IReadOnlyList<Identifier>? Identifiers { get; init; }

    /// <summary>The number of the device that measured (FHIR <c>Device.identifier</c>); any number of observations share it.</summary>
    [NotInFirstForm]
    public Identifier? Device { get; init; }
}

/// <summary>One part of a panel, e.g. the systolic pressure.</summary>
public sealed record NewComponent
{
    /// <summary>Code of the catalogue.</summary>
    public required string Code { get; init; }

    /// <summary>The value, within the plausible range of its code.</summary>
    public required decimal Value { get; init; }

    /// <summary>UCUM unit of the value.</summary>
    public required string Unit { get; init; }
}

/// <summary>One observation, or an array of 1 to 1,000 that are recorded all or none.</summary>
[OneOf(typeof(NewObservation), typeof(NewObservation[]))]
[JsonConverter(typeof(Converter))]
public sealed class NewObservations(IReadOnlyList<NewObservation?> items, bool isArray)
{
    public const int MaxItems = 1000;

    /// <summary>Largest body, in bytes.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    private readonly IReadOnlyList<NewObservation?> _items = items;

    /// <summary>True where an array was sent, even of one.</summary>
    internal bool IsArray { get; } = isArray;

    internal int Count => _items.Count;

    /// <summary>JSON pointer of an observation; empty for the only one.</summary>
    internal string PointerOf(int index) => IsArray ? $"/{index}" : "";

    /// <summary>The observations, or why there are not as many as there must be.</summary>
    internal Problem? TryGet(out IReadOnlyList<NewObservation> observations)
    {
        observations = [.. _items.OfType<NewObservation>()];
        if (Count is 0 or > MaxItems)
        {
            return Problem.Invalid("", $"Give 1 to {MaxItems} observations.");
        }

        if (observations.Count < Count)
        {
            return Problem.Malformed($"/{_items.ToList().IndexOf(null)}", "Give an observation, not null.");
        }

        var seen = new HashSet<Guid>();
        for (var i = 0; i < Count; i++)
        {
            if (observations[i].Id is { } id && !seen.Add(id))
            {
                return Problem.Invalid($"/{i}/id", "Give each id of a batch once.");
            }
        }

        return null;
    }

    internal sealed class Converter : JsonConverter<NewObservations>
    {
        // Read as a list, so that the path of what is wrong counts the items.
        public override NewObservations Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.StartArray
                ? new(JsonSerializer.Deserialize(ref reader, Json.TypeOf<List<NewObservation?>>())!, true)
                : new([JsonSerializer.Deserialize(ref reader, Json.TypeOf<NewObservation>())], false);

        public override void Write(Utf8JsonWriter writer, NewObservations value, JsonSerializerOptions options) =>
            throw new NotSupportedException("A batch is read and never written.");
    }
}
