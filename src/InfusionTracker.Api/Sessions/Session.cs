using System.Text.Json.Serialization;
using InfusionTracker.Api.AdverseEvents;
using InfusionTracker.Api.InfusionEvents;
using InfusionTracker.Api.Observations;
using InfusionTracker.Api.Platform;
using InfusionTracker.Api.Wastage;
using NodaTime;

namespace InfusionTracker.Api.Sessions;

/// <summary>
/// An infusion session, from its plan to its end. Its status is <c>planned</c>, <c>in-progress</c>, <c>on-hold</c>,
/// <c>completed</c>, <c>stopped</c>, <c>cancelled</c> or <c>entered-in-error</c>, and follows from its infusion events and
/// from what was declared about its end.
/// </summary>
[JsonConverter(typeof(SessionWriter))]
public sealed record Session : Recorded
{
    internal const string Table = "session";

    internal override RecordSubject Subject => new(Table, PatientId, null);

    internal override IEnumerable<Recorded> Parts => (InfusionEvents, Observations, AdverseEvents, Wastage) is (null, null, null, null)
        ? []
        : [.. InfusionEvents ?? [], .. Observations ?? [], .. AdverseEvents ?? [], .. Wastage ?? []];

    /// <summary>The patient.</summary>
    public required Guid PatientId { get; init; }

    /// <summary>What the patient is treated for.</summary>
    public required string Indication { get; init; }

    /// <summary>The medication, e.g. <c>ketamine</c>.</summary>
    public required string Medication { get; init; }

    /// <summary>Route of administration, e.g. <c>intravenous</c>.</summary>
    public required string Route { get; init; }

    /// <summary>Protocol of the clinic's own choosing; null where none was named.</summary>
    public required string? Protocol { get; init; }

    /// <summary>Body weight that doses per kg count with, kg; null where it is not known.</summary>
    public required decimal? WeightKg { get; init; }

    /// <summary>Planned dose, mg per kg of body weight.</summary>
    public required decimal? PlannedDoseMgPerKg { get; init; }

    /// <summary>Planned duration of the infusion, ISO 8601.</summary>
    public required Duration? PlannedDuration { get; init; }

    /// <summary>When the session is planned for.</summary>
    public required Instant? ScheduledAt { get; init; }

    /// <summary>How the session ended, as said by a person: <c>completed</c>, <c>stopped</c> or <c>cancelled</c>; null where nobody did.</summary>
    public required string? DeclaredEnd { get; init; }

    /// <summary>When the infusion was started: t0 of every onset figure; null before.</summary>
    public required Instant? StartedAt { get; init; }

    /// <summary>When the infusion was stopped; null before, and where no stop was recorded.</summary>
    public required Instant? EndedAt { get; init; }

    /// <summary>The session that this one was re-entered as, under the right patient; null where it was not.</summary>
    public required Guid? ReenteredAs { get; init; }

    /// <summary>Identifiers given by other systems, each of this session alone; null where there are none.</summary>
    public required IReadOnlyList<Identifier>? Identifiers { get; init; }

    /// <summary>The number of the encounter that the session is part of; null where it is not told.</summary>
    public Identifier? Encounter => Identifier.Of(EncounterSystem, EncounterValue);

    [JsonIgnore]
    public string? EncounterSystem { get; init; }

    [JsonIgnore]
    public string? EncounterValue { get; init; }

    /// <summary>Its infusion events in the order in which they happened, where <c>include</c> asked for them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ChartedInfusionEvent>? InfusionEvents { get; init; }

    /// <summary>Its observations in the order in which they were made, where <c>include</c> asked for them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Observation>? Observations { get; init; }

    /// <summary>Its adverse events in the order in which they began, where <c>include</c> asked for them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AdverseEvent>? AdverseEvents { get; init; }

    /// <summary>What became of the containers drawn up for it, in the order of waste, where <c>include</c> asked for it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<WastageRecord>? Wastage { get; init; }

    /// <summary>Sort value of the list, as PostgreSQL writes it.</summary>
    [JsonIgnore]
    public string? SortValue { get; init; }
}
