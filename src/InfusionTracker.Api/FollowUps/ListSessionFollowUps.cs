using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Instruments;
using InfusionTracker.Domain.Monitoring;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace InfusionTracker.Api.FollowUps;

public static class ListSessionFollowUps
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Lists the scores that a session's protocol asks for after its infusion, and what came of each. A session without a start
    /// has nothing to count from, and one whose protocol the clinic has not defined nothing to be held to: 409.
    /// </summary>
    public static async Task<Results<Ok<SessionFollowUps>, Problem>> Handle(Guid sessionId, Caller caller, Database database, IClock clock)
    {
        var (session, rules, scores) = await database.ReadFewOrMuch(
            caller,
            size => Sql.Statements(size),
            new SqlArguments { { "sessionId", sessionId }, { "withoutTotal", InstrumentsWithoutTotal } },
            async rows => (await rows.Single<FollowedSession>(), await rows.List<AskedFollowUp>(), (await rows.List<RatedScore>()).ToLookup(s => s.Instrument)));
        return session switch
        {
            null => Problem.NotFound("session"),
            { Status: Recorded.EnteredInError } => Problem.Conflict("The session is entered in error, and has no follow-ups."),
            { ProtocolVersion: null } => Problem.Conflict("The session has no protocol that the clinic has defined."),
            { StartedAt: null } => Problem.Conflict("The infusion has not started, and follow-ups count from its start. Record its start first."),
            _ => TypedResults.Ok(new SessionFollowUps([.. rules.While(caller).Select(rule => session.Tell(rule, scores[rule.Instrument], clock.GetCurrentInstant()))])),
        };
    }

    /// <summary>Instruments of which any recorded form is a rating, since they have no total that could be missing.</summary>
    internal static string[] InstrumentsWithoutTotal { get; } =
        [.. InstrumentCatalogue.All.Where(i => !i.HasTotal).Select(i => i.Code)];

    private sealed record FollowedSession
    {
        public required Guid Id { get; init; }

        public required Guid PatientId { get; init; }

        public required string Status { get; init; }

        public required string? Protocol { get; init; }

        public required int? ProtocolVersion { get; init; }

        public required Instant? StartedAt { get; init; }

        public required Instant? NextStartedAt { get; init; }

        public SessionFollowUp Tell(AskedFollowUp asked, IEnumerable<RatedScore> scores, Instant now)
        {
            var rule = new FollowUpRule { Instrument = asked.Instrument, At = asked.At, Tolerance = asked.Tolerance };
            var followUp = FollowUp.Of(
                rule,
                StartedAt!.Value,
                NextStartedAt,
                scores.Select(s => new FollowUpScore(s.Id, s.Version, s.AssessedAt, s.CreatedAt)),
                now);
            return new SessionFollowUp
            {
                SessionId = Id,
                PatientId = PatientId,
                Protocol = Protocol!,
                ProtocolVersion = ProtocolVersion!.Value,
                Instrument = asked.Instrument,
                At = asked.At,
                StartedAt = StartedAt.Value,
                DueAt = followUp.DueAt,
                Earliest = followUp.Earliest,
                Latest = followUp.Latest,
                DueDate = asked.DueDate,
                Status = SessionFollowUp.StatusCode(followUp.Status),
                ScoreId = followUp.Score?.Id,
                AssessedAt = followUp.Score?.AssessedAt,
            };
        }
    }

    private sealed record AskedFollowUp
    {
        public required string Instrument { get; init; }

        public required Duration At { get; init; }

        public required Duration Tolerance { get; init; }

        public required LocalDate DueDate { get; init; }
    }

    private sealed record RatedScore
    {
        public required Guid Id { get; init; }

        public required int Version { get; init; }

        public required string Instrument { get; init; }

        public required Instant AssessedAt { get; init; }

        public required Instant CreatedAt { get; init; }
    }
}
