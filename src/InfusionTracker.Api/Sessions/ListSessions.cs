using System.Text.RegularExpressions;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using Npgsql;

namespace InfusionTracker.Api.Sessions;

/// <summary>Which sessions are listed. A filter given several times means any of its values; different filters hold together.</summary>
public sealed record SessionFilter
{
    /// <summary>Ids of patients.</summary>
    public Guid[]? Patient { get; init; }

    /// <summary><c>planned</c>, <c>in-progress</c>, <c>on-hold</c>, <c>completed</c>, <c>stopped</c>, <c>cancelled</c>.</summary>
    public string[]? Status { get; init; }

    /// <summary>What the patient is treated for.</summary>
    public string[]? Indication { get; init; }

    /// <summary>Codes of medications.</summary>
    public string[]? Medication { get; init; }

    /// <summary>Codes of protocols.</summary>
    public string[]? Protocol { get; init; }

    /// <summary>Identifiers of the sessions, as <c>system|value</c>.</summary>
    public string[]? Identifier { get; init; }

    /// <summary>Numbers of encounters, as <c>system|value</c>.</summary>
    public string[]? Encounter { get; init; }

    /// <summary>Who gave the infusion or observed during it, by the clinic's own identifiers.</summary>
    public string[]? Performer { get; init; }

    /// <summary>
    /// Sessions that began at this time or later; those that have not begun count by <c>scheduledAt</c>, and without
    /// either are left out.
    /// </summary>
    public TimeParameter? From { get; init; }

    /// <summary>Sessions that began, or are planned, before this time.</summary>
    public TimeParameter? To { get; init; }
}

public static partial class ListSessions
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Lists the clinic's sessions, last recorded first, or in the order of <c>startedAt</c> or <c>scheduledAt</c>
    /// (<c>-</c> before it for the latest first), where sessions without that time come last.
    /// </summary>
    public static async Task<Results<Ok<Page<Session>>, Problem>> Handle(
        [AsParameters] SessionFilter filter, [AsParameters] PageQuery query, HttpContext context, Caller caller, Database database)
    {
        var page = PageRequest.Of(context, caller, query, "-recordedAt", "recordedAt", "startedAt", "-startedAt", "scheduledAt", "-scheduledAt");
        if (Refuse(filter) is { } refusal)
        {
            return refusal;
        }

        var (systems, values) = Platform.Identifier.ParseAll("identifier", filter.Identifier);
        var (encounterSystems, encounterValues) = Platform.Identifier.ParseAll("encounter", filter.Encounter);
        string[] flags = [.. page.Flags, .. Flags(filter)];
        var arguments = new SqlArguments
        {
            { "limit", page.Limit + 1 },
            { "afterValue", page.AfterValue },
            { "afterId", page.AfterId },
            { "patient", filter.Patient },
            { "status", filter.Status },
            { "indication", filter.Indication },
            { "medication", filter.Medication },
            { "protocol", filter.Protocol },
            { "systems", systems },
            { "values", values },
            { "encounterSystems", encounterSystems },
            { "encounterValues", encounterValues },
            { "performer", filter.Performer },
            { "from", filter.From?.Value },
            { "to", filter.To?.Value },
        };
        List<SqlStatement> statements = [.. Sql.Part("page", flags), .. page.Count ? Sql.Part("count", flags) : []];
        return TypedResults.Ok(await database.Read(caller, statements, arguments, async rows =>
        {
            var sessions = await rows.List(Read);
            return page.Of(sessions, s => s.SortValue!, s => s.Id, page.Count ? await rows.Scalar<long>() : null);
        }));
    }

    /// <summary>Reads the columns of <c>page</c>.</summary>
    private static Session Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Version = row.GetInt32(1),
        Status = row.GetString(2),
        PatientId = row.GetGuid(3),
        Indication = row.GetString(4),
        Medication = row.GetString(5),
        Route = row.GetString(6),
        Protocol = row.Text(7),
        WeightKg = row.GetFieldValue<decimal?>(8),
        PlannedDoseMgPerKg = row.GetFieldValue<decimal?>(9),
        PlannedDuration = row.GetFieldValue<Duration?>(10),
        ScheduledAt = row.GetFieldValue<Instant?>(11),
        DeclaredEnd = row.Text(12),
        StartedAt = row.GetFieldValue<Instant?>(13),
        EndedAt = row.GetFieldValue<Instant?>(14),
        ReenteredAs = row.GetFieldValue<Guid?>(15),
        RecordedAt = row.GetFieldValue<Instant>(16),
        RecordedBy = row.GetFieldValue<Guid?>(17),
        Reason = row.Text(18),
        Identifiers = row.Json<IReadOnlyList<Identifier>>(19),
        EncounterSystem = row.Text(20),
        EncounterValue = row.Text(21),
        SortValue = row.GetString(22),
    };

    private static Problem? Refuse(SessionFilter filter)
    {
        (string Name, string[]? Values, Func<string, bool> Accepts, string Detail)[] codes =
        [
            ("status", filter.Status, SessionCodes.Statuses.Contains, $"Give one of {string.Join(", ", SessionCodes.Statuses)}."),
            ("indication", filter.Indication, SessionCodes.Indications.Contains, $"Give one of {string.Join(", ", SessionCodes.Indications)}."),
            ("medication", filter.Medication, MedicationCode().IsMatch, SessionCodes.MedicationForm),
            ("protocol", filter.Protocol, ProtocolCode().IsMatch, SessionCodes.ProtocolForm),
            ("performer", filter.Performer, performer => performer.Length > 0, "Give the identifier of a performer."),
        ];
        foreach (var (name, values, accepts, detail) in codes)
        {
            if (values is not null && !Array.TrueForAll(values, value => accepts(value)))
            {
                return Problem.BadParameter(name, detail);
            }
        }

        TimeParameter.CheckRange(filter.From, filter.To);
        return null;
    }

    private static IEnumerable<string> Flags(SessionFilter filter)
    {
        (string Flag, bool Asked)[] filters =
        [
            ("patient", filter.Patient is { Length: > 0 }),
            ("status", filter.Status is { Length: > 0 }),
            ("indication", filter.Indication is { Length: > 0 }),
            ("medication", filter.Medication is { Length: > 0 }),
            ("protocol", filter.Protocol is { Length: > 0 }),
            ("identifier", filter.Identifier is { Length: > 0 }),
            ("encounter", filter.Encounter is { Length: > 0 }),
            ("performer", filter.Performer is { Length: > 0 }),
            ("from", filter.From is not null),
            ("to", filter.To is not null),
        ];
        return filters.Where(f => f.Asked).Select(f => f.Flag);
    }

    [GeneratedRegex(SessionCodes.MedicationPattern)]
    private static partial Regex MedicationCode();

    [GeneratedRegex(SessionCodes.ProtocolPattern)]
    private static partial Regex ProtocolCode();
}
