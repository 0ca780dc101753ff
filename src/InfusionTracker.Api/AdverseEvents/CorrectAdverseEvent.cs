using System.ComponentModel.DataAnnotations;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace InfusionTracker.Api.AdverseEvents;

/// <summary>The members of an adverse event that change, and why; what is left out stays as it is, and null clears a member that the record can be without.</summary>
public sealed record AdverseEventCorrection : MergePatch
{
    /// <summary>Why the adverse event is corrected.</summary>
    [StringLength(1000, MinimumLength = 1)]
    public required string Reason { get; init; }

    /// <summary>What happened, as a code.</summary>
    public AdverseEventCode? Code { get; init; }

    /// <summary><c>mild</c>, <c>moderate</c> or <c>severe</c> (FHIR AdverseEvent.severity).</summary>
    [Codes(null, "mild", "moderate", "severe")]
    public string? Severity { get; init; }

    /// <summary>CTCAE grade, 1 (mild) to 5 (death).</summary>
    [Clearable]
    [Range(1, 5)]
    public int? Grade { get; set; }

    /// <summary>When it began; not in the future, nor before the patient's birth.</summary>
    public Instant? StartedAt { get; init; }

    /// <summary>When it ended, at <c>startedAt</c> or later.</summary>
    [Clearable]
    public Instant? EndedAt { get; set; }

    /// <summary>What was done about it.</summary>
    [Clearable]
    [Codes(null, "none", "rate-reduced", "paused", "stopped", "medication-given", "oxygen-given", "transferred", "other")]
    public string? Action { get; set; }

    /// <summary>How it went (FHIR AdverseEvent.outcome).</summary>
    [Clearable]
    [Codes(null, "resolved", "recovering", "ongoing", "resolved-with-sequelae", "fatal", "unknown")]
    public string? Outcome { get; set; }

    /// <summary>Who observed it: an identifier of the clinic's own.</summary>
    [Clearable]
    [Person(200)]
    public string? Performer { get; set; }

    /// <summary>What else there is to say.</summary>
    [Clearable]
    [StringLength(4000, MinimumLength = 1)]
    public string? Note { get; set; }
}

public static class CorrectAdverseEvent
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Corrects an adverse event; what it said before stays readable by its version.</summary>
    public static async Task<Results<CurrentRecord<AdverseEvent>, Problem>> Handle(
        Guid adverseEventId, AdverseEventCorrection body, Caller caller, Database database, IClock clock)
    {
        var written = await database.Change(
            caller,
            Sql,
            new SqlArguments { { "id", adverseEventId } },
            WriteIdentity.OfChange(AdverseEvent.Table, "correction", adverseEventId, body),
            rows => rows.Single<AdverseEvent>(),
            adverseEvent => Judge(adverseEvent, body, caller, clock),
            rows => rows.List<AdverseEvent>(),
            (id, version) => GetAdverseEvent.Recall(caller, database, id, version),
            () => Preconditions.CheckSent(caller.IfMatch));
        return new CurrentRecord<AdverseEvent>(written.Record, written.Replayed);
    }

    private static Decision<AdverseEvent> Judge(AdverseEvent? adverseEvent, AdverseEventCorrection body, Caller caller, IClock clock)
    {
        if (adverseEvent is null)
        {
            return Problem.NotFound("adverse event");
        }

        if (Preconditions.Check(caller.IfMatch, adverseEvent.Version) is { } stale)
        {
            return stale;
        }

        if (adverseEvent.IsRetracted)
        {
            return Problem.Conflict("The adverse event is entered in error, and changes no more.");
        }

        var (startedAt, endedAt) = (body.StartedAt ?? adverseEvent.StartedAt, body.Over(body.EndedAt, adverseEvent.EndedAt));
        if (AdverseEventShape.Refuse(startedAt, endedAt, clock) is { } refusal)
        {
            return refusal;
        }

        var code = body.Code ?? adverseEvent.Code;
        return new SqlArguments
        {
            { "id", adverseEvent.Id },
            { "codeSystem", code.System },
            { "code", code.Code },
            { "severity", body.Severity ?? adverseEvent.Severity },
            { "grade", body.Over((short?)body.Grade, adverseEvent.Grade) },
            { "startedAt", startedAt },
            { "endedAt", endedAt },
            { "action", body.Over(body.Action, adverseEvent.Action) },
            { "outcome", body.Over(body.Outcome, adverseEvent.Outcome) },
            { "performer", body.Over(body.Performer, adverseEvent.Performer) },
            { "note", body.Over(body.Note, adverseEvent.Note) },
            { "reason", body.Reason },
        };
    }
}
