using InfusionTracker.Api.Access;
using InfusionTracker.Api.Patients;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Instruments;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace InfusionTracker.Api.FollowUps;

/// <summary>Which follow-ups are asked for; a filter given several times means any of its values.</summary>
public sealed record FollowUpFilter
{
    /// <summary>
    /// What nobody has rated yet and still could or should have: <c>overdue</c> was due on a day before today or its time is
    /// over, <c>today</c> is due today, <c>upcoming</c> on a later day. Days are those of the clinic.
    /// </summary>
    public string[]? Due { get; init; }

    /// <summary><c>done</c>, <c>notReached</c>, <c>missed</c>, <c>due</c> or <c>upcoming</c>, to the instant.</summary>
    public string[]? Status { get; init; }

    /// <summary>Ids of patients; that of a merged chart finds what the chart that it was merged into holds.</summary>
    public Guid[]? Patient { get; init; }

    /// <summary>Codes of instruments.</summary>
    public string[]? Instrument { get; init; }

    /// <summary>Codes of protocols.</summary>
    public string[]? Protocol { get; init; }

    /// <summary>Due at this time or later.</summary>
    public TimeParameter? From { get; init; }

    /// <summary>Due before this time.</summary>
    public TimeParameter? To { get; init; }
}

public static class ListFollowUps
{
    private static readonly SqlFile Sql = SqlFile.Beside();
    private static readonly string[] Dues = ["overdue", "today", "upcoming"];

    /// <summary>More than any day of any time zone is away from now.</summary>
    private static readonly Duration TwoDays = Duration.FromDays(2);

    /// <summary>
    /// Lists the follow-ups that the clinic's protocols ask for, the first due first (<c>sort=-dueAt</c> the last first):
    /// <c>due=overdue</c>, <c>today</c> and <c>upcoming</c> are what is to be done, <c>status</c> what came of them.
    /// </summary>
    public static async Task<Results<Ok<Page<SessionFollowUp>>, Problem>> Handle(
        [AsParameters] FollowUpFilter filter, [AsParameters] UncountedPageQuery query, HttpContext context, Caller caller, Database database, IClock clock)
    {
        var page = PageRequest.Of(context, caller, query, "dueAt", "-dueAt");
        if (Refuse(filter) is { } refusal)
        {
            return refusal;
        }

        var now = clock.GetCurrentInstant();
        var due = filter.Due is { Length: > 0 } ? filter.Due : null;
        var from = filter.From?.Value;
        if (due is not null && !due.Contains("overdue"))
        {
            from = from is { } given ? Instant.Max(given, now - TwoDays) : now - TwoDays;
        }

        var to = filter.To?.Value;
        if (due is not null && !due.Contains("upcoming"))
        {
            to = to is { } given ? Instant.Min(given, now + TwoDays) : now + TwoDays;
        }

        (string Flag, bool Asked)[] filters =
        [
            ("due", due is not null),
            ("status", filter.Status is { Length: > 0 }),
            ("instrument", filter.Instrument is { Length: > 0 }),
            ("protocol", filter.Protocol is { Length: > 0 }),
            ("from", from is not null),
            ("to", to is not null),
        ];
        var charts = new ChartFilter(filter.Patient);
        var after = page.AfterValue?.LastIndexOf(' ');
        var arguments = new SqlArguments
        {
            { "limit", page.Limit + 1 },
            { "afterValue", page.AfterValue?[..after!.Value] },
            { "afterInstrument", page.AfterValue?[(after!.Value + 1)..] },
            { "afterId", page.AfterId },
            { "now", now },
            { "due", due },
            { "status", filter.Status },
            { "patient", filter.Patient },
            { "instrument", filter.Instrument },
            { "protocol", filter.Protocol },
            { "from", from },
            { "to", to },
            { "withoutTotal", ListSessionFollowUps.InstrumentsWithoutTotal },
        };
        List<SqlStatement> statements =
            [.. Sql.Statements([.. page.Flags, .. charts.Flags, .. filters.Where(f => f.Asked).Select(f => f.Flag)]), .. charts.Statements];
        return TypedResults.Ok(await database.Read(caller, statements, arguments, async rows =>
        {
            var part = page.Of(await rows.List<SessionFollowUp>(), f => f.SortValue!, f => f.SessionId);
            return part with { MergedInto = await charts.MergedInto(rows) };
        }));
    }

    private static Problem? Refuse(FollowUpFilter filter)
    {
        (string Name, string[]? Values, Func<string, bool> Accepts, string Detail)[] codes =
        [
            ("due", filter.Due, Dues.Contains, $"Give {string.Join(", ", Dues)}."),
            ("status", filter.Status, SessionFollowUp.Statuses.Contains, $"Give one of {string.Join(", ", SessionFollowUp.Statuses)}."),
            ("instrument", filter.Instrument, code => InstrumentCatalogue.Find(code) is not null, "Give codes of the catalogue; GET /v1/instruments lists them."),
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
}
