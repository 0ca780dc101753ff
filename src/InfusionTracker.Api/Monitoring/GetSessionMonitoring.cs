using System.Text.Json;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.FollowUps;
using InfusionTracker.Api.Observations;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Monitoring;
using InfusionTracker.Domain.Observations;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace InfusionTracker.Api.Monitoring;

public static class GetSessionMonitoring
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Holds a session against its protocol at <c>at</c> (now, where it is left out): what was due and what came, gaps, time
    /// outside of limits, readiness to leave. Scores of the patient count up to a day after the end. A session without a
    /// protocol that the clinic has defined is held to nothing: 409. Where more than 10,000 readings would be due, the start or the
    /// stop of the infusion is mistyped, or the protocol: 422.
    /// </summary>
    public static async Task<Results<Ok<MonitoringOfSession>, Problem>> Handle(
        Guid sessionId, TimeParameter? at, Caller caller, Database database, IClock clock)
    {
        var time = at?.Value ?? clock.GetCurrentInstant();
        if (time > Times.LatestPast(clock))
        {
            return Problem.BadParameter("at", "Give a time up to now: what is due later is told, what will come is not known.");
        }

        var (session, observations, scores) = await database.ReadFewOrMuch(
            caller,
            size => Sql.Statements(size),
            new SqlArguments { { "sessionId", sessionId }, { "at", time }, { "withoutTotal", ListSessionFollowUps.InstrumentsWithoutTotal } },
            async rows => (await rows.Single<HeldSession>(), await rows.List<ObservedRow>(), await rows.List<RatedRow>()));
        var due = session?.Definition is { } definition ? SessionMonitoring.CountDue(definition, session.Held, time) : 0;
        if (due is > Rows.Few and <= SessionMonitoring.MostDue)
        {
            await database.PlaceForMuch(caller);
        }

        return session switch
        {
            null => Problem.NotFound("session"),
            { Status: Recorded.EnteredInError } => Problem.Conflict("The session is entered in error, and is not monitored."),
            { Definition: null } => Problem.Conflict("The session has no protocol that the clinic has defined."),
            _ when due > SessionMonitoring.MostDue => TooMuchDue(),
            _ => TypedResults.Ok(Answer(session, observations.While(caller), scores.While(caller), time)),
        };
    }

    private static Problem TooMuchDue() => Problem.Invalid(
        $"By the start and the stop of the infusion, more than {SessionMonitoring.MostDue} readings would be due in this session. "
        + "Correct the one that is mistyped, ask at an earlier time, or ask for less in the protocol.");

    private static MonitoringOfSession Answer(HeldSession session, IEnumerable<ObservedRow> observations, IEnumerable<RatedRow> scores, Instant at)
    {
        var held = session.Held;
        var told = SessionMonitoring.Of(
            session.Definition!,
            held,
            [.. observations.Select(o => o.Reading), .. scores.Select(s => s.Reading)],
            observations.SelectMany(o => o.Parts),
            at);
        var seen = held.SeenAt(at);
        int Count(DueStatus status) => told.Due.Count(d => d.Status == status);
        var (onTime, late, missed) = (Count(DueStatus.OnTime), Count(DueStatus.Late), Count(DueStatus.Missed));
        return new MonitoringOfSession
        {
            SessionId = session.Id,
            Protocol = new MonitoringProtocol { Code = session.Protocol!, Name = session.ProtocolName!, Version = session.ProtocolVersion!.Value },
            At = at,
            StartedAt = seen.StartedAt,
            EndedAt = seen.EndedAt,
            Counts = new MonitoringCounts { Due = onTime + late + missed, OnTime = onTime, Late = late, Missed = missed },
            Due = [.. told.Due.Select(Due)],
            Gaps =
            [
                .. told.Gaps.Select(g => new MonitoringGapTold { Code = g.Rule.Code, Phase = g.Rule.Phase, From = g.From, To = g.To, Minutes = Times.Minutes(g.To - g.From) }),
            ],
            Limits = [.. told.Limits.Select(Limit)],
            Readiness = new MonitoringReadiness
            {
                Ready = told.Readiness.Ready,
                ReadyAt = told.Readiness.ReadyAt,
                Open = [.. told.Readiness.Open.Select(Open)],
            },
        };
    }

    private static MonitoringDue Due(DueTime due) => new()
    {
        Code = due.Rule.Code,
        Phase = due.Rule.Phase,
        DueAt = due.DueAt,
        Earliest = due.Earliest,
        Latest = due.Latest,
        Status = JsonNamingPolicy.CamelCase.ConvertName(due.Status.ToString()),
        CameAt = due.Reading?.At,
        ObservationId = due.Reading is { IsScore: false } observation ? observation.Id : null,
        ScoreId = due.Reading is { IsScore: true } score ? score.Id : null,
    };

    private static MonitoringLimit Limit(LimitTime time) => new()
    {
        Code = time.Limit.Code,
        Unit = ObservationCatalogue.Find(time.Limit.Code)!.Unit!,
        Low = time.Limit.Low,
        High = time.Limit.High,
        SpanMinutes = Times.Minutes(time.Span),
        WithinMinutes = Times.Minutes(time.Within),
        AboveMinutes = Times.Minutes(time.Above),
        BelowMinutes = Times.Minutes(time.Below),
        UnknownMinutes = Times.Minutes(time.Unknown),
    };

    private static MonitoringOpen Open(OpenCondition open) => new()
    {
        Reason = JsonNamingPolicy.CamelCase.ConvertName(open.Reason.ToString()),
        Until = open.Until,
        Code = open.Condition?.Code,
        Op = open.Condition?.Op,
        Value = open.Condition?.Value,
        LastValue = open.Reading?.Value,
        LastAt = open.Reading?.At,
    };

    private sealed record HeldSession
    {
        public required Guid Id { get; init; }

        public required string Status { get; init; }

        public required string? Protocol { get; init; }

        public required int? ProtocolVersion { get; init; }

        public required string? ProtocolName { get; init; }

        public required ProtocolDefinition? Definition { get; init; }

        public required Instant? StartedAt { get; init; }

        public required Instant? EndedAt { get; init; }

        public required Instant? ScheduledAt { get; init; }

        public required Duration? PlannedDuration { get; init; }

        public required string? DeclaredEnd { get; init; }

        public MonitoredSession Held => new(
            StartedAt,
            EndedAt,
            ScheduledAt,
            PlannedDuration,
            EndedWithoutStop: this is { StartedAt: not null, EndedAt: null, DeclaredEnd: "completed" or "stopped" },
            Cancelled: DeclaredEnd == "cancelled");
    }

    private sealed record ObservedRow
    {
        public required Guid Id { get; init; }

        public required string Code { get; init; }

        public required decimal? CanonicalValue { get; init; }

        public required IReadOnlyList<ObservationComponent>? Components { get; init; }

        public required Instant ObservedAt { get; init; }

        public required Instant CreatedAt { get; init; }

        public MonitoredReading Reading => new(Id, false, Code, ObservedAt, CreatedAt, CanonicalValue);

        public IEnumerable<MonitoredReading> Parts => (Components ?? []).Select(c => Reading with { Code = c.Code, Value = c.CanonicalValue });
    }

    private sealed record RatedRow
    {
        public required Guid Id { get; init; }

        public required string Instrument { get; init; }

        public required decimal? Total { get; init; }

        public required Instant AssessedAt { get; init; }

        public required Instant CreatedAt { get; init; }

        public MonitoredReading Reading => new(Id, true, Instrument, AssessedAt, CreatedAt, Total);
    }
}
