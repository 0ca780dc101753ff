using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Observations;
using Microsoft.AspNetCore.Http.HttpResults;
using NpgsqlTypes;

namespace InfusionTracker.Api.Observations;

public static class ListObservations
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Lists the observations of a session, first recorded first. <c>code</c> and <c>performer</c> may be given several
    /// times; <c>from</c> is included and <c>to</c> excluded, both of <c>observedAt</c>; <c>asOf</c> gives the list as it
    /// stood at a recorded time.
    /// </summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="code">Codes of the catalogue of observations.</param>
    /// <param name="performer">Who observed, by the clinic's own identifiers.</param>
    /// <param name="identifier">Identifiers of the observations, as <c>system|value</c>.</param>
    /// <param name="device">Numbers of devices, as <c>system|value</c>.</param>
    /// <param name="from">Observed at this time or later.</param>
    /// <param name="to">Observed before this time.</param>
    /// <param name="asOf">A recorded time.</param>
    /// <param name="query">What part of the list.</param>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="database">The records.</param>
    public static async Task<Results<Ok<Page<Observation>>, Problem>> Handle(
        Guid sessionId,
        string[]? code,
        string[]? performer,
        string[]? identifier,
        string[]? device,
        TimeParameter? from,
        TimeParameter? to,
        TimeParameter? asOf,
        [AsParameters] PageQuery query,
        HttpContext context,
        Caller caller,
        Database database)
    {
        var page = PageRequest.Of(context, caller, query, "recordedAt", "-recordedAt", "observedAt", "-observedAt");
        var codes = (code ?? []).Select(c => ObservationCatalogue.Find(c)?.Code).ToArray();
        if (codes.Contains(null))
        {
            return Problem.BadParameter("code", "The catalogue of observations has no such code.");
        }

        TimeParameter.CheckRange(from, to);
        var identifiers = (identifier ?? []).Select(text => Identifier.Stored([Identifier.Parse("identifier", text)])).ToArray();
        var (deviceSystems, deviceValues) = Identifier.ParseAll("device", device);
        string[] filters =
        [
            asOf is null ? "current" : "asOf",
            .. codes.Length > 0 ? ["code"] : Array.Empty<string>(),
            .. performer is { Length: > 0 } ? ["performer"] : Array.Empty<string>(),
            .. identifier is { Length: > 0 } ? ["identifier"] : Array.Empty<string>(),
            .. device is { Length: > 0 } ? ["device"] : Array.Empty<string>(),
            .. from is null ? Array.Empty<string>() : ["from"],
            .. to is null ? Array.Empty<string>() : ["to"],
        ];
        var arguments = new SqlArguments
        {
            { "sessionId", sessionId },
            { "asOf", asOf?.Value },
            { "codes", codes },
            { "performers", performer },
            { "identifiers", identifiers, NpgsqlDbType.Array | NpgsqlDbType.Jsonb },
            { "deviceSystems", deviceSystems },
            { "deviceValues", deviceValues },
            { "from", from?.Value },
            { "to", to?.Value },
            { "limit", page.Limit + 1 },
            { "afterValue", page.AfterValue },
            { "afterId", page.AfterId },
        };
        List<SqlStatement> statements =
        [
            .. Sql.Part("session"),
            .. Sql.Part("page", [.. page.Flags, .. filters]),
            .. page.Count ? Sql.Part("count", filters) : [],
        ];
        var answer = await database.Read(caller, statements, arguments, async rows =>
        {
            var sessionExists = await rows.Scalar<bool>();
            var observations = await rows.List(row => Observation.Read(row) with { SortValue = row.GetString(20) });
            var count = page.Count ? await rows.Scalar<long>() : (long?)null;
            return sessionExists ? page.Of(observations, o => o.SortValue!, o => o.Id, count) : null;
        });
        return answer is null ? Problem.NotFound("session") : TypedResults.Ok(answer);
    }
}
