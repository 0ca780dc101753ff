using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Wastage;

public static class ListWastage
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Lists what became of the containers drawn up for a session, first recorded first: as it stands, or as it stood at a recorded time.</summary>
    public static async Task<Results<Ok<Page<WastageRecord>>, Problem>> Handle(
        Guid sessionId, TimeParameter? asOf, [AsParameters] PageQuery query, HttpContext context, Caller caller, Database database)
    {
        var page = PageRequest.Of(context, caller, query, "recordedAt", "-recordedAt", "occurredAt", "-occurredAt");
        string[] flags = [asOf is null ? "current" : "asOf", .. page.Flags];
        var arguments = new SqlArguments
        {
            { "sessionId", sessionId },
            { "limit", page.Limit + 1 },
            { "afterValue", page.AfterValue },
            { "afterId", page.AfterId },
        };
        if (asOf is { Value: var time })
        {
            arguments.Add("asOf", time);
        }

        List<SqlStatement> statements = [.. Sql.Part("session"), .. Sql.Part("page", flags), .. page.Count ? Sql.Part("count", flags) : []];
        var found = await database.Read(caller, statements, arguments, async rows =>
        {
            if (!await rows.Scalar<bool>())
            {
                return null;
            }

            var records = await rows.List<WastageRecord>();
            return page.Of(records, w => w.SortValue!, w => w.Id, page.Count ? await rows.Scalar<long>() : null);
        });
        return found is null ? Problem.NotFound("session") : TypedResults.Ok(found);
    }
}
