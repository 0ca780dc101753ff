using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.AdverseEvents;

public static class RetractAdverseEvent
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Takes out an adverse event that was recorded in error; its history stays.</summary>
    public static async Task<Results<CurrentRecord<AdverseEvent>, Problem>> Handle(
        Guid adverseEventId, Retraction body, Caller caller, Database database)
    {
        var written = await database.Change(
            caller,
            Sql,
            new SqlArguments { { "id", adverseEventId } },
            WriteIdentity.OfChange(AdverseEvent.Table, "retraction", adverseEventId, body),
            rows => rows.Single<AdverseEvent>(),
            adverseEvent => adverseEvent switch
            {
                null => Problem.NotFound("adverse event"),
                { IsRetracted: true } => Decision<AdverseEvent>.Keep(adverseEvent),
                _ => new SqlArguments { { "id", adverseEventId }, { "reason", body.Reason } },
            },
            rows => rows.List<AdverseEvent>(),
            (id, version) => GetAdverseEvent.Recall(caller, database, id, version));
        return new CurrentRecord<AdverseEvent>(written.Record, written.Replayed);
    }
}
