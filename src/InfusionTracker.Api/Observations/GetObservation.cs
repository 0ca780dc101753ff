using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Observations;

public static class GetObservation
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Reads an observation: as it stands, at one version, or as it stood at a recorded time.</summary>
    public static async Task<Results<CurrentRecord<Observation>, Problem>> Handle(
        Guid observationId, int? version, TimeParameter? asOf, Caller caller, Database database)
    {
        var observation = await Read(caller, database, observationId, RecordState.Of(version, asOf));
        return observation is null ? Problem.NotFound("observation") : new CurrentRecord<Observation>(observation);
    }

    /// <summary>The version that a request wrote, for its replay.</summary>
    internal static Task<Observation?> Recall(Caller caller, Database database, Guid id, int version) =>
        Read(caller, database, id, RecordState.Of(version, null));

    private static Task<Observation?> Read(Caller caller, Database database, Guid id, RecordState state) => database.Read(
        caller,
        Sql.Statements(state.Flag),
        state.Arguments(id),
        rows => rows.Single(Observation.Read));
}
