using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Patients;

public static class ListPatients
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Lists the clinic's patients, first recorded first; <c>identifier=system|value</c> finds one.</summary>
    /// <param name="identifier">The one patient with this identifier, as <c>system|value</c>.</param>
    /// <param name="query">What part of the list.</param>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="database">The records.</param>
    public static async Task<Results<Ok<Page<Patient>>, Problem>> Handle(
        string? identifier, [AsParameters] PageQuery query, HttpContext context, Caller caller, Database database)
    {
        var page = PageRequest.Of(context, caller, query, "recordedAt", "-recordedAt");
        var named = identifier is null ? null : Identifier.Parse("identifier", identifier);
        var flags = page.Flags.Concat(named is null ? [] : ["identifier"]).ToArray();
        var arguments = new SqlArguments
        {
            { "limit", page.Limit + 1 },
            { "afterValue", page.AfterValue },
            { "afterId", page.AfterId },
            { "system", named?.System },
            { "value", named?.Value },
        };
        List<SqlStatement> statements = [.. Sql.Part("page", flags), .. page.Count ? Sql.Part("count", flags) : []];
        return TypedResults.Ok(await database.Read(caller, statements, arguments, async rows =>
        {
            var patients = await rows.List<Patient>();
            return page.Of(patients, p => p.SortValue!, p => p.Id, page.Count ? await rows.Scalar<long>() : null);
        }));
    }
}
