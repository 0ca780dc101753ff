using System.Net.Mime;
using System.Reflection;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Audit;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using NodaTime;

namespace InfusionTracker.Api.Exports;

/// <summary>What part of a dataset is asked for, and how it is to be written.</summary>
public sealed record ExportQuery
{
    /// <summary>How it is written: <c>ndjson</c> or <c>csv</c>.</summary>
    [Codes("ndjson", "csv")]
    public required string Format { get; init; }

    /// <summary>
    /// What was recorded at or after this time: new records, corrected ones, and of the retracted ones their id, version,
    /// status and recordedAt. Give the <c>Next-Since</c> of the export before to go on from there without a gap.
    /// </summary>
    public TimeParameter? Since { get; init; }

    /// <summary>Only records of this patient; not with <c>since</c>.</summary>
    public Guid? Patient { get; init; }

    /// <summary>Only what happened at or after this time; not with <c>since</c>.</summary>
    public TimeParameter? From { get; init; }

    /// <summary>Only what happened before this time; not with <c>since</c>.</summary>
    public TimeParameter? To { get; init; }
}

/// <summary>
/// A dataset on its way out, row by row. It ends with the last byte of the transfer: where the database goes away half-way,
/// the transfer is broken off, so that a short file never looks whole.
/// </summary>
public sealed class Export : IResult, IEndpointMetadataProvider
{
    private const string Ndjson = "application/x-ndjson";
    private const string Csv = "text/csv";

    private readonly string _file;
    private readonly RowFormat _format;
    private readonly SqlStatement _until;
    private readonly SqlStatement _rows;
    private readonly SqlArguments _arguments;
    private readonly Caller _caller;
    private readonly Database _database;

    private Export(string file, RowFormat format, SqlStatement until, SqlStatement rows, SqlArguments arguments, Caller caller, Database database) =>
        (_file, _format, _until, _rows, _arguments, _caller, _database) = (file, format, until, rows, arguments, caller, database);

    /// <param name="dataset">Name of the dataset, which its file is called by.</param>
    /// <param name="query">What part is asked for, and how it is to be written.</param>
    /// <param name="sql">The statement of the dataset: parts <c>until</c> and <c>rows</c>.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="database">Where the rows are.</param>
    public static Results<Export, Problem> Of(string dataset, ExportQuery query, SqlFile sql, Caller caller, Database database)
    {
        if (query.Format is not ("ndjson" or "csv"))
        {
            return new Problem(404, "not-found", "There is no such format. Ask for ndjson or csv.");
        }

        TimeParameter.CheckRange(query.From, query.To);
        var flags = new List<string>();
        var arguments = new SqlArguments();
        void Only<T>(string name, T? value)
            where T : struct
        {
            if (value is { } given)
            {
                flags.Add(name);
                arguments.Add(name, given);
            }
        }

        Only("patient", query.Patient);
        Only("from", query.From?.Value);
        Only("to", query.To?.Value);
        if (query.Since is { Value: var since })
        {
            if (flags.Count > 0)
            {
                // What leaves such a part by a correction or a merge would never be told of.
                return Problem.BadParameter("since", "Give since alone: it is for a copy of the whole dataset.");
            }

            arguments.Add("since", since);
        }

        flags.Add(query.Since is null ? "sort=creation" : "sort=change");
        return new Export(
            $"{dataset}.{query.Format}",
            query.Format == "csv" ? RowFormat.Csv : RowFormat.Ndjson,
            sql.Part("until").Single(),
            sql.Part("rows", [.. flags]).Single(),
            arguments,
            caller,
            database);
    }

    public async Task ExecuteAsync(HttpContext context)
    {
        var longestStall = context.RequestServices.GetRequiredService<IConfiguration>().GetValue("Exports:StallSeconds", 60.0);
        var rows = new RowWriter(context.Response.BodyWriter, _format, TimeSpan.FromSeconds(longestStall));
        var isHeadAlone = Methods.IsAskedAlone(context);
        await _database.Stream(_caller, isHeadAlone ? [_until] : [_until, _rows], _arguments, async (reader, cancellation) =>
        {
            await reader.ReadAsync(cancellation);
            await context.RequestServices.GetRequiredService<AccessLog>().Take(context, _caller, answer: null);
            Announce(context.Response, reader.GetFieldValue<Instant>(0));
            if (!isHeadAlone)
            {
                await reader.NextResultAsync(cancellation);
                await rows.Write(reader, cancellation);
            }
        });
        await rows.Finish(context.RequestAborted);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), [Ndjson, Csv]));

    /// <param name="response">The answer, of which nothing has gone out.</param>
    /// <param name="until">
    /// A time that no write is still under way from: a transaction lasts seconds at most (see the time limits of the pool).
    /// </param>
    private void Announce(HttpResponse response, Instant until)
    {
        response.ContentType = _format == RowFormat.Csv ? $"{Csv}; charset=utf-8; header=present" : Ndjson;
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentDisposition = new ContentDisposition { FileName = _file }.ToString();
        response.Headers["Next-Since"] = Times.Text(until);
    }
}
