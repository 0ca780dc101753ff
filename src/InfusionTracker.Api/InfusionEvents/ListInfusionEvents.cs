using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.InfusionEvents;

public static class ListInfusionEvents
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Lists the infusion events of a session, first recorded first: as they stand, or as they stood at a recorded time.
    /// </summary>
    public static async Task<Results<Ok<Page<ChartedInfusionEvent>>, Problem>> Handle(
        Guid sessionId, TimeParameter? asOf, [AsParameters] PageQuery query, HttpContext context, Caller caller, Database database)
    {
        var page = PageRequest.Of(context, caller, query, "recordedAt", "-recordedAt", "occurredAt", "-occurredAt");
        string[] flags = [asOf is null ? "current" : "asOf", .. page.Flags];
        var arguments = new SqlArguments
        {
            { "sessionId", sessionId },
            { "asOf", asOf?.Value },
            { "limit", page.Limit + 1 },
            { "afterValue", page.AfterValue },
            { "afterId", page.AfterId },
        };
        List<SqlStatement> statements = [.. Sql.Part("session"), .. Sql.Part("page", flags), .. page.Count ? Sql.Part("count", flags) : []];
        var found = await database.Read(caller, statements, arguments, async rows =>
        {
            if (!await rows.Scalar<bool>())
            {
                return null;
            }

            var events = await rows.List<ChartedInfusionEvent>();
            return page.Of(events, e => e.SortValue!, e => e.Id, page.Count ? await rows.Scalar<long>() : null);
        });
        return found is null ? Problem.NotFound("session") : TypedResults.Ok(found);
    }
}
