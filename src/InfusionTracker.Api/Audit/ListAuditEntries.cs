using System.Globalization;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Audit;

/// <summary>Which entries are asked for. A filter given several times means any of its values.</summary>
public sealed record AuditFilter
{
    /// <summary>What happened at or after this time.</summary>
    public TimeParameter? From { get; init; }

    /// <summary>What happened before this time.</summary>
    public TimeParameter? To { get; init; }

    /// <summary>What this client did: its <c>recordedBy</c>.</summary>
    public Guid[]? Client { get; init; }

    /// <summary>Kind of the records, e.g. <c>score</c>.</summary>
    public string[]? RecordType { get; init; }

    /// <summary>Changes and reads of this record.</summary>
    public Guid[]? RecordId { get; init; }

    /// <summary>Changes and reads of this patient's records, under every chart that was ever one with this one by a merge.</summary>
    public Guid[]? Patient { get; init; }

    /// <summary>Changes and reads of this session and of what was recorded in it.</summary>
    public Guid[]? Session { get; init; }

    /// <summary><c>insert</c>, <c>update</c> or <c>read</c>.</summary>
    public string[]? Operation { get; init; }

    /// <summary>What was read for, e.g. <c>ETREAT</c>.</summary>
    public string[]? Purpose { get; init; }

    /// <summary>What this HTTP request did.</summary>
    public string[]? RequestId { get; init; }
}

public static class ListAuditEntries
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Lists all changes and reads of the clinic's records in one order, in which none can slip in behind another: about a
    /// second after it happened, each has its position. Values are shown only to a caller who holds <c>records:read</c> too;
    /// the others see which members changed. Filters by record, patient or session look through all reads of the time asked
    /// about, seconds for millions: give <c>from</c> where the clinic is old.
    /// </summary>
    public static async Task<Results<Ok<Page<AuditEntry>>, Problem>> Handle(
        [AsParameters] AuditFilter filter, [AsParameters] PageQuery query, HttpContext context, Caller caller, Database database)
    {
        var page = PageRequest.Of(context, caller, query, "position", "-position");
        if (filter.Operation?.All(operation => operation is "insert" or "update" or "read") == false)
        {
            return Problem.BadParameter("operation", "Give insert, update or read.");
        }

        if (filter.Purpose?.All(PurposeOfUse.Codes.Contains) == false)
        {
            return Problem.BadParameter("purpose", "Give a code of HL7 v3 PurposeOfUse, e.g. ETREAT.");
        }

        TimeParameter.CheckRange(filter.From, filter.To);
        var flags = new List<string>();
        var arguments = new SqlArguments
        {
            { "limit", page.Limit + 1 },
            { "afterValue", page.AfterValue },
        };
        void Only<T>(string flag, string name, T? value, bool given)
        {
            if (given)
            {
                flags.Add(flag);
                arguments.Add(name, value!);
            }
        }

        void Any<T>(string flag, string name, T[]? values) => Only(flag, name, values, values is { Length: > 0 });
        Only("from", "from", filter.From?.Value ?? default, filter.From is not null);
        Only("to", "to", filter.To?.Value ?? default, filter.To is not null);
        Any("client", "clients", filter.Client);
        Any("recordType", "recordTypes", filter.RecordType);
        Any("recordId", "recordIds", filter.RecordId);
        Any("patient", "patients", filter.Patient);
        Any("session", "sessions", filter.Session);
        Any("operation", "operations", filter.Operation);
        Any("purpose", "purposes", filter.Purpose);
        Any("requestId", "requestIds", filter.RequestId);

        List<SqlStatement> statements = [.. Sql.Part("page", [.. page.Flags, .. flags]), .. page.Count ? Sql.Part("count", [.. flags]) : []];

        // Who read a record is looked for among all reads of the time that is asked about, since an index would cost each of them.
        return TypedResults.Ok(await database.ReadMuch(caller, statements, arguments, async rows =>
        {
            var entries = await rows.List<AuditEntry>();
            return page.Of(
                entries, e => e.Position.ToString(CultureInfo.InvariantCulture), _ => Guid.Empty, page.Count ? await rows.Scalar<long>() : null);
        }));
    }
}
