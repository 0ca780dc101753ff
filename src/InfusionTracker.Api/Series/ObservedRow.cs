using InfusionTracker.Api.Observations;
using InfusionTracker.Api.Platform;
using NodaTime;
using Npgsql;

namespace InfusionTracker.Api.Series;

/// <summary>An observation as a series reads it.</summary>
internal sealed record ObservedRow
{
    public required Guid Id { get; init; }

    public required string Code { get; init; }

    public required decimal? Value { get; init; }

    public required string? Unit { get; init; }

    public required decimal? CanonicalValue { get; init; }

    public required string? Interpretation { get; init; }

    public required IReadOnlyList<ObservationComponent>? Components { get; init; }

    public required Instant ObservedAt { get; init; }

    /// <summary>Reads <c>id, code, value, unit, canonical_value, interpretation, components, observed_at</c>.</summary>
    public static ObservedRow Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Code = row.GetString(1),
        Value = row.GetFieldValue<decimal?>(2),
        Unit = row.Text(3),
        CanonicalValue = row.GetFieldValue<decimal?>(4),
        Interpretation = row.Text(5),
        Components = row.Json<IReadOnlyList<ObservationComponent>>(6),
        ObservedAt = row.GetFieldValue<Instant>(7),
    };
}
