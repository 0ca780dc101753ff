using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Exports;

public static class StreamObservations
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Streams the clinic's observations as they stand, first recorded first, in <c>ndjson</c> or <c>csv</c>; with <c>since</c>, what was
    /// recorded, corrected or retracted since. <c>from</c> and <c>to</c> go by <c>observedAt</c>.
    /// </summary>
    /// <remarks>
    /// In NDJSON a null is left out. In CSV (RFC 4180, with a header line) it is empty, and a text that begins with one of
    /// <c>= + - @ '</c>, a tab or a carriage return has an apostrophe before it, since a spreadsheet would run it as a formula:
    /// take one leading apostrophe off a text to have it as it was recorded. A file is whole only where the transfer ended
    /// as HTTP says.
    /// </remarks>
    public static Results<Export, Problem> Handle([AsParameters] ExportQuery query, Caller caller, Database database) =>
        Export.Of("observations", query, Sql, caller, database);
}
