using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Wastage;

public static class RetractWastage
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Takes out a record of wastage that was recorded in error; its history stays.</summary>
    public static async Task<Results<CurrentRecord<WastageRecord>, Problem>> Handle(
        Guid wastageId, Retraction body, Caller caller, Database database)
    {
        var written = await database.Change(
            caller,
            Sql,
            new SqlArguments { { "id", wastageId } },
            WriteIdentity.OfChange(WastageRecord.Table, "retraction", wastageId, body),
            rows => rows.Single<WastageRecord>(),
            wastage => wastage switch
            {
                null => Problem.NotFound("record of wastage"),
                { IsRetracted: true } => Decision<WastageRecord>.Keep(wastage),
                _ => new SqlArguments { { "id", wastageId }, { "reason", body.Reason } },
            },
            rows => rows.List<WastageRecord>(),
            (id, version) => GetWastage.Recall(caller, database, id, version));
        return new CurrentRecord<WastageRecord>(written.Record, written.Replayed);
    }
}
