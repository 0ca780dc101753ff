using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.AdverseEvents;

public static class GetAdverseEvent
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Reads an adverse event: as it stands, at one version, or as it stood at a recorded time.</summary>
    public static async Task<Results<CurrentRecord<AdverseEvent>, Problem>> Handle(
        Guid adverseEventId, int? version, TimeParameter? asOf, Caller caller, Database database)
    {
        var state = RecordState.Of(version, asOf);
        var adverseEvent = await database.Read(
            caller, Sql.Statements(state.Flag), state.Arguments(adverseEventId), rows => rows.Single<AdverseEvent>());
        return adverseEvent is null ? Problem.NotFound("adverse event") : new CurrentRecord<AdverseEvent>(adverseEvent);
    }

    /// <summary>The version that a request wrote, for its replay.</summary>
    internal static Task<AdverseEvent?> Recall(Caller caller, Database database, Guid id, int version)
    {
        var state = RecordState.Of(version, null);
        return database.Read(caller, Sql.Statements(state.Flag), state.Arguments(id), rows => rows.Single<AdverseEvent>());
    }
}
