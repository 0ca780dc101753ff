using System.ComponentModel.DataAnnotations;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Observations;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Dosing;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using NpgsqlTypes;

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

    /// <summary>Body weight that the pump counts with, kg; with a rate or a dose only. From 20 to 350, or <c>confirmed</c>.</summary>
    [Clearable]
    [NotInFirstForm]
    public decimal? WeightKg { get; set; }

    /// <summary>
    /// Says that what is implausible of the corrected event is true. An earlier confirmation stays with what it was said of: a corrected
    /// time, rate, dose or weight needs one of its own.
    /// </summary>
    [NotInFirstForm]
    public Confirmation? Confirmed { get; init; }
}

public static class CorrectInfusionEvent
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Corrects an infusion event; what it said before stays readable by its version. All events of the session are
    /// judged together as they then are, and what makes no sense is 409.
    /// </summary>
    public static async Task<Results<CurrentRecord<ChartedInfusionEvent>, Problem>> Handle(
        Guid infusionEventId, InfusionEventCorrection body, Caller caller, Database database, IClock clock, CriticalValues critical)
    {
        var written = await database.Change(
            caller,
            Sql,
            new SqlArguments { { "id", infusionEventId }, { "weightKg", body.WeightKg } },
            WriteIdentity.OfChange(ChartedInfusionEvent.Table, "correction", infusionEventId, body),
            async rows => (Session: await InfusedSession.Read(rows), Charted: await rows.Single<ChartedInfusionEvent>()),
            held => Judge(held.Session, held.Charted, body, caller),
            rows => rows.List<ChartedInfusionEvent>(),
            (id, version) => GetInfusionEvent.Recall(caller, database, id, version),
            () => Preconditions.CheckSent(caller.IfMatch) ?? InfusionEventShape.Refuse(body.OccurredAt, clock));
        critical.AnnounceDoses(caller, written.Record.Critical.Count > 0 ? 1 : 0);
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
        var tellsWeight = body.Tells(body.WeightKg);
        var isDoseKept = body.OccurredAt is null && !body.Tells(body.Rate) && !body.Tells(body.Dose) && !tellsWeight;
        var confirmed = body.Confirmed ?? (isDoseKept ? charted.Confirmed : null);
        var told = stood with
        {
            OccurredAt = occurredAt,
            Reason = body.Over(body.Note, charted.Note),
            Completed = body.Over(body.Completed, stood.SaysCompleted),
            WeightKg = body.Over(body.WeightKg, stood.WeightKg),
            IsConfirmed = confirmed is not null,
        };
        if (!InfusionEventShape.TryOf(told, rate, dose, out var whole, out var refusal))
        {
            return refusal;
        }

        whole = session.Weighed(whole);
        var others = session.Events.Where(e => e.Id != charted.Id).Select(e => e.ToEvent());
        if (session.Refuse(whole) is { } unfit
            || !session.TryMove(others.Append(whole), whole.Id, out var move, out unfit)
            || (!isDoseKept && (unfit = move.RefuseDose(whole, body.WeightKg)) is not null))
        {
            return unfit;
        }

        // What was critical of it before may be so again; what was critical of the session without it is not of it.
        var before = CriticalDoses.Parse(charted.Critical);
        var weight = tellsWeight ? session.WeightFlag(body.WeightKg) : before & CriticalDose.Weight;

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
                { "countedKg", whole.WeightKg },
                { "confirmed", Confirmation.Stored(confirmed), NpgsqlDbType.Jsonb },
                { "critical", InfusionMove.Stored(move.Dose.OfTheEvent | weight | (move.Dose.OfTheInfusion & (before | ~session.CriticalBefore))) },
                { "reason", body.Reason },
            },
            move.Standing);
    }
}
