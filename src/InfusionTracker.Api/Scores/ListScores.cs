using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Instruments;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Scores;

/// <summary>Which scores are asked for; a filter given several times means any of its values.</summary>
public sealed record ScoreFilter
{
    /// <summary>Patients.</summary>
    public Guid[]? Patient { get; init; }

    /// <summary>Codes of instruments.</summary>
    public string[]? Instrument { get; init; }

    /// <summary>Who rated.</summary>
    public string[]? Performer { get; init; }

    /// <summary>Identifiers of the scores, as <c>system|value</c>.</summary>
    public string[]? Identifier { get; init; }

    /// <summary>Assessed at this time or later.</summary>
    public TimeParameter? From { get; init; }

    /// <summary>Assessed before this time.</summary>
    public TimeParameter? To { get; init; }

    /// <summary>False for scores whose safety flags, raised or not to be excluded, nobody has acknowledged yet, true for those that somebody has.</summary>
    public bool? Acknowledged { get; init; }
}

public static class ListScores
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Lists the clinic's scores, first recorded first; <c>sort=assessedAt</c> or <c>-assessedAt</c> by assessment.</summary>
    public static async Task<Results<Ok<Page<Score>>, Problem>> Handle(
        [AsParameters] ScoreFilter filter, [AsParameters] PageQuery query, HttpContext context, Caller caller, Database database)
    {
        var page = PageRequest.Of(context, caller, query, "recordedAt", "-recordedAt", "assessedAt", "-assessedAt");
        if (filter.Instrument is { } codes && !Array.TrueForAll(codes, code => InstrumentCatalogue.Find(code) is not null))
        {
            return Problem.BadParameter("instrument", "Give codes of the catalogue; GET /v1/instruments lists them.");
        }

        TimeParameter.CheckRange(filter.From, filter.To);

        var (systems, values) = Platform.Identifier.ParseAll("identifier", filter.Identifier);
        string[] flags =
        [
            .. page.Flags,
            .. filter.Patient is { Length: > 0 } ? ["patient"] : Array.Empty<string>(),
            .. filter.Instrument is { Length: > 0 } ? ["instrument"] : Array.Empty<string>(),
            .. filter.Performer is { Length: > 0 } ? ["performer"] : Array.Empty<string>(),
            .. filter.Identifier is { Length: > 0 } ? ["identifier"] : Array.Empty<string>(),
            .. filter.From is not null ? ["from"] : Array.Empty<string>(),
            .. filter.To is not null ? ["to"] : Array.Empty<string>(),
            .. filter.Acknowledged switch
            {
                true => ["acknowledged"],
                false => ["unacknowledged"],
                null => Array.Empty<string>(),
            },
        ];
        var arguments = new SqlArguments
        {
            { "limit", page.Limit + 1 },
            { "afterValue", page.AfterValue },
            { "afterId", page.AfterId },
            { "patients", filter.Patient },
            { "instruments", filter.Instrument },
            { "performers", filter.Performer },
            { "systems", systems },
            { "values", values },
            { "from", filter.From?.Value },
            { "to", filter.To?.Value },
        };
        List<SqlStatement> statements = [.. Sql.Part("page", flags), .. page.Count ? Sql.Part("count", flags) : []];
        return TypedResults.Ok(await database.Read(caller, statements, arguments, async rows =>
        {
            var scores = await rows.List<Score>();
            return page.Of(scores, score => score.SortValue!, score => score.Id, page.Count ? await rows.Scalar<long>() : null);
        }));
    }
}
