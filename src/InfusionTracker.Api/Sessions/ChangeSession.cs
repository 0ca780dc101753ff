using System.ComponentModel.DataAnnotations;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.InfusionEvents;
using InfusionTracker.Api.Observations;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Dosing;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using NpgsqlTypes;

namespace InfusionTracker.Api.Sessions;

/// <summary>
/// The members of a session that change, and why; what is left out stays as it is, and null clears a member that the
/// session can be without. The patient never changes: retract the
/// session with <c>wrongPatient</c> and <c>reenterUnder</c>.
/// </summary>
public sealed record SessionChange : MergePatch
{
    /// <summary>Why the session changes.</summary>
    [Clearable]
    [StringLength(1000, MinimumLength = 1)]
    public string? Reason { get; set; }

    /// <summary>
    /// How the session ended, where no infusion event says it: <c>cancelled</c> for one that never began, <c>completed</c>
    /// or <c>stopped</c> for one that did. The status that its infusion events give takes such a word back.
    /// </summary>
    [Codes(null, "planned", "in-progress", "on-hold", "completed", "stopped", "cancelled", "entered-in-error")]
    public string? Status { get; init; }

    /// <summary>What the patient is treated for.</summary>
    [Indication]
    public string? Indication { get; init; }

    /// <summary>The medication, a code in lower case, e.g. <c>ketamine</c> or <c>esketamine</c>.</summary>
    [StringLength(64, MinimumLength = 1), RegularExpression(SessionCodes.MedicationPattern, ErrorMessage = SessionCodes.MedicationForm)]
    public string? Medication { get; init; }

    /// <summary>Route of administration.</summary>
    [RouteOfAdministration]
    public string? Route { get; init; }

    /// <summary>Protocol of the clinic's own choosing.</summary>
    [Clearable]
    [StringLength(64, MinimumLength = 1), RegularExpression(SessionCodes.ProtocolPattern, ErrorMessage = SessionCodes.ProtocolForm)]
    public string? Protocol { get; set; }

    /// <summary>
    /// Body weight, kg: from 20 to 350, or <c>confirmed</c>. Figures per kg follow at once; what flowed per kg keeps the weight that it
    /// counted with (correct the infusion event where that was wrong). One that is more than 10 % off the patient's last one of 90 days
    /// is recorded, flagged (<c>critical</c>) and announced.
    /// </summary>
    [Clearable]
    public decimal? WeightKg { get; set; }

    /// <summary>Planned dose, mg per kg of body weight, above 0 and up to 20.</summary>
    [Clearable]
    [Range(typeof(decimal), "0", "20", MinimumIsExclusive = true, ParseLimitsInInvariantCulture = true)]
    public decimal? PlannedDoseMgPerKg { get; set; }

    /// <summary>Planned duration of the infusion, ISO 8601, above 0 and up to a day.</summary>
    [Clearable]
    public Duration? PlannedDuration { get; set; }

    /// <summary>When the session is planned for, up to five years from now.</summary>
    [Clearable]
    public Instant? ScheduledAt { get; set; }

    /// <summary>Says that an implausible weight is true: it is then recorded as critical.</summary>
    [NotInFirstForm]
    public Confirmation? Confirmed { get; init; }

    /// <summary>
    /// All identifiers from now on, e.g. of the order item or message: each is of one session of the clinic that is not retracted.
    /// </summary>
    [Clearable]
    [NotInFirstForm, MaxLength(20)]
    public IReadOnlyList<Identifier>? Identifiers { get; set; }

    /// <summary>The number of the encounter (visit) that the session is part of (FHIR <c>Encounter.identifier</c>); several sessions may share it.</summary>
    [Clearable]
    [NotInFirstForm]
    public Identifier? Encounter { get; set; }
}

