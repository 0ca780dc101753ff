using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.AdverseEvents;

public static class ListAdverseEvents
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Lists the adverse events of a session, first recorded first: as they stand, or as they stood at a recorded time.</summary>
    public static async Task<Results<Ok<Page<AdverseEvent>>, Problem>> Handle(
        Guid sessionId, TimeParameter? asOf, [AsParameters] PageQuery query, HttpContext context, Caller caller, Database database)
    {
        var page = PageRequest.Of(context, caller, query, "recordedAt", "-recordedAt", "startedAt", "-startedAt");
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

            var adverseEvents = await rows.List<AdverseEvent>();
            return page.Of(adverseEvents, a => a.SortValue!, a => a.Id, page.Count ? await rows.Scalar<long>() : null);
        });
        return found is null ? Problem.NotFound("session") : TypedResults.Ok(found);
    }
}
