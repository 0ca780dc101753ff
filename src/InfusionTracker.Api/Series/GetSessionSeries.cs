using InfusionTracker.Api.Access;
using InfusionTracker.Api.InfusionEvents;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Dosing;
using InfusionTracker.Domain.Observations;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace InfusionTracker.Api.Series;

public static class GetSessionSeries
{
    private const int MaxPointsLimit = 100_000;
    private static readonly SqlFile Sql = SqlFile.Beside();
    private static readonly Duration LongestBucket = Duration.FromDays(1);

    /// <summary>
    /// Tells what was observed within a session, by code, beside the rate and the dose of the infusion. <c>codes</c> (all of
    /// the session's, where left out; several by comma or repeated) finds the parts of panels too; with <c>bucket</c>, of whole
    /// seconds up to P1D, the readings are summed up, else they are raw and <c>maxPoints</c> thins them out, keeping the shape
    /// of the curve. <c>from</c> (included) and <c>to</c> (not included) choose what is told by when it happened. A session without a
    /// start has no time to count from: 409. More than 100,000 readings are not told at once: 422, and fewer codes, or a shorter time, are
    /// to be asked for.
    /// </summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="codes">Codes of the catalogue of observations, by comma or repeated. Without it, all that were observed.</param>
    /// <param name="bucket">How long a bucket is that readings are summed up in: whole seconds, from <c>PT1S</c> to <c>P1D</c>. Without it, they are raw.</param>
    /// <param name="maxPoints">Most raw readings of one code, 2 to 100000; not with <c>bucket</c>. Without it, all.</param>
    /// <param name="from">What happened at this time or later is told.</param>
    /// <param name="to">What happened before this time is told.</param>
    /// <param name="asOf">A recorded time.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="database">The records.</param>
    /// <param name="clock">Tells the time.</param>
    public static async Task<Results<Ok<SessionSeries>, Problem>> Handle(
        Guid sessionId,
        string[]? codes,
        SpanParameter? bucket,
        int? maxPoints,
        TimeParameter? from,
        TimeParameter? to,
        TimeParameter? asOf,
        Caller caller,
        Database database,
        IClock clock)
    {
        if (Refuse(bucket?.Value, maxPoints) is { } refusal)
        {
            return refusal;
        }

        if (!TryChoose(codes, out var chosen))
        {
            return Problem.BadParameter("codes", "Give codes of the catalogue of observations, by comma or repeated.");
        }

        TimeParameter.CheckRange(from, to);
        var within = new Stretch(from?.Value, to?.Value);
        var state = asOf is null ? "current" : "asOf";
        string[] wanted = [.. chosen is null ? [] : new[] { "codes" }, .. from is null ? [] : new[] { "from" }, .. to is null ? [] : new[] { "to" }];
        var (session, told, readings) = await database.ReadFewOrMuch(
            caller,
            size =>
            [
                .. Sql.Part("session", state),
                .. Sql.Part("events", state, size),
                .. Sql.Part("readings", [state, .. wanted, size]),
            ],
            new SqlArguments
            {
                { "sessionId", sessionId },
                { "asOf", asOf?.Value },
                { "codes", chosen is null ? null : WithPanels(chosen) },
                { "from", from?.Value },
                { "to", to?.Value },
            },
            Read);
        if (session is null)
        {
            return Problem.NotFound("session");
        }

        if (session.Status == Recorded.EnteredInError)
        {
            return Problem.Conflict("The session is entered in error, and has no series.");
        }

        if (told.Refusal is { } untold)
        {
            return untold;
        }

        if (told.Timeline is not { StartedAt: { } t0 } timeline)
        {
            return Problem.Conflict("The infusion has not started, and a series counts from its start. Record its start first.");
        }

        var endedWithoutStop = SessionStatuses.EndedWithoutStop(timeline, SessionWords.ParseDeclaredEnd(session.DeclaredEnd));
        var infused = new Infused(timeline, Times.KnownUntil(asOf, clock), endedWithoutStop, session.WeightKg, within, caller);
        chosen ??= [.. ObservationCatalogue.All.Where(code => readings.Of(code).Count > 0)];
        return TypedResults.Ok(new SessionSeries
        {
            SessionId = sessionId,
            T0 = t0,
            Bucket = bucket?.Value,
            From = within.From,
            To = within.To,
            Series = [.. chosen.Select(code => bucket is { Value: var length } ? readings.InBuckets(code, length) : readings.Raw(code, maxPoints))],
            Infusion = bucket is { Value: var ofBucket }
                ? infused.AtBucketEnds(chosen.SelectMany(readings.Of).Select(r => r.Elapsed), ofBucket)
                : infused.AtEvents(),
        });
    }

    /// <summary>Reads the session, its story, and what was observed, of which no more is held than is told.</summary>
    private static async Task<(SeriesSession? Session, (InfusionTimeline? Timeline, Problem? Refusal) Told, ReadingsByCode Readings)> Read(Rows rows)
    {
        var session = await rows.Single<SeriesSession>();
        var told = TimelineRow.TryTell(await rows.List<TimelineRow>(), out var timeline, out var refusal) ? (timeline, null) : ((InfusionTimeline?)null, refusal);
        var readings = new ReadingsByCode(timeline?.StartedAt ?? default);
        if (timeline?.StartedAt is not null)
        {
            await rows.Each(row => readings.Add(ObservedRow.Read(row)));
        }

        return (session, told, readings);
    }

    private static Problem? Refuse(Duration? bucket, int? maxPoints) => (bucket, maxPoints) switch
    {
        ({ } length, _) when length <= Duration.Zero || length > LongestBucket || length.SubsecondNanoseconds != 0 =>
            Problem.BadParameter("bucket", "Give whole seconds, from PT1S to P1D, e.g. PT5M."),
        ({ }, { }) => Problem.BadParameter("maxPoints", "Give bucket or maxPoints, not both: buckets are not thinned out."),
        (_, < 2 or > MaxPointsLimit) => Problem.BadParameter("maxPoints", $"Give 2 to {MaxPointsLimit}."),
        _ => null,
    };

    /// <summary>The codes asked for, of a panel its components; null for all.</summary>
    private static bool TryChoose(string[]? codes, out IReadOnlyList<ObservationCode>? chosen)
    {
        chosen = null;
        if (codes is not { Length: > 0 })
        {
            return true;
        }

        var kinds = codes.SelectMany(c => c.Split(',')).Select(c => ObservationCatalogue.Find(c.Trim())).ToList();
        if (kinds.Contains(null))
        {
            return false;
        }

        chosen = [.. kinds.SelectMany(k => k!.IsPanel ? k.Components.Select(c => ObservationCatalogue.Find(c)!) : [k]).Distinct()];
        return true;
    }

    /// <summary>Codes of the observations that readings of these codes may be in.</summary>
    private static string[] WithPanels(IReadOnlyList<ObservationCode> codes) =>
    [
        .. codes.Select(c => c.Code),
        .. ObservationCatalogue.All.Where(panel => panel.Components.Any(c => codes.Any(code => code.Code == c))).Select(panel => panel.Code),
    ];

    /// <summary>What of the session its series count with.</summary>
    private sealed record SeriesSession
    {
        public required Guid Id { get; init; }

        public required string Status { get; init; }

        public required decimal? WeightKg { get; init; }

        public required string? DeclaredEnd { get; init; }
    }
}
