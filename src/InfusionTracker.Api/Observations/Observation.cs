using System.Text.Json.Serialization;
using InfusionTracker.Api.Platform;
using NodaTime;
using Npgsql;

namespace InfusionTracker.Api.Observations;

/// <summary>What a clinician observed during a session: a vital sign or its like.</summary>
public sealed record Observation : Recorded
{
    internal const string Table = "observation";

    internal override RecordSubject Subject => new(Table, null, SessionId);

    /// <summary>The session.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>Code of the catalogue, mostly LOINC; a second coding of the same thing is kept under this one.</summary>
    public required string Code { get; init; }

    /// <summary>The value as given, digits kept; null for a panel.</summary>
    public required decimal? Value { get; init; }

    /// <summary>UCUM unit as given; null for a panel.</summary>
    public required string? Unit { get; init; }

    /// <summary>The value in the code's own unit, exact wherever 28 digits can hold it; null for a panel.</summary>
    public required decimal? CanonicalValue { get; init; }

    /// <summary>The code's own UCUM unit; null for a panel.</summary>
    public required string? CanonicalUnit { get; init; }

    /// <summary>The parts of a panel, in the order given; null where there is a value.</summary>
    public required IReadOnlyList<ObservationComponent>? Components { get; init; }

    /// <summary><c>LL</c> critically low, <c>HH</c> critically high (HL7 ObservationInterpretation), else null; of a panel its components say it.</summary>
    public required string? Interpretation { get; init; }

    /// <summary>When it was observed.</summary>
    public required Instant ObservedAt { get; init; }

    /// <summary>Who observed it: the clinic's own identifier of a clinician.</summary>
    public required string Performer { get; init; }

    /// <summary>The observation that holds the same content under the right session, where this one was of the wrong patient; else null.</summary>
    public required Guid? ReenteredAs { get; init; }

    /// <summary>Identifiers given by other systems, each of this observation alone; null where there are none.</summary>
    public required IReadOnlyList<Identifier>? Identifiers { get; init; }

    /// <summary>The number of the device that measured; null where it is not told.</summary>
    public Identifier? Device => Identifier.Of(DeviceSystem, DeviceValue);

    [JsonIgnore]
    public string? DeviceSystem { get; init; }

    [JsonIgnore]
    public string? DeviceValue { get; init; }

    /// <summary>Sort value of the list, as PostgreSQL writes it.</summary>
    [JsonIgnore]
    public string? SortValue { get; init; }

    /// <summary>
    /// Reads <c>id, version, status, session_id, code, value, unit, canonical_value, canonical_unit, components, interpretation,
    /// observed_at, performer, reentered_as, recorded_at, recorded_by, reason, identifiers, device_system, device_value</c>; what a statement has beside them comes after.
    /// </summary>
    internal static Observation Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Version = row.GetInt32(1),
        Status = row.GetString(2),
        SessionId = row.GetGuid(3),
        Code = row.GetString(4),
        Value = row.GetFieldValue<decimal?>(5),
        Unit = row.Text(6),
        CanonicalValue = row.GetFieldValue<decimal?>(7),
        CanonicalUnit = row.Text(8),
        Components = row.Json<IReadOnlyList<ObservationComponent>>(9),
        Interpretation = row.Text(10),
        ObservedAt = row.GetFieldValue<Instant>(11),
        Performer = row.GetString(12),
        ReenteredAs = row.GetFieldValue<Guid?>(13),
        RecordedAt = row.GetFieldValue<Instant>(14),
        RecordedBy = row.GetFieldValue<Guid?>(15),
        Reason = row.Text(16),
        Identifiers = row.Json<IReadOnlyList<Identifier>>(17),
        DeviceSystem = row.Text(18),
        DeviceValue = row.Text(19),
    };

    /// <summary>True where the value, or a component, calls for someone to look at the patient now.</summary>
    [JsonIgnore]
    public bool IsCritical => Interpretation is not null || Components?.Any(c => c.Interpretation is not null) == true;
}

/// <summary>One part of a panel.</summary>
[JsonConverter(typeof(ObservationComponentConverter))]
public sealed record ObservationComponent
{
    /// <summary>Code of the catalogue.</summary>
    public required string Code { get; init; }

    /// <summary>The value as given, digits kept.</summary>
    public required decimal Value { get; init; }

    /// <summary>UCUM unit as given.</summary>
    public required string Unit { get; init; }

    /// <summary>The value in the code's own unit.</summary>
    public required decimal CanonicalValue { get; init; }

    /// <summary>The code's own UCUM unit.</summary>
    public required string CanonicalUnit { get; init; }

    /// <summary><c>LL</c> critically low, <c>HH</c> critically high (HL7 ObservationInterpretation), else null.</summary>
    public required string? Interpretation { get; init; }
}
