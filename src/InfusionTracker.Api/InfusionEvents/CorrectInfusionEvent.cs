using System.ComponentModel.DataAnnotations;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Dosing;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace InfusionTracker.Api.InfusionEvents;

/// <summary>The members of an infusion event that change, and why; what is left out stays as it is, and null clears a member that the event can be without. The type never changes.</summary>
public sealed record InfusionEventCorrection : MergePatch
{
    /// <summary>Why the event is corrected.</summary>
    [StringLength(1000, MinimumLength = 1)]
    public required string Reason { get; init; }

    /// <summary>When it was done, not later than in 5 minutes and not before the patient's birth.</summary>
    public Instant? OccurredAt { get; init; }

    /// <summary>Who did it: an identifier of the clinic's own.</summary>
    [Person]
    public string? Performer { get; init; }

    /// <summary>The whole rate; not for a bolus, pause or stop.</summary>
    [Clearable]
    public InfusionRate? Rate { get; set; }

    /// <summary>The whole dose; for a bolus only.</summary>
    [Clearable]
    public BolusDose? Dose { get; set; }

    /// <summary>Why it was done.</summary>
    [Clearable]
    [StringLength(1000, MinimumLength = 1)]
    public string? Note { get; set; }

    /// <summary>
    /// Whether the infusion was given as planned; for a stop only. A stop of before that could be said keeps what it meant then
    /// (without a note completed, with one stopped), also where only its note is corrected.
    /// </summary>
    [Clearable]
    [NotInFirstForm]
    public bool? Completed { get; set; }
}

public static class CorrectInfusionEvent
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Corrects an infusion event; what it said before stays readable by its version. All events of the session are
    /// judged together as they then are, and what makes no sense is 409.
    /// </summary>
    public static async Task<Results<CurrentRecord<ChartedInfusionEvent>, Problem>> Handle(
        Guid infusionEventId, InfusionEventCorrection body, Caller caller, Database database, IClock clock)
    {
        var written = await database.Change(
            caller,
            Sql,
            new SqlArguments { { "id", infusionEventId } },
            WriteIdentity.OfChange(ChartedInfusionEvent.Table, "correction", infusionEventId, body),
            async rows => (Session: await InfusedSession.Read(rows), Charted: await rows.Single<ChartedInfusionEvent>()),
            held => Judge(held.Session, held.Charted, body, caller),
            rows => rows.List<ChartedInfusionEvent>(),
            (id, version) => GetInfusionEvent.Recall(caller, database, id, version),
            () => Preconditions.CheckSent(caller.IfMatch) ?? InfusionEventShape.Refuse(body.OccurredAt, clock));
        return new CurrentRecord<ChartedInfusionEvent>(written.Record, written.Replayed);
    }

    private static Decision<ChartedInfusionEvent> Judge(InfusedSession? session, ChartedInfusionEvent? charted, InfusionEventCorrection body, Caller caller)
    {
        if (session is null || charted is null)
        {
            return Problem.NotFound("infusion event");
        }

        if (Preconditions.Check(caller.IfMatch, charted.Version) is { } stale)
        {
            return stale;
        }

        if (charted.IsRetracted)
        {
            return Problem.Conflict("The infusion event is entered in error, and changes no more.");
        }

        var (occurredAt, rate, dose) = (body.OccurredAt ?? charted.OccurredAt, body.Over(body.Rate, charted.Rate), body.Over(body.Dose, charted.Dose));
        var stood = session.Events.Single(e => e.Id == charted.Id).ToEvent();
        var told = stood with { OccurredAt = occurredAt, Reason = body.Over(body.Note, charted.Note), Completed = body.Over(body.Completed, stood.SaysCompleted) };
        if (!InfusionEventShape.TryOf(told, rate, dose, out var whole, out var refusal))
        {
            return refusal;
        }

        var others = session.Events.Where(e => e.Id != charted.Id).Select(e => e.ToEvent());
        if (session.Refuse(whole) is { } unfit || !session.TryMove(others.Append(whole), whole.Id, out var standing, out unfit))
        {
            return unfit;
        }

        return session.Write(
            new SqlArguments
            {
                { "id", charted.Id },
                { "occurredAt", occurredAt },
                { "performer", body.Performer ?? charted.Performer },
                { "rateValue", rate?.Value },
                { "rateUnit", rate?.Unit },
                { "concentrationMgPerMl", rate?.ConcentrationMgPerMl },
                { "doseValue", dose?.Value },
                { "doseUnit", dose?.Unit },
                { "note", told.Reason },
                { "completed", told.Completed },
                { "reason", body.Reason },
            },
            standing);
    }
}
