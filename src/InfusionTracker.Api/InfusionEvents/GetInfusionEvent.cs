using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.InfusionEvents;

public static class GetInfusionEvent
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Reads an infusion event: as it stands, at one version, or as it stood at a recorded time.</summary>
    public static async Task<Results<CurrentRecord<ChartedInfusionEvent>, Problem>> Handle(
        Guid infusionEventId, int? version, TimeParameter? asOf, Caller caller, Database database)
    {
        var state = RecordState.Of(version, asOf);
        var charted = await database.Read(
            caller, Sql.Statements(state.Flag), state.Arguments(infusionEventId), rows => rows.Single<ChartedInfusionEvent>());
        return charted is null ? Problem.NotFound("infusion event") : new CurrentRecord<ChartedInfusionEvent>(charted);
    }

    /// <summary>The version that a request wrote, for its replay.</summary>
    internal static Task<ChartedInfusionEvent?> Recall(Caller caller, Database database, Guid id, int version)
    {
        var state = RecordState.Of(version, null);
        return database.Read(caller, Sql.Statements(state.Flag), state.Arguments(id), rows => rows.Single<ChartedInfusionEvent>());
    }
}
