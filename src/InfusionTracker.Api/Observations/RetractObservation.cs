using System.ComponentModel.DataAnnotations;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace InfusionTracker.Api.Observations;

/// <summary>Takes an observation out of every answer but its history (entered in error).</summary>
public sealed record ObservationRetraction
{
    /// <summary>Why the observation is wrong.</summary>
    [StringLength(1000, MinimumLength = 1)]
    public required string Reason { get; init; }

    /// <summary>True where it was recorded of the wrong patient.</summary>
    public bool? WrongPatient { get; init; }

    /// <summary>The right session, where the same content is recorded in the same transaction; only with <c>wrongPatient</c>.</summary>
    public Guid? ReenterUnder { get; init; }
}

public static class RetractObservation
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Retracts an observation. One that was recorded of the wrong patient is recorded under the right session in the same
    /// call, and the answer names the new record as <c>reenteredAs</c>. One that is retracted already can still be re-entered,
    /// once: the same request again changes nothing, and another session is 409 with the id of the new observation.
    /// </summary>
    public static async Task<Results<CurrentRecord<Observation>, Problem>> Handle(
        Guid observationId, ObservationRetraction body, Caller caller, Database database, IClock clock, CriticalValues critical)
    {
        var newId = body.ReenterUnder is null ? (Guid?)null : WriteIdentity.NewId(clock);
        var written = await database.Change(
            caller,
            Sql,
            new SqlArguments { { "id", observationId } },
            WriteIdentity.OfChange(Observation.Table, "retraction", observationId, body),
            async rows => (Observation: await rows.Single(Observation.Read), ReenteredUnder: await rows.List(row => row.GetGuid(0))),
            held => Judge(held.Observation, held.ReenteredUnder, body, newId),
            rows => rows.List(Observation.Read),
            (id, version) => GetObservation.Recall(caller, database, id, version),
            () => Refuse(body));
        if (newId is not null && written.Record.ReenteredAs == newId)
        {
            // What was critical of the wrong patient is now of another, and nobody has looked at that one yet.
            critical.Announce(caller, written.Records);
        }

        return new CurrentRecord<Observation>(written.Record, written.Replayed);
    }

    private static Problem? Refuse(ObservationRetraction body) => body is { ReenterUnder: not null, WrongPatient: not true }
        ? Problem.Invalid("/wrongPatient", "An observation is entered under another session only where it was of the wrong patient: send true.")
        : null;

    private static Decision<Observation> Judge(Observation? observation, List<Guid> reenteredUnder, ObservationRetraction body, Guid? newId)
    {
        if (observation is null)
        {
            return Problem.NotFound("observation");
        }

        if (Reentry.Repeated(observation, body.ReenterUnder, reenteredUnder, observation.ReenteredAs) is { } repeated)
        {
            return repeated;
        }

        if (body.ReenterUnder == observation.SessionId)
        {
            return Problem.Invalid("/reenterUnder", "The observation is of this session already; name the right one.");
        }

        var write = new SqlArguments
        {
            { "id", observation.Id },
            { "reason", body.Reason },
            { "newId", newId },
            { "reenterUnder", body.ReenterUnder },
        };
        return newId is null ? write : Decision<Observation>.Run(write, "reenter");
    }
}
