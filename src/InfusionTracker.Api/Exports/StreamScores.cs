using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Exports;

public static class StreamScores
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Streams the clinic's scores as they stand, first recorded first, in <c>ndjson</c> or <c>csv</c>; with <c>since</c>, what was
    /// recorded or retracted since then. <c>from</c> and <c>to</c> go by <c>assessedAt</c>.
    /// </summary>
    public static Results<Export, Problem> Handle(string format, [AsParameters] ExportQuery query, Caller caller, Database database) =>
        Export.Of("scores", format, query, Sql, caller, database);
}
