using System.Collections.Frozen;

namespace InfusionTracker.Api.Access;

/// <summary>What a client may do, and the roles that bundle it.</summary>
public static class Scopes
{
    public const string SessionsWrite = "sessions:write";
    public const string ObservationsWrite = "observations:write";
    public const string ScoresWrite = "scores:write";
    public const string RecordsRead = "records:read";
    public const string AnalyticsRead = "analytics:read";
    public const string AnalyticsSmallCells = "analytics:small-cells";
    public const string ExportRead = "export:read";
    public const string AuditRead = "audit:read";
    public const string ClinicAdmin = "clinic:admin";

    public static readonly IReadOnlyList<string> All =
    [
        SessionsWrite, ObservationsWrite, ScoresWrite, RecordsRead, AnalyticsRead, AnalyticsSmallCells, ExportRead, AuditRead, ClinicAdmin,
    ];

    public static readonly FrozenDictionary<string, string[]> Roles = new Dictionary<string, string[]>
    {
        ["clinician"] = [SessionsWrite, ObservationsWrite, ScoresWrite, RecordsRead, AnalyticsRead],
        ["integration"] = [SessionsWrite, ObservationsWrite, ScoresWrite, RecordsRead],
        ["dashboard"] = [RecordsRead, AnalyticsRead],
        ["operations"] = [ExportRead, RecordsRead],
        ["auditor"] = [AuditRead],
        ["administrator"] = [.. All],
    }.ToFrozenDictionary();
}
