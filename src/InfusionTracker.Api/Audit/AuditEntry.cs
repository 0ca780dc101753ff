using System.Text.Json;
using System.Text.Json.Serialization;
using InfusionTracker.Api.Platform;
using NodaTime;

namespace InfusionTracker.Api.Audit;

/// <summary>A change of a record, or a read of records: who, which, when, why.</summary>
public sealed record AuditEntry
{
    /// <summary>Columns that are the service's own and no content of a record.</summary>
    private static readonly string[] Bookkeeping = ["clinic_id", "request_hash", "secret_digest", "folded_name"];

    /// <summary>Place in the clinic's one order of all changes and reads, from 1, without gaps.</summary>
    public required long Position { get; init; }

    /// <summary><c>insert</c>, <c>update</c> or <c>read</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>When it happened, by the clock of the database.</summary>
    public required Instant RecordedAt { get; init; }

    /// <summary>The client that did it; null for the operator's own hand.</summary>
    public required Guid? RecordedBy { get; init; }

    /// <summary>The HTTP request that did it; null for the operator's own hand.</summary>
    public required string? RequestId { get; init; }

    /// <summary>Kind of the records, e.g. <c>score</c>; null where they are of several kinds, or none.</summary>
    public required string? RecordType { get; init; }

    /// <summary>The record that was changed; the records that were read, or that what was read was computed from; empty for a dataset or a cohort.</summary>
    public required IReadOnlyList<Guid> RecordIds { get; init; }

    /// <summary>Patients of the records, as far as the records or the request name them.</summary>
    public required IReadOnlyList<Guid> PatientIds { get; init; }

    /// <summary>Sessions of the records, as far as the records or the request name them.</summary>
    public required IReadOnlyList<Guid> SessionIds { get; init; }

    /// <summary>Of a change: the version that it made.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Version { get; init; }

    /// <summary>Of a change: names of the members that it gave another value; of an insert, of those that have one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Changed => ChangedColumns?.Select(Member).ToList();

    /// <summary>Of a change: why, as given with it. Only for a caller who holds <c>records:read</c> too, since it may tell values.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>Of an update: the record before. Only for a caller who holds <c>records:read</c> too.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, JsonElement>? Before => Row(BeforeRow);

    /// <summary>Of a change: the record after. Only for a caller who holds <c>records:read</c> too.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, JsonElement>? After => Row(AfterRow);

    /// <summary>Of a read: the operation of this interface, e.g. <c>GetScore</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ReadBy { get; init; }

    /// <summary>Of a read: what for (HL7 v3 PurposeOfUse); left out where the caller did not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Purpose { get; init; }

    /// <summary>Of a read: why, in the caller's words.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PurposeReason { get; init; }

    /// <summary>Of a read of figures, a dataset or a cohort: what was asked for, as in the URL.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Filter { get; init; }

    /// <summary>
    /// Of a read of a cohort by a client that may not see small cells: true where those counted differ by few from those of an answer
    /// that the client got in the day before, so that the two together may tell of these few. The filter begins with it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? NearOverlap => Filter?.StartsWith(ReadEntry.NearOverlap, StringComparison.Ordinal) == true ? true : null;

    /// <summary>SHA-256 of the entry, as it is chained; 64 hexadecimal digits.</summary>
    public required string Digest { get; init; }

    [JsonIgnore]
    public IReadOnlyList<string>? ChangedColumns { get; init; }

    [JsonIgnore]
    public string? BeforeRow { get; init; }

    [JsonIgnore]
    public string? AfterRow { get; init; }

    private static Dictionary<string, JsonElement>? Row(string? row)
    {
        if (row is null)
        {
            return null;
        }

        using var columns = JsonDocument.Parse(row);
        return columns.RootElement.EnumerateObject()
            .Where(column => !Bookkeeping.Contains(column.Name))
            .ToDictionary(column => Member(column.Name), column => Value(column));
    }

    /// <summary>
    /// A value as it is answered anywhere else: a time, which a column whose name ends in <c>_at</c> holds and no other, in UTC,
    /// where PostgreSQL has the offset of the connection that wrote it.
    /// </summary>
    private static JsonElement Value(JsonProperty column) =>
        column.Name.EndsWith("_at", StringComparison.Ordinal) && column.Value.ValueKind == JsonValueKind.String
        && Times.TryParse(column.Value.GetString()!, out var time)
            ? JsonSerializer.SerializeToElement(time, Json.TypeOf<Instant>())
            : column.Value.Clone();

    /// <summary>A column as callers know it: <c>birth_date</c> as <c>birthDate</c>.</summary>
    private static string Member(string column) =>
        string.Concat(column.Split('_').Select((word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
}
