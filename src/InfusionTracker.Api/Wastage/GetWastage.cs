using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Wastage;

public static class GetWastage
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Reads a record of wastage: as it stands, at one version, or as it stood at a recorded time.</summary>
    public static async Task<Results<CurrentRecord<WastageRecord>, Problem>> Handle(
        Guid wastageId, int? version, TimeParameter? asOf, Caller caller, Database database)
    {
        var state = RecordState.Of(version, asOf);
        var wastage = await database.Read(
            caller, Sql.Statements(state.Flag), state.Arguments(wastageId), rows => rows.Single<WastageRecord>());
        return wastage is null ? Problem.NotFound("record of wastage") : new CurrentRecord<WastageRecord>(wastage);
    }

    /// <summary>The version that a request wrote, for its replay.</summary>
    internal static Task<WastageRecord?> Recall(Caller caller, Database database, Guid id, int version)
    {
        var state = RecordState.Of(version, null);
        return database.Read(caller, Sql.Statements(state.Flag), state.Arguments(id), rows => rows.Single<WastageRecord>());
    }
}
