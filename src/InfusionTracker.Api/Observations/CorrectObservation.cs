using System.ComponentModel.DataAnnotations;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using NpgsqlTypes;

namespace InfusionTracker.Api.Observations;

/// <summary>The members of an observation that were wrong, and why; what is left out stays as it is, and null clears a member that the observation can be without. What was observed (the code) never changes: retract it and record the other.</summary>
public sealed record ObservationCorrection : MergePatch
{
    /// <summary>Why the observation is corrected.</summary>
    [StringLength(1000, MinimumLength = 1)]
    public required string Reason { get; init; }

    /// <summary>The right value, within the plausible range of the code, or <c>confirmed</c>.</summary>
    [Clearable]
    public decimal? Value { get; set; }

    /// <summary>The right UCUM unit.</summary>
    [Clearable]
    public string? Unit { get; set; }

    /// <summary>All parts of a panel, each of them once.</summary>
    [Clearable]
    public IReadOnlyList<NewComponent>? Components { get; set; }

    /// <summary>
    /// When it was observed, at most 5 minutes ahead of the service's clock and not before the patient's birth. More than 24 hours before the
    /// start of the infusion or 48 hours after its end it needs <c>confirmed</c>.
    /// </summary>
    public Instant? ObservedAt { get; init; }

    /// <summary>Who observed it: the clinic's own identifier of a clinician.</summary>
    [Person]
    public string? Performer { get; init; }

    /// <summary>
    /// Says that what is implausible of the corrected value or time is true. An earlier confirmation stays with what it was said of: a value
    /// or time that is corrected needs one of its own.
    /// </summary>
    [NotInFirstForm]
    public Confirmation? Confirmed { get; init; }

    /// <summary>
    /// All identifiers from now on, e.g. of the order item or message: each is of one observation of the clinic that is not retracted.
    /// </summary>
    [Clearable]
    [NotInFirstForm, MaxLength(20)]
    public IReadOnlyList<Identifier>? Identifiers { get; set; }

    /// <summary>The number of the device that measured (FHIR <c>Device.identifier</c>); any number of observations share it.</summary>
    [Clearable]
    [NotInFirstForm]
    public Identifier? Device { get; set; }

    /// <summary>True where what was observed changes, and not only who observed it, when, by which device or under which name.</summary>
    internal bool TellsContent =>
        Tells(Value) || Tells(Unit) || Tells(Components);
}

public static class CorrectObservation
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Corrects an observation; the corrected one is judged as a new one would be, and the old stays readable.</summary>
    public static async Task<Results<CurrentRecord<Observation>, Problem>> Handle(
        Guid observationId, ObservationCorrection body, Caller caller, Database database, IClock clock, CriticalValues critical)
    {
        var written = await database.Change(
            caller,
            Sql,
            new SqlArguments { { "id", observationId } },
            WriteIdentity.OfChange(Observation.Table, "correction", observationId, body),
            async rows => (Observation: await rows.Single(Observation.Read), Ranges: (await rows.Single<ClinicRanges>())!),
            held => Judge(held.Observation, body, caller, clock, held.Ranges),
            rows => rows.List(Observation.Read),
            (id, version) => GetObservation.Recall(caller, database, id, version),
            () => Preconditions.CheckSent(caller.IfMatch));
        critical.Announce(caller, written.Records);

        return new CurrentRecord<Observation>(written.Record, written.Replayed);
    }

    private static Decision<Observation> Judge(Observation? observation, ObservationCorrection body, Caller caller, IClock clock, ClinicRanges ranges)
    {
        if (observation is null)
        {
            return Problem.NotFound("observation");
        }

        if (Preconditions.Check(caller.IfMatch, observation.Version) is { } stale)
        {
            return stale;
        }

        if (observation.IsRetracted)
        {
            return Problem.Conflict("The observation is entered in error, and changes no more.");
        }

        var judge = new ObservationJudge(clock, ranges.InForce);
        var corrected = Corrected(observation, body);
        var isValueKept = !body.TellsContent;
        var isConfirmationKept = isValueKept || (body.ObservedAt is null && observation.TimeConfirmed);
        string[] flags = [.. isValueKept ? (string[])[] : ["observed"], .. body.ObservedAt is null ? (string[])[] : ["moved"]];
        var write = new SqlArguments
        {
            { "id", observation.Id },
            { "observedAt", corrected.ObservedAt },
            { "performer", corrected.Performer },
            { "confirmed", Confirmation.Stored(body.Confirmed ?? (isConfirmationKept ? observation.Confirmed : null)), NpgsqlDbType.Jsonb },
            { "isTimeConfirmed", body.Confirmed is not null },
            { "identifiers", Identifier.Stored(corrected.Identifiers), NpgsqlDbType.Jsonb },
            { "deviceSystem", corrected.Device?.System },
            { "deviceValue", corrected.Device?.Value },
            { "reason", body.Reason },
        };
        if (isValueKept)
        {
            // What was observed stands as it was judged then, whatever the clinic has set since.
            judge.JudgeCircumstances(corrected, "");
            return judge.Refusal is { } wrong ? wrong : Decision<Observation>.Run(write, flags);
        }

        var content = judge.Judge(corrected, "");
        if (judge.Refusal is { } refusal)
        {
            return refusal;
        }

        write.Add("value", content!.Given.Value);
        write.Add("unit", content.Given.Unit);
        write.Add("canonicalValue", content.Accepted.Value?.Value);
        write.Add("canonicalUnit", content.Accepted.Value?.Unit);
        write.Add("interpretation", content.Accepted.Value?.Interpretation);
        write.Add("components", content.Components, NpgsqlDbType.Jsonb);
        return Decision<Observation>.Run(write, flags);
    }

    private static NewObservation Corrected(Observation observation, ObservationCorrection body) => new()
    {
        Code = observation.Code,
        Value = body.Over(body.Value, observation.Value),
        Unit = body.Over(body.Unit, observation.Unit),
        Components = body.Over(
            body.Components, observation.Components?.Select(c => new NewComponent { Code = c.Code, Value = c.Value, Unit = c.Unit }).ToList()),
        ObservedAt = body.ObservedAt ?? observation.ObservedAt,
        Performer = body.Performer ?? observation.Performer,
        Confirmed = body.Confirmed,
        Identifiers = body.Over(body.Identifiers, observation.Identifiers),
        Device = body.Over(body.Device, observation.Device),
    };
}
