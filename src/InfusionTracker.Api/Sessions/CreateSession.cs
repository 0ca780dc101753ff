using System.ComponentModel.DataAnnotations;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using NpgsqlTypes;

namespace InfusionTracker.Api.Sessions;

/// <summary>A session to be recorded; its infusion events move it on from <c>planned</c>.</summary>
public sealed record NewSession
{
    /// <summary>Id of the session; the service makes one where it is left out.</summary>
    public Guid? Id { get; init; }

    /// <summary>The patient.</summary>
    public required Guid PatientId { get; init; }

    /// <summary>What the patient is treated for.</summary>
    [Indication]
    public required string Indication { get; init; }

    /// <summary>The medication, a code in lower case, e.g. <c>ketamine</c> or <c>esketamine</c>.</summary>
    [StringLength(64, MinimumLength = 1), RegularExpression(SessionCodes.MedicationPattern, ErrorMessage = SessionCodes.MedicationForm)]
    public required string Medication { get; init; }

    /// <summary>Route of administration.</summary>
    [RouteOfAdministration]
    public required string Route { get; init; }

    /// <summary>Protocol of the clinic's own choosing, e.g. <c>iv-0.5-mg-kg-40-min</c>.</summary>
    [StringLength(64, MinimumLength = 1), RegularExpression(SessionCodes.ProtocolPattern, ErrorMessage = SessionCodes.ProtocolForm)]
    public string? Protocol { get; init; }

    /// <summary>Body weight that doses per kg count with, kg, 20 to 350.</summary>
    [Range(typeof(decimal), "20", "350", ParseLimitsInInvariantCulture = true)]
    public decimal? WeightKg { get; init; }

    /// <summary>Planned dose, mg per kg of body weight, above 0 and up to 20.</summary>
    [Range(typeof(decimal), "0", "20", MinimumIsExclusive = true, ParseLimitsInInvariantCulture = true)]
    public decimal? PlannedDoseMgPerKg { get; init; }

    /// <summary>Planned duration of the infusion, ISO 8601, above 0 and up to a day, e.g. <c>PT40M</c>.</summary>
    public Duration? PlannedDuration { get; init; }

    /// <summary>When the session is planned for, up to five years from now.</summary>
    public Instant? ScheduledAt { get; init; }

    /// <summary>
    /// Identifiers given by other systems, e.g. of the order item or message: each is of one session of the clinic that is not retracted.
    /// </summary>
    [NotInFirstForm, MaxLength(20)]
    public IReadOnlyList<Identifier>? Identifiers { get; init; }

    /// <summary>The number of the encounter (visit) that the session is part of (FHIR <c>Encounter.identifier</c>); several sessions may share it.</summary>
    [NotInFirstForm]
    public Identifier? Encounter { get; init; }
}

public static class CreateSession
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Records a planned session of a patient.</summary>
    public static async Task<Results<CreatedRecord<Session>, Problem>> Handle(NewSession body, Caller caller, Database database, IClock clock)
    {
        var identity = WriteIdentity.Of(Session.Table, body.Id, null, body, clock);
        var written = await database.Append(
            caller,
            Sql.Statements(),
            identity,
            () => Judge(body, identity, clock),
            rows => rows.List<Session>(),
            (id, version) => GetSession.Recall(caller, database, id, version));
        return new CreatedRecord<Session>(written, $"/v1/sessions/{written.Record.Id}");
    }

    private static Decision<Session> Judge(NewSession body, WriteIdentity identity, IClock clock) =>
        (SessionShape.Refuse(body.PlannedDuration, body.ScheduledAt, clock) ?? Identifier.Refuse(body.Identifiers)) is { } refusal
            ? refusal
            : new SqlArguments
            {
                { "id", identity.Ids[0] },
                { "patientId", body.PatientId },
                { "indication", body.Indication },
                { "medication", body.Medication },
                { "route", body.Route },
                { "protocol", body.Protocol },
                { "weightKg", body.WeightKg },
                { "plannedDoseMgPerKg", body.PlannedDoseMgPerKg },
                { "plannedDuration", body.PlannedDuration },
                { "scheduledAt", body.ScheduledAt },
                { "identifiers", Identifier.Stored(body.Identifiers), NpgsqlDbType.Jsonb },
                { "encounterSystem", body.Encounter?.System },
                { "encounterValue", body.Encounter?.Value },
                { "requestHash", identity.RequestHashes[0] },
            };
}
