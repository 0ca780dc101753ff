using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using InfusionTracker.Api.Platform;
using NodaTime;

namespace InfusionTracker.Api.AdverseEvents;

/// <summary>An adverse event of a session.</summary>
public sealed record AdverseEvent : Recorded
{
    internal const string Table = "adverse_event";

    internal override RecordSubject Subject => new(Table, null, SessionId);

    /// <summary>The session.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>What happened, as a code.</summary>
    public AdverseEventCode Code => new() { System = CodeSystem, Code = CodeValue };

    /// <summary><c>mild</c>, <c>moderate</c> or <c>severe</c> (FHIR AdverseEvent.severity).</summary>
    public required string Severity { get; init; }

    /// <summary>CTCAE grade, 1 to 5; null where it was not graded.</summary>
    public required short? Grade { get; init; }

    /// <summary>When it began.</summary>
    public required Instant StartedAt { get; init; }

    /// <summary>When it ended; null while it lasts or where that is not known.</summary>
    public required Instant? EndedAt { get; init; }

    /// <summary>
    /// What was done about it: <c>none</c>, <c>rate-reduced</c>, <c>paused</c>, <c>stopped</c>, <c>medication-given</c>,
    /// <c>oxygen-given</c>, <c>transferred</c> or <c>other</c>; null where it was not said.
    /// </summary>
    public required string? Action { get; init; }

    /// <summary>
    /// How it went: <c>resolved</c>, <c>recovering</c>, <c>ongoing</c>, <c>resolved-with-sequelae</c>, <c>fatal</c> or
    /// <c>unknown</c> (FHIR AdverseEvent.outcome); null where it was not said.
    /// </summary>
    public required string? Outcome { get; init; }

    /// <summary>Who observed it: an identifier of the clinic's own; null where it was not said.</summary>
    public required string? Performer { get; init; }

    /// <summary>What else there is to say.</summary>
    public required string? Note { get; init; }

    [JsonIgnore]
    public string CodeSystem { get; init; } = "";

    [JsonIgnore]
    public string CodeValue { get; init; } = "";

    /// <summary>Sort value of the list, as PostgreSQL writes it.</summary>
    [JsonIgnore]
    public string? SortValue { get; init; }
}

/// <summary>A code of a code system.</summary>
public sealed record AdverseEventCode
{
    /// <summary>The code system, a URI, e.g. <c>http://snomed.info/sct</c>.</summary>
    [Named(400)]
    public required string System { get; init; }

    /// <summary>The code, e.g. <c>422587007</c> (nausea).</summary>
    [Named(100)]
    public required string Code { get; init; }
}
