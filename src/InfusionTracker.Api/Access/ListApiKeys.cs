using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Access;

public static class ListApiKeys
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Lists the keys of the clinic's clients, first made first, expired and revoked ones too; never their secrets.</summary>
    public static async Task<Results<Ok<Page<IssuedKey>>, Problem>> Handle(
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
            var keys = await rows.List<IssuedKey>();
            return page.Of(keys, k => k.SortValue!, k => k.Id, page.Count ? await rows.Scalar<long>() : null);
        }));
    }
}
