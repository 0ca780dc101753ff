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

    /// <summary>The right value, within the plausible range of the code.</summary>
    public decimal? Value { get; init; }

    /// <summary>The right UCUM unit.</summary>
    public string? Unit { get; init; }

    /// <summary>All parts of a panel, each of them once.</summary>
    public IReadOnlyList<NewComponent>? Components { get; init; }

    /// <summary>When it was observed, at most 5 minutes ahead of the service's clock and not before the patient's birth.</summary>
    public Instant? ObservedAt { get; init; }

    /// <summary>Who observed it: the clinic's own identifier of a clinician.</summary>
    [StringLength(ObservationJudge.MaxPerformerLength, MinimumLength = 1)]
    public string? Performer { get; init; }
}

public static class CorrectObservation
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Corrects an observation; the corrected one is judged as a new one would be, and the old stays readable.</summary>
    public static async Task<Results<CurrentRecord<Observation>, Problem>> Handle(
        Guid observationId, ObservationCorrection body, Caller caller, Database database, IClock clock, CriticalValues critical)
    {
        if (caller.IfMatch is null)
        {
            return Preconditions.Required();
        }

        var written = await database.Change(
            caller,
            Sql,
            new SqlArguments { { "id", observationId } },
            WriteIdentity.OfChange(Observation.Table, body, observationId),
            rows => rows.Single<Observation>(),
            observation => Judge(observation, body, caller, clock),
            rows => rows.List<Observation>(),
            (id, version) => GetObservation.Recall(caller, database, id, version));
        if (!written.Replayed)
        {
            critical.Announce(caller, written.Records);
        }

        return new CurrentRecord<Observation>(written.Record, written.Replayed);
    }

    private static Decision<Observation> Judge(Observation? observation, ObservationCorrection body, Caller caller, IClock clock)
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

        var judge = new ObservationJudge(clock);
        var content = judge.Judge(Corrected(observation, body), "");
        if (judge.Refusal is { } refusal)
        {
            return refusal;
        }

        return new SqlArguments
        {
            { "id", observation.Id },
            { "value", content!.Given.Value },
            { "unit", content.Given.Unit },
            { "canonicalValue", content.Accepted.Value?.Value },
            { "canonicalUnit", content.Accepted.Value?.Unit },
            { "interpretation", content.Accepted.Value?.Interpretation },
            { "components", content.Components, NpgsqlDbType.Jsonb },
            { "observedAt", content.Given.ObservedAt },
            { "performer", content.Given.Performer },
            { "reason", body.Reason },
        };
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
    };
}
