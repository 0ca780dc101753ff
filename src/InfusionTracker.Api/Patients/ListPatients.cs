using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Patients;

public static class ListPatients
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Lists the clinic's patients, first recorded first; <c>identifier=system|value</c> finds one by what another system calls it.</summary>
    /// <param name="identifier">Patients with any of these identifiers, each as <c>system|value</c>.</param>
    /// <param name="query">What part of the list.</param>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="database">The records.</param>
    public static async Task<Results<Ok<Page<Patient>>, Problem>> Handle(
        string[]? identifier, [AsParameters] PageQuery query, HttpContext context, Caller caller, Database database)
    {
        var page = PageRequest.Of(context, caller, query, "recordedAt", "-recordedAt");
        var (systems, values) = Identifier.ParseAll("identifier", identifier);
        string[] flags = [.. page.Flags, .. systems.Length == 0 ? Array.Empty<string>() : ["identifier"]];
        var arguments = new SqlArguments
        {
            { "limit", page.Limit + 1 },
            { "afterValue", page.AfterValue },
            { "afterId", page.AfterId },
            { "systems", systems },
            { "values", values },
        };
        List<SqlStatement> statements = [.. Sql.Part("page", flags), .. page.Count ? Sql.Part("count", flags) : []];
        return TypedResults.Ok(await database.Read(caller, statements, arguments, async rows =>
        {
            var patients = await rows.List<Patient>();
            return page.Of(patients, p => p.SortValue!, p => p.Id, page.Count ? await rows.Scalar<long>() : null);
        }));
    }
}
