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
    /// call, and the answer names the new record as <c>reenteredAs</c>. One that is retracted already stays as it is.
    /// </summary>
    public static async Task<Results<CurrentRecord<Observation>, Problem>> Handle(
        Guid observationId, ObservationRetraction body, Caller caller, Database database, IClock clock, CriticalValues critical)
    {
        if (body is { ReenterUnder: not null, WrongPatient: not true })
        {
            return Problem.Invalid("/wrongPatient", "An observation is entered under another session only where it was of the wrong patient: send true.");
        }

        Guid[] ids = body.ReenterUnder is null ? [observationId] : [observationId, WriteIdentity.NewId(clock)];
        var written = await database.Change(
            caller,
            Sql,
            new SqlArguments { { "id", observationId } },
            WriteIdentity.OfChange(Observation.Table, body, ids),
            rows => rows.Single<Observation>(),
            observation => Judge(observation, body, ids),
            async rows => ids.Length == 1 ? await rows.List<Observation>() : [.. await rows.List<Observation>(), .. await rows.List<Observation>()],
            (id, version) => GetObservation.Recall(caller, database, id, version));
        var reentered = written.Records.Skip(1).SingleOrDefault();
        if (reentered is not null && !written.Replayed)
        {
            critical.Announce(caller, [reentered]);
        }

        return new CurrentRecord<Observation>(written.Record with { ReenteredAs = reentered?.Id }, written.Replayed);
    }

    private static Decision<Observation> Judge(Observation? observation, ObservationRetraction body, Guid[] ids)
    {
        if (observation is null)
        {
            return Problem.NotFound("observation");
        }

        if (observation.IsRetracted)
        {
            return Decision<Observation>.Keep(observation);
        }

        if (body.ReenterUnder is not { } session)
        {
            return new SqlArguments { { "id", observation.Id }, { "reason", body.Reason } };
        }

        return session == observation.SessionId
            ? Problem.Invalid("/reenterUnder", "The observation is of this session already; name the right one.")
            : Decision<Observation>.Run(
                new SqlArguments { { "id", observation.Id }, { "reason", body.Reason }, { "newId", ids[1] }, { "reenterUnder", session } },
                "reenter");
    }
}
