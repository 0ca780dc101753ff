using System.ComponentModel.DataAnnotations;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace InfusionTracker.Api.AdverseEvents;

/// <summary>An adverse event to be recorded.</summary>
public sealed record NewAdverseEvent
{
    /// <summary>Id of the adverse event; the service makes one where it is left out.</summary>
    public Guid? Id { get; init; }

    /// <summary>What happened, as a code.</summary>
    public required AdverseEventCode Code { get; init; }

    /// <summary><c>mild</c>, <c>moderate</c> or <c>severe</c> (FHIR AdverseEvent.severity).</summary>
    [Codes("mild", "moderate", "severe")]
    public required string Severity { get; init; }

    /// <summary>CTCAE grade, 1 (mild) to 5 (death).</summary>
    [Range(1, 5)]
    public int? Grade { get; init; }

    /// <summary>When it began; not in the future, nor before the patient's birth.</summary>
    public required Instant StartedAt { get; init; }

    /// <summary>When it ended, at <c>startedAt</c> or later; left out while it lasts.</summary>
    public Instant? EndedAt { get; init; }

    /// <summary>What was done about it.</summary>
    [Codes(null, "none", "rate-reduced", "paused", "stopped", "medication-given", "oxygen-given", "transferred", "other")]
    public string? Action { get; init; }

    /// <summary>How it went (FHIR AdverseEvent.outcome).</summary>
    [Codes(null, "resolved", "recovering", "ongoing", "resolved-with-sequelae", "fatal", "unknown")]
    public string? Outcome { get; init; }

    /// <summary>Who observed it: an identifier of the clinic's own; the person whom a token signs in where it is left out.</summary>
    [Person(200)]
    public string? Performer { get; init; }

    /// <summary>What else there is to say.</summary>
    [StringLength(4000, MinimumLength = 1)]
    public string? Note { get; init; }
}

public static class RecordAdverseEvent
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Records an adverse event of a session.</summary>
    public static async Task<Results<CreatedRecord<AdverseEvent>, Problem>> Handle(
        Guid sessionId, NewAdverseEvent body, Caller caller, Database database, IClock clock)
    {
        var told = body with { Performer = body.Performer ?? caller.Performer };
        var identity = WriteIdentity.Of(AdverseEvent.Table, body.Id, sessionId, body, clock, told);
        var written = await database.Append(
            caller,
            Sql.Statements(),
            identity,
            () => Judge(sessionId, told, identity, clock),
            rows => rows.List<AdverseEvent>(),
            (id, version) => GetAdverseEvent.Recall(caller, database, id, version));
        return new CreatedRecord<AdverseEvent>(written, $"/v1/adverse-events/{written.Record.Id}");
    }

    private static Decision<AdverseEvent> Judge(Guid sessionId, NewAdverseEvent told, WriteIdentity identity, IClock clock) =>
        AdverseEventShape.Refuse(told.StartedAt, told.EndedAt, clock) is { } refusal
            ? refusal
            : new SqlArguments
            {
                { "id", identity.Ids[0] },
                { "sessionId", sessionId },
                { "codeSystem", told.Code.System },
                { "code", told.Code.Code },
                { "severity", told.Severity },
                { "grade", (short?)told.Grade },
                { "startedAt", told.StartedAt },
                { "endedAt", told.EndedAt },
                { "action", told.Action },
                { "outcome", told.Outcome },
                { "performer", told.Performer },
                { "note", told.Note },
                { "requestHash", identity.RequestHashes[0] },
            };
}
