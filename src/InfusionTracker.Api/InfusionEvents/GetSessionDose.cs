using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain;
using InfusionTracker.Domain.Dosing;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace InfusionTracker.Api.InfusionEvents;

/// <summary>What the patient of a session has been given by some time: exact, derived from the infusion events each time it is asked.</summary>
public sealed record SessionDose
{
    /// <summary>The session.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>The time that is asked about; what happened at it counts.</summary>
    public required Instant At { get; init; }

    /// <summary>
    /// <c>running</c> where more may follow (before the start, too), <c>final</c> where the stop is at or before that time,
    /// <c>unknown</c> where what was given cannot be told, which is never shown as 0.
    /// </summary>
    public required string Status { get; init; }

    /// <summary>
    /// Why the dose is unknown: <c>ended-without-stop</c> (nobody recorded how long the pump ran) or <c>weight-missing</c> (a
    /// rate is per kg); null where it is known.
    /// </summary>
    public required string? UnknownReason { get; init; }

    /// <summary>mg given by then: rate × duration over all segments, a pause being rate 0, and the boluses; null where unknown.</summary>
    public required decimal? CumulativeMg { get; init; }

    /// <summary>The same per kg of the session's weight; null without a weight and where unknown.</summary>
    public required decimal? CumulativeMgPerKg { get; init; }

    /// <summary>The rate from that time on, mg/h; 0 in pauses and outside of the infusion; null where unknown.</summary>
    public required decimal? RateMgPerHour { get; init; }

    /// <summary>Body weight that is counted with, kg; null where it is not known.</summary>
    public required decimal? WeightKg { get; init; }

    /// <summary>Planned dose in mg: the planned mg/kg × the weight; null where either is not known.</summary>
    public required decimal? PlannedMg { get; init; }
}

public static class GetSessionDose
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Tells the dose of a session by <c>at</c> (now, where it is left out), by what is recorded now or was by <c>asOf</c>.
    /// A session without a start has none: 409. A time to come is told only once the infusion is stopped, else 409.
    /// </summary>
    public static async Task<Results<Ok<SessionDose>, Problem>> Handle(
        Guid sessionId, TimeParameter? at, TimeParameter? asOf, Caller caller, Database database, IClock clock)
    {
        var state = asOf is null ? "current" : "asOf";
        var (session, events) = await database.Read(
            caller,
            [.. Sql.Part("session", state), .. Sql.Part("events", state)],
            new SqlArguments { { "sessionId", sessionId }, { "asOf", asOf?.Value } },
            async rows => (await rows.Single<DosedSession>(), await rows.List<TimelineRow>()));
        if (session is null)
        {
            return Problem.NotFound("session");
        }

        if (session.Status == Recorded.EnteredInError)
        {
            return Problem.Conflict("The session is entered in error, and has no dose.");
        }

        if (!TimelineRow.TryTell(events, out var timeline, out var refusal))
        {
            return refusal;
        }

        if (!timeline.HasStarted)
        {
            return Problem.Conflict("The infusion has not started, and has no dose. Record its start first.");
        }

        var now = clock.GetCurrentInstant();
        var endedWithoutStop = SessionStatuses.EndedWithoutStop(timeline, SessionWords.ParseDeclaredEnd(session.DeclaredEnd));
        var dose = Dose.At(timeline, at?.Value ?? now, endedWithoutStop, session.WeightKg);
        return dose.Status == DoseStatus.Running && dose.Time > Times.LatestPast(clock)
            ? Problem.Conflict("The infusion is not stopped, and what will have been given by a time to come is not known. Ask for a time up to now.")
            : TypedResults.Ok(session.Tell(dose));
    }

    /// <summary>What of the session the dose counts with.</summary>
    private sealed record DosedSession
    {
        public required Guid Id { get; init; }

        public required string Status { get; init; }

        public required decimal? WeightKg { get; init; }

        public required string? DeclaredEnd { get; init; }

        public required decimal? PlannedDoseMgPerKg { get; init; }

        public SessionDose Tell(Dose dose) => new()
        {
            SessionId = Id,
            At = dose.Time,
            Status = dose.Status switch
            {
                DoseStatus.Running => "running",
                DoseStatus.Final => "final",
                _ => "unknown",
            },
            UnknownReason = dose.UnknownReason switch
            {
                DoseUnknownReason.EndedWithoutStop => "ended-without-stop",
                DoseUnknownReason.WeightMissing => "weight-missing",
                _ => null,
            },
            CumulativeMg = dose.CumulativeMg,
            CumulativeMgPerKg = dose.CumulativeMgPerKg,
            RateMgPerHour = dose.RateMgPerHour,
            WeightKg = WeightKg,
            PlannedMg = PlannedDoseMgPerKg is { } planned && WeightKg is { } weight ? ((Rational)planned * weight).ToDecimal() : null,
        };
    }
}
