using System.Text.Json.Serialization;
using InfusionTracker.Api.Platform;
using NodaTime;

namespace InfusionTracker.Api.Wastage;

/// <summary>
/// What became of one container of a controlled drug that was drawn up for a session (a vial, bag or syringe): how much of it
/// was wasted and how much was returned. What was given is told by the session's infusion events.
/// </summary>
public sealed record WastageRecord : Recorded
{
    internal const string Table = "wastage";

    internal override RecordSubject Subject => new(Table, null, SessionId);

    /// <summary>The session.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>mg of drug drawn up, digits kept.</summary>
    public required decimal DrawnMg { get; init; }

    /// <summary>mg of it wasted.</summary>
    public required decimal WastedMg { get; init; }

    /// <summary>mg of it returned to stock.</summary>
    public required decimal ReturnedMg { get; init; }

    /// <summary>When the rest was wasted or returned.</summary>
    public required Instant OccurredAt { get; init; }

    /// <summary>Who wasted or returned it: an identifier of the clinic's own.</summary>
    public required string Performer { get; init; }

    /// <summary>Who saw it wasted, another person: an identifier of the clinic's own; null where nothing was wasted and none was named.</summary>
    public required string? Witness { get; init; }

    /// <summary>Lot of the container; null where it was not said.</summary>
    public required string? Lot { get; init; }

    /// <summary>What else there is to say.</summary>
    public required string? Note { get; init; }

    /// <summary>Sort value of the list, as PostgreSQL writes it.</summary>
    [JsonIgnore]
    public string? SortValue { get; init; }
}
