using System.ComponentModel.DataAnnotations;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Observations;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Dosing;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using NpgsqlTypes;

namespace InfusionTracker.Api.InfusionEvents;

/// <summary>Something that was done to the infusion, to be recorded.</summary>
public sealed record NewInfusionEvent
{
    /// <summary>Id of the event; the service makes one where it is left out.</summary>
    public Guid? Id { get; init; }

    /// <summary>What was done.</summary>
    [Codes("start", "rate-change", "bolus", "pause", "resume", "stop")]
    public required string Type { get; init; }

    /// <summary>When it was done, not later than in 5 minutes and not before the patient's birth.</summary>
    public required Instant OccurredAt { get; init; }

    /// <summary>Who did it: an identifier of the clinic's own; the person whom a token signs in where it is left out, and required with a key.</summary>
    [Person]
    public string? Performer { get; init; }

    /// <summary>
    /// The rate from here on: required for <c>rate-change</c>, allowed for <c>start</c> and <c>resume</c> (which goes on at the rate
    /// before without one), refused elsewhere. A <c>start</c> without a rate begins a session of boluses (a spray, an injection, a
    /// tablet) or a loading bolus; a <c>rate-change</c> then begins the infusion.
    /// </summary>
    public InfusionRate? Rate { get; init; }

    /// <summary>The dose given at once: required for <c>bolus</c>, refused elsewhere.</summary>
    public BolusDose? Dose { get; init; }

    /// <summary>Why it was done. A note never moves the session.</summary>
    [StringLength(1000, MinimumLength = 1)]
    public string? Note { get; init; }

    /// <summary>
    /// For a <c>stop</c> only: true where the infusion was given as planned and the session is <c>completed</c>, false where it was
    /// broken off and the session is <c>stopped</c>. Where it is left out, at least 90 % of the planned dose means completed; without
    /// a planned dose (or a weight to count it with), at least 90 % of the planned duration, pauses left out; without either, any stop.
    /// </summary>
    [NotInFirstForm]
    public bool? Completed { get; init; }

    /// <summary>
    /// Body weight that the pump counts with, kg: a rate or a dose per kg counts with it. Where it is left out, it counts with the session's
    /// weight as it stands now, also where that is corrected later. From 20 to 350, or <c>confirmed</c>.
    /// </summary>
    [NotInFirstForm]
    public decimal? WeightKg { get; init; }

    /// <summary>Says that an implausible rate, dose, weight or duration is true: it is then recorded as critical.</summary>
    [NotInFirstForm]
    public Confirmation? Confirmed { get; init; }
}

public static class RecordInfusionEvent
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Records what was done to the infusion. Events may come in any order; all of the session's are judged together each
    /// time, and one that makes no sense there is 409 with what would. At one instant a start comes first, a stop last,
    /// and else what was recorded first. A rate, a bolus, a weight, or what was given in all up to the last event, that is implausible
    /// (<c>GET /v1/dose-limits</c>) is 422 unless it is <c>confirmed</c>. What is critical, or more than 1.5 times the planned dose, is
    /// recorded, flagged and announced.
    /// </summary>
    public static async Task<Results<CreatedRecord<ChartedInfusionEvent>, Problem>> Handle(
        Guid sessionId, NewInfusionEvent body, Caller caller, Database database, IClock clock, CriticalValues critical)
    {
        var told = body with { Performer = body.Performer ?? caller.Performer };
        var identity = WriteIdentity.Of(ChartedInfusionEvent.Table, body.Id, sessionId, body, clock, told);
        InfusionEvent? whole = null;
        var written = await database.Change(
            caller,
            Sql,
            new SqlArguments { { "sessionId", sessionId }, { "weightKg", body.WeightKg } },
            identity,
            InfusedSession.Read,
            session => Judge(session, whole!, told, identity),
            rows => rows.List<ChartedInfusionEvent>(),
            (id, version) => GetInfusionEvent.Recall(caller, database, id, version),
            () => Refuse(told, identity.Ids[0], clock, out whole));
        critical.AnnounceDoses(caller, written.Record.Critical.Count > 0 ? 1 : 0);
        return new CreatedRecord<ChartedInfusionEvent>(written, $"/v1/infusion-events/{written.Record.Id}");
    }

    /// <summary>What is wrong with the event by itself; null for nothing.</summary>
    private static Problem? Refuse(NewInfusionEvent told, Guid id, IClock clock, out InfusionEvent? whole)
    {
        whole = null;
        if (told.Performer is null)
        {
            return Problem.Missing("/performer");
        }

        // What is recorded now is told after all that was recorded before it.
        var plain = new InfusionEvent(id, InfusionEventTypes.Parse(told.Type)!.Value, told.OccurredAt, Instant.MaxValue, Reason: told.Note, Completed: told.Completed,
            WeightKg: told.WeightKg, IsConfirmed: told.Confirmed is not null);
        return InfusionEventShape.Refuse(told.OccurredAt, clock) is { } refusal || !InfusionEventShape.TryOf(plain, told.Rate, told.Dose, out whole, out refusal)
            ? refusal
            : null;
    }

    private static Decision<ChartedInfusionEvent> Judge(InfusedSession? session, InfusionEvent told, NewInfusionEvent body, WriteIdentity identity)
    {
        if (session is null)
        {
            return Problem.NotFound("session");
        }

        told = session.Weighed(told);
        if (session.Refuse(told) is { } refusal
            || !session.TryMove(session.Events.Select(e => e.ToEvent()).Append(told), told.Id, out var move, out refusal)
            || (refusal = move.RefuseDose(told, body.WeightKg)) is not null)
        {
            return refusal;
        }

        return session.Write(
            new SqlArguments
            {
                { "id", told.Id },
                { "type", body.Type },
                { "occurredAt", body.OccurredAt },
                { "performer", body.Performer },
                { "rateValue", body.Rate?.Value },
                { "rateUnit", body.Rate?.Unit },
                { "concentrationMgPerMl", body.Rate?.ConcentrationMgPerMl },
                { "doseValue", body.Dose?.Value },
                { "doseUnit", body.Dose?.Unit },
                { "note", body.Note },
                { "completed", body.Completed },
                { "countedKg", told.WeightKg },
                { "confirmed", Confirmation.Stored(body.Confirmed), NpgsqlDbType.Jsonb },
                { "critical", InfusionMove.Stored(move.Dose.OfTheEvent | session.WeightFlag(body.WeightKg) | (move.Dose.OfTheInfusion & ~session.CriticalBefore)) },
                { "requestHash", identity.RequestHashes[0] },
            },
            move.Standing);
    }
}
