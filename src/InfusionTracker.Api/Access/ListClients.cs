using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Access;

public static class ListClients
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Lists the clients of the clinic, first seen first: those with keys, and those that the issuer signed in. Includes those that were cut off.</summary>
    public static async Task<Results<Ok<Page<Client>>, Problem>> Handle(
        [AsParameters] PageQuery query, HttpContext context, Caller caller, Database database)
    {
        var page = PageRequest.Of(context, caller, query, "createdAt", "-createdAt");
        var arguments = new SqlArguments
        {
            { "limit", page.Limit + 1 },
            { "afterValue", page.AfterValue },
            { "afterId", page.AfterId },
        };
        List<SqlStatement> statements = [.. Sql.Part("page", [.. page.Flags]), .. page.Count ? Sql.Part("count") : []];
        return TypedResults.Ok(await database.Read(caller, statements, arguments, async rows =>
        {
            var clients = await rows.List<Client>();
            return page.Of(clients, c => c.SortValue!, c => c.Id, page.Count ? await rows.Scalar<long>() : null);
        }));
    }
}
