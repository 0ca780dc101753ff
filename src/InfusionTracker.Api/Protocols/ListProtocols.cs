using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Protocols;

public static class ListProtocols
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Lists the clinic's protocols as they stand, by code; <c>sort=-code</c> the other way round.</summary>
    public static async Task<Results<Ok<Page<Protocol>>, Problem>> Handle(
        [AsParameters] PageQuery query, HttpContext context, Caller caller, Database database)
    {
        var page = PageRequest.Of(context, caller, query, "code", "-code");
        var arguments = new SqlArguments { { "limit", page.Limit + 1 }, { "afterValue", page.AfterValue } };
        List<SqlStatement> statements = [.. Sql.Part("page", [.. page.Flags]), .. page.Count ? Sql.Part("count") : []];
        return TypedResults.Ok(await database.Read(caller, statements, arguments, async rows =>
        {
            var protocols = await rows.List<Protocol>();
            return page.Of(protocols, p => p.Code, p => p.Id, page.Count ? await rows.Scalar<long>() : null);
        }));
    }
}
