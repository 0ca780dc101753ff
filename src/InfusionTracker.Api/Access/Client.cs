using System.Text.Json.Serialization;
using NodaTime;

namespace InfusionTracker.Api.Access;

/// <summary>Who writes and reads: a program with keys, or a person or program that the configured issuer signs in.</summary>
public sealed record Client
{
    /// <summary>Id of the client: the <c>recordedBy</c> of what it writes.</summary>
    public required Guid Id { get; init; }

    /// <summary>The issuer whose tokens the client comes with; null for a client with keys.</summary>
    public required string? Issuer { get; init; }

    /// <summary>The subject of these tokens; null for a client with keys.</summary>
    public required string? Subject { get; init; }

    /// <summary>When the client was first seen, by the clock of the database.</summary>
    public required Instant CreatedAt { get; init; }

    /// <summary>When the client was cut off; null if it may come.</summary>
    public required Instant? RevokedAt { get; init; }

    /// <summary>Sort value of the list, as PostgreSQL writes it.</summary>
    [JsonIgnore]
    public string? SortValue { get; init; }
}
