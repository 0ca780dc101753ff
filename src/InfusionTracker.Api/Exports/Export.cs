using System.Globalization;
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
    /// What has changed since: the <c>Next-Since</c> of the export before, to go on from there without a gap, or a time, from
    /// which on all is told, and what was recorded up to a minute or so before it too. New and corrected records come as they stand,
    /// retracted ones with their id, version, status and recordedAt; what was recorded in the last second may come with the next export.
    /// </summary>
    public string? Since { get; init; }

    /// <summary>
    /// Only records of this patient; not with <c>since</c>. A chart that was merged finds the records of the one that it was merged into,
    /// which the header <c>Merged-Into</c> names.
    /// </summary>
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

    private const string Restored =
        "The records were restored to a state from before this Next-Since. Take a whole export, without since, and go on from its Next-Since.";

    private static readonly SqlFile Sql = SqlFile.Beside();
    private static readonly IReadOnlyList<SqlStatement> SinceTime = Sql.Part("since");

    private readonly string _file;
    private readonly RowFormat _format;
    private readonly string? _since;
    private readonly IReadOnlyList<SqlStatement> _until;
    private readonly SqlStatement _rows;
    private readonly SqlArguments _arguments;
    private readonly Caller _caller;
    private readonly Database _database;

    private Export(
        string file, RowFormat format, string? since, IReadOnlyList<SqlStatement> until, SqlStatement rows, SqlArguments arguments, Caller caller, Database database) =>
        (_file, _format, _since, _until, _rows, _arguments, _caller, _database) = (file, format, since, until, rows, arguments, caller, database);

    /// <param name="dataset">Name of the dataset, which its file is called by.</param>
    /// <param name="query">What part is asked for, and how it is to be written.</param>
    /// <param name="sql">The statement of the dataset.</param>
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
        if (query.Since is not null && flags.Count > 0)
        {
            // What leaves such a part by a correction or a merge would never be told of.
            return Problem.BadParameter("since", "Give since alone: it is for a copy of the whole dataset.");
        }

        flags.Add(query.Since is null ? "sort=creation" : "sort=change");
        return new Export(
            $"{dataset}.{query.Format}",
            query.Format == "csv" ? RowFormat.Csv : RowFormat.Ndjson,
            query.Since,
            Sql.Part("until", query.Patient is null ? [] : ["patient"]),
            sql.Statements([.. flags]).Single(),
            arguments,
            caller,
            database);
    }

    public async Task ExecuteAsync(HttpContext context)
    {
        var longestStall = context.RequestServices.GetRequiredService<IConfiguration>().GetValue("Exports:StallSeconds", 60.0);
        var rows = new RowWriter(context.Response.BodyWriter, _format, TimeSpan.FromSeconds(longestStall));
        var isHeadAlone = Methods.IsAskedAlone(context);
        var cursors = context.RequestServices.GetRequiredService<Cursors>();
        var since = await Since(cursors);
        _arguments.Add("position", since?.Position);
        _arguments.Add("hash", since?.Hash);
        await _database.Stream(_caller, isHeadAlone ? _until : [.. _until, _rows], _arguments, async (reader, cancellation) =>
        {
            await reader.ReadAsync(cancellation);
            var until = new SealedPosition(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1));
            if (!reader.GetBoolean(2))
            {
                throw new ProblemException(new Problem(410, "restored", Restored, new ProblemError(null, "since", Restored)));
            }

            await context.RequestServices.GetRequiredService<AccessLog>().Take(context, _caller, answer: null);
            Announce(context.Response, until.Text(cursors, _caller));
            if (reader.FieldCount > 3 && reader.GetFieldValue<Guid?>(3) is { } mergedInto)
            {
                context.Response.Headers["Merged-Into"] = mergedInto.ToString();
            }

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

    /// <summary>The position that <c>since</c> says: one that was sealed for this clinic, or by a time; null where it was left out.</summary>
    /// <exception cref="ProblemException">400: it is neither, or the time has not come.</exception>
    private async Task<(long Position, byte[]? Hash)?> Since(Cursors cursors)
    {
        if (_since is null)
        {
            return null;
        }

        if (!TimeParameter.TryParse(_since, CultureInfo.InvariantCulture, out var time))
        {
            return SealedPosition.Of(_since, cursors, _caller) is { } given
                ? (given.Position, given.Hash)
                : throw new ProblemException(Problem.BadParameter(
                    "since", "Give the Next-Since of an export of this clinic, or a time such as 2026-03-02T09:00:00Z."));
        }

        // By itself, since the rows of a position that is known are found in its order, and the first goes out at once.
        var (position, hasCome) = (await _database.Read(
            _caller,
            SinceTime,
            new SqlArguments { { "since", time.Value } },
            rows => rows.List(row => (row.GetInt64(0), row.GetBoolean(1))))).Single();
        return hasCome
            ? (position, null)
            : throw new ProblemException(Problem.BadParameter(
                "since", "Give a time that has passed, or better the Next-Since of the export before."));
    }

    /// <param name="response">The answer, of which nothing has gone out.</param>
    /// <param name="until">How far the order of changes goes in the state whose rows follow: no row of up to there is missing.</param>
    private void Announce(HttpResponse response, string until)
    {
        response.ContentType = _format == RowFormat.Csv ? $"{Csv}; charset=utf-8; header=present" : Ndjson;
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentDisposition = new ContentDisposition { FileName = _file }.ToString();
        response.Headers["Next-Since"] = until;
    }
}