public static class ChangeSession
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Changes a session's own data, or declares how it ended; its infusion events move it otherwise.</summary>
    public static async Task<Results<CurrentRecord<Session>, Problem>> Handle(
        Guid sessionId, SessionChange body, Caller caller, Database database, IClock clock, CriticalValues critical)
    {
        if (caller.IfMatch is null)
        {
            return Preconditions.Required();
        }

        if ((SessionShape.Refuse(body.PlannedDuration, body.ScheduledAt, body.WeightKg, body.Confirmed, clock) ?? Identifier.Refuse(body.Identifiers)) is { } refusal)
        {
            return refusal;
        }

        var becameCritical = false;
        var written = await database.Change(
            caller,
            Sql,
            new SqlArguments { { "id", sessionId }, { "weightKg", body.WeightKg } },
            WriteIdentity.OfChange(Session.Table, "change", sessionId, body),
            async rows => new Held(await rows.Single<Session>(), await rows.List<TimelineRow>(), await rows.Single<Limits>()),
            held => Judge(held, body, caller, out becameCritical),
            rows => rows.List<Session>(),
            (id, version) => GetSession.Recall(caller, database, id, version));
        critical.AnnounceDoses(caller, becameCritical || (written.Replayed && written.Record.Critical.Count > 0) ? 1 : 0);
        return new CurrentRecord<Session>(written.Record, written.Replayed);
    }

    private static Decision<Session> Judge(Held held, SessionChange body, Caller caller, out bool becameCritical)
    {
        becameCritical = false;
        if (held.Session is not { } session)
        {
            return Problem.NotFound("session");
        }

        if (Preconditions.Check(caller.IfMatch, session.Version) is { } stale)
        {
            return stale;
        }

        if (session.IsRetracted)
        {
            return Problem.Conflict("The session is entered in error, and changes no more.");
        }

        var weightKg = body.Over(body.WeightKg, session.WeightKg);
        if (!InfusionTimeline.TryOf(held.Events.Select(e => e.ToEvent()), out var timeline, out var unfit))
        {
            return Problem.Conflict(unfit.Detail);
        }

        var declared = SessionWords.ParseDeclaredEnd(session.DeclaredEnd);
        var plan = new InfusionPlan(
            body.Over(body.PlannedDoseMgPerKg, session.PlannedDoseMgPerKg), weightKg, body.Over(body.PlannedDuration, session.PlannedDuration));
        var status = SessionStatuses.Of(timeline, declared, plan);
        if (body.Status is not null && body.Status != status.Code())
        {
            var allowed = SessionStatuses.AllowedDeclarations(status);
            var ofEvents = SessionStatuses.Of(timeline, declaredEnd: null, plan).Code();
            declared = SessionWords.ParseDeclaredEnd(body.Status);
            if (timeline.HasStarted && body.Status == ofEvents)
            {
                // What was declared is taken back.
                declared = null;
            }
            else if (declared is not { } end || !allowed.Contains(end))
            {
                return Problem.Conflict(Moves(status, allowed.Select(move => move.Code()).Union(timeline.HasStarted ? [ofEvents] : []), timeline.State), "/status");
            }

            status = SessionStatuses.Of(timeline, declared, plan);
        }

        var (medication, route) = (body.Medication ?? session.Medication, body.Route ?? session.Route);
        var before = CriticalDoses.Parse(session.Critical);
        var tellsWeight = body.Tells(body.WeightKg);
        var critical = (tellsWeight ? held.Limits!.WeightFlag(body.WeightKg) : before & CriticalDose.Weight)
            | new DoseJudging(ClinicDoseLimits.InForce(held.Limits!.DoseLimits, medication, route), plan, "").Judge(timeline, told: null).OfTheInfusion;
        becameCritical = (critical & ~before) != CriticalDose.None;
        var encounter = body.Over(body.Encounter, session.Encounter);
        return new SqlArguments
        {
            { "id", session.Id },
            { "status", status.Code() },
            { "declaredEnd", declared?.Code() },
            { "indication", body.Indication ?? session.Indication },
            { "medication", medication },
            { "route", route },
            { "protocol", body.Over(body.Protocol, session.Protocol) },
            { "weightKg", weightKg },
            { "plannedDoseMgPerKg", body.Over(body.PlannedDoseMgPerKg, session.PlannedDoseMgPerKg) },
            { "plannedDuration", body.Over(body.PlannedDuration, session.PlannedDuration) },
            { "scheduledAt", body.Over(body.ScheduledAt, session.ScheduledAt) },
            { "identifiers", Identifier.Stored(body.Over(body.Identifiers, session.Identifiers)), NpgsqlDbType.Jsonb },
            { "encounterSystem", encounter?.System },
            { "encounterValue", encounter?.Value },
            { "critical", InfusionMove.Stored(critical) },
            { "confirmed", Confirmation.Stored(body.Confirmed ?? (tellsWeight ? null : session.Confirmed)), NpgsqlDbType.Jsonb },
            { "reason", body.Reason },
        };
    }

    /// <summary>The session, its live events, and what they are judged by.</summary>
    private sealed record Held(Session? Session, List<TimelineRow> Events, Limits? Limits);

    /// <summary>What doses and weights are judged by.</summary>
    private sealed record Limits
    {
        /// <summary>What the clinic has set for doses; null for nothing.</summary>
        public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, DoseLimits>>? DoseLimits { get; init; }

        /// <summary>True where the new weight is far off the patient's last.</summary>
        public required bool WeightIsOff { get; init; }

        /// <summary>Whether a new weight is critical; null where there is none any more.</summary>
        public CriticalDose WeightFlag(decimal? kg) =>
            BodyWeight.Flag(kg, WeightIsOff);
    }

    /// <summary>What can be done with the session instead.</summary>
    private static string Moves(SessionStatus status, IEnumerable<string> allowed, InfusionState state)
    {
        var declarations = string.Join(", ", allowed.Where(word => word != status.Code()).DefaultIfEmpty("nothing"));
        var moves = SessionStatuses.TakesInfusionEvents(status) ? InfusionTimeline.MovesFrom(state) : [];
        var events = moves.IsEmpty ? "none" : string.Join(", ", moves.Select(move => move.Code()));
        return $"The session is {status.Code()}, and that move makes no sense. What can be declared is {declarations}; "
            + $"the infusion events that move it are {events}; a session that was recorded in error is retracted.";
    }
}
