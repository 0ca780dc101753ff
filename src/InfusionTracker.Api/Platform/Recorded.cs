using System.Text.Json.Serialization;
using NodaTime;

namespace InfusionTracker.Api.Platform;

/// <summary>What every record has, whatever it records.</summary>
public abstract record Recorded
{
    /// <summary>Id of the record, chosen by the caller or made by the service.</summary>
    [JsonPropertyOrder(-2)]
    public required Guid Id { get; init; }

    /// <summary>Version of the record, from 1; its <c>ETag</c> is the same in quotes.</summary>
    [JsonPropertyOrder(-1)]
    public required int Version { get; init; }

    /// <summary>Where the record stands; <c>entered-in-error</c> takes it out of every answer but its history.</summary>
    [JsonPropertyOrder(-1)]
    public required string Status { get; init; }

    /// <summary>When this version was recorded, by the clock of the database.</summary>
    [JsonPropertyOrder(1)]
    public required Instant RecordedAt { get; init; }

    /// <summary>The authenticated client that recorded this version.</summary>
    [JsonPropertyOrder(1)]
    public required Guid? RecordedBy { get; init; }

    /// <summary>Why this version was made: the reason of the correction or retraction; null for the first.</summary>
    [JsonPropertyOrder(1)]
    public required string? Reason { get; init; }

    /// <summary>When the first version was recorded: the order of lists.</summary>
    [JsonIgnore]
    public Instant CreatedAt { get; init; }

    /// <summary>What the record is, and whose, for the log of reads.</summary>
    internal abstract RecordSubject Subject { get; }

    /// <summary>Other records that come within this one.</summary>
    internal virtual IEnumerable<Recorded> Parts => [];

    [JsonIgnore]
    public bool IsRetracted => Status == EnteredInError;

    public const string EnteredInError = "entered-in-error";
}

/// <summary>What a record is, and whose.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Patient">Its patient, where it names one.</param>
/// <param name="Session">Its session, where it names one; null for a session itself.</param>
internal readonly record struct RecordSubject(string? Table, Guid? Patient, Guid? Session);

/// <summary>An answer that holds records one by one: whoever reads it has read these.</summary>
public interface IHoldsRecords
{
    /// <summary>The records; null where what it holds is made of records and is none.</summary>
    IEnumerable<Recorded>? Records { get; }
}

/// <summary>The records that a request made or changed, or made when it was first sent.</summary>
public sealed record Written<T>(IReadOnlyList<T> Records, bool Replayed)
{
    public T Record => Records[0];
}
