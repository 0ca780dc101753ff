using System.Text.Json.Serialization;
using NodaTime;

namespace InfusionTracker.Api.Access;

/// <summary>A key of a client of the clinic.</summary>
public sealed record IssuedKey
{
    internal const string Table = "api_key";

    /// <summary>Id of the key.</summary>
    public required Guid Id { get; init; }

    /// <summary>The client that holds the key: the <c>recordedBy</c> of what it writes, and the same when its key is rotated.</summary>
    public required Guid ClientId { get; init; }

    /// <summary>What the key is for.</summary>
    public required string Label { get; init; }

    /// <summary>Roles that the key was made with.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>What the client may do: the scopes of its roles, and those given one by one.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>When the key was made, by the clock of the database.</summary>
    public required Instant CreatedAt { get; init; }

    /// <summary>The client that made the key; null for one made by the operator's own hand.</summary>
    public required Guid? CreatedBy { get; init; }

    /// <summary>When the key stops working; null for never.</summary>
    public required Instant? ExpiresAt { get; init; }

    /// <summary>When the key was revoked, and stopped working; null where it was not.</summary>
    public required Instant? RevokedAt { get; init; }

    /// <summary>The key itself, to be sent as <c>Authorization: Bearer</c>: only in the answer that made it, and nowhere again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    /// <summary>Sort value of the list, as PostgreSQL writes it.</summary>
    [JsonIgnore]
    public string? SortValue { get; init; }
}
