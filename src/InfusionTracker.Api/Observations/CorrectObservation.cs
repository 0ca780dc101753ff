using System.ComponentModel.DataAnnotations;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using NpgsqlTypes;

namespace InfusionTracker.Api.Observations;

/// <summary>The members of an observation that were wrong, and why; what is left out stays as it is. What was observed (the code) never changes: retract it and record the other.</summary>
[RefusesNulls]
public sealed record ObservationCorrection
{
    /// <summary>Why the observation is corrected.</summary>
    [StringLength(1000, MinimumLength = 1)]
    public required string Reason { get; init; }

    /// <summary>The right value, within the plausible range of the code, or <c>confirmed</c>.</summary>
    public decimal? Value { get; init; }

    /// <summary>The right UCUM unit.</summary>
    public string? Unit { get; init; }

    /// <summary>All parts of a panel, each of them once.</summary>
    public IReadOnlyList<NewComponent>? Components { get; init; }

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
        var isValueKept = body is { Value: null, Unit: null, Components: null };
        var isConfirmationKept = isValueKept || (body.ObservedAt is null && observation.TimeConfirmed);
        string[] flags = [.. isValueKept ? (string[])[] : ["observed"], .. body.ObservedAt is null ? (string[])[] : ["moved"]];
        var write = new SqlArguments
        {
            { "id", observation.Id },
            { "observedAt", corrected.ObservedAt },
            { "performer", corrected.Performer },
            { "confirmed", Confirmation.Stored(body.Confirmed ?? (isConfirmationKept ? observation.Confirmed : null)), NpgsqlDbType.Jsonb },
            { "isTimeConfirmed", body.Confirmed is not null },
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
        Value = body.Value ?? observation.Value,
        Unit = body.Unit ?? observation.Unit,
        Components = body.Components
            ?? observation.Components?.Select(c => new NewComponent { Code = c.Code, Value = c.Value, Unit = c.Unit }).ToList(),
        ObservedAt = body.ObservedAt ?? observation.ObservedAt,
        Performer = body.Performer ?? observation.Performer,
        Confirmed = body.Confirmed,
    };
}
