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
    /// Why the dose is unknown: <c>ended-without-stop</c> (nobody recorded when it ended) or <c>weight-missing</c> (a
    /// rate or a bolus is per kg); null where it is known.
    /// </summary>
    public required string? UnknownReason { get; init; }

    /// <summary>
    /// mg given by then: rate × duration over all segments, a pause being rate 0, and the boluses, which are all where no rate was told;
    /// null where unknown.
    /// </summary>
    public required decimal? CumulativeMg { get; init; }

    /// <summary>The same per kg of the session's weight; null without a weight and where unknown.</summary>
    public required decimal? CumulativeMgPerKg { get; init; }

    /// <summary>The rate from that time on, mg/h; 0 in pauses and outside of the infusion; null where unknown.</summary>
    public required decimal? RateMgPerHour { get; init; }

    /// <summary>Body weight that is counted with, kg; null where it is not known.</summary>
    public required decimal? WeightKg { get; init; }

    /// <summary>Planned dose in mg: the planned mg/kg × the weight; null where either is not known.</summary>
    public required decimal? PlannedMg { get; init; }

    /// <summary>Planned dose, mg per kg of body weight; null where none was planned.</summary>
    public required decimal? PlannedMgPerKg { get; init; }

    /// <summary>Given − planned, mg: below 0 where less was given; null before the dose is final and where either is not known.</summary>
    public required decimal? DifferenceMg { get; init; }

    /// <summary>Planned duration of the infusion, ISO 8601; null where none was planned.</summary>
    public required Duration? PlannedDuration { get; init; }

    /// <summary>The same in minutes.</summary>
    public required decimal? PlannedMinutes { get; init; }

    /// <summary>Minutes that the pump had run by then, pauses left out; null where the session ended without a stop.</summary>
    public required decimal? RunningMinutes { get; init; }

    /// <summary>mg drawn up for the session, over its live records of wastage, whenever they were; null where there is none.</summary>
    public required decimal? DrawnMg { get; init; }

    /// <summary>mg of it wasted; null where none is recorded.</summary>
    public required decimal? WastedMg { get; init; }

    /// <summary>mg of it returned to stock; null where none is recorded.</summary>
    public required decimal? ReturnedMg { get; init; }

    /// <summary>
    /// Drawn − given − wasted − returned, mg, exactly: above 0 what is missing, below 0 what was given beyond what was drawn;
    /// null before the dose is final, where it is unknown, and where nothing is recorded as drawn.
    /// </summary>
    public required decimal? UnaccountedMg { get; init; }

    /// <summary>
    /// The cumulative dose as break points, in time order: one at each start, change of rate, pause, resume and stop, two
    /// at a bolus (before and after it), and one at <c>at</c> before the stop. Between two of them the dose lies on a
    /// straight line. Null where the dose is unknown.
    /// </summary>
    public required IReadOnlyList<DoseCurvePoint>? Curve { get; init; }
}

/// <summary>A break point of the cumulative dose.</summary>
public sealed record DoseCurvePoint
{
    /// <summary>When.</summary>
    public required Instant At { get; init; }

    /// <summary>Minutes since the start; negative before.</summary>
    public required decimal ElapsedMinutes { get; init; }

    /// <summary>mg given by then.</summary>
    public required decimal CumulativeMg { get; init; }

    /// <summary>The same per kg of the session's weight; null without a weight.</summary>
    public required decimal? CumulativeMgPerKg { get; init; }

    /// <summary>The rate from then on, mg/h; 0 in pauses and outside of the infusion.</summary>
    public required decimal RateMgPerHour { get; init; }
}

public static class GetSessionDose
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Tells the dose of a session by <c>at</c> (now, or <c>asOf</c>, where it is left out), by what is recorded now or was by <c>asOf</c>:
    /// what was given, as a figure and as a curve, beside what was planned and what was drawn up.
    /// A session without a start has none: 409. A time to come is told only once the infusion is stopped, else 409.
    /// </summary>
    public static async Task<Results<Ok<SessionDose>, Problem>> Handle(
        Guid sessionId, TimeParameter? at, TimeParameter? asOf, Caller caller, Database database, IClock clock)
    {
        var state = asOf is null ? "current" : "asOf";
        var (session, events, containers) = await database.ReadFewOrMuch(
            caller,
            size => [.. Sql.Part("session", state), .. Sql.Part("events", state, size), .. Sql.Part("containers", state)],
            new SqlArguments { { "sessionId", sessionId }, { "asOf", asOf?.Value } },
            async rows => (await rows.Single<DosedSession>(), await rows.List<TimelineRow>(), await rows.List<DrawnContainer>()));
        if (session is null)
        {
            return Problem.NotFound("session");
        }

        if (session.Status == Recorded.EnteredInError)
        {
            return Problem.Conflict("The session is entered in error, and has no dose.");
        }

        if (!TimelineRow.TryTell(events.While(caller), out var timeline, out var refusal))
        {
            return refusal;
        }

        if (!timeline.HasStarted)
        {
            return Problem.Conflict("The infusion has not started, and has no dose. Record its start first.");
        }

        var endedWithoutStop = SessionStatuses.EndedWithoutStop(timeline, SessionWords.ParseDeclaredEnd(session.DeclaredEnd));
        var dose = Dose.At(timeline, at?.Value ?? Times.KnownUntil(asOf, clock), endedWithoutStop, session.WeightKg);
        if (dose.Status == DoseStatus.Running && dose.Time > Times.LatestPast(clock))
        {
            return Problem.Conflict("The infusion is not stopped, and what will have been given by a time to come is not known. Ask for a time up to now.");
        }

        var curve = DoseCurve.UpTo(timeline, dose.Time, endedWithoutStop, session.WeightKg);
        var given = dose.Status == DoseStatus.Final ? curve?[^1].Mg : null;
        return TypedResults.Ok(session.Tell(dose, curve, given, DrugAccount.Of(containers, given), timeline));
    }

    /// <summary>What of the session the dose counts with.</summary>
    private sealed record DosedSession
    {
        public required Guid Id { get; init; }

        public required string Status { get; init; }

        public required decimal? WeightKg { get; init; }

        public required string? DeclaredEnd { get; init; }

        public required decimal? PlannedDoseMgPerKg { get; init; }

        public required Duration? PlannedDuration { get; init; }

        /// <param name="dose">The dose.</param>
        /// <param name="curve">Its curve; null where unknown.</param>
        /// <param name="given">What was given in the end; null where that is not known.</param>
        /// <param name="account">What became of what was drawn up.</param>
        /// <param name="timeline">An infusion that has started.</param>
        public SessionDose Tell(Dose dose, IReadOnlyList<DosePoint>? curve, Rational? given, DrugAccount account, InfusionTimeline timeline)
        {
            Rational? planned = PlannedDoseMgPerKg is { } mgPerKg && WeightKg is { } weight ? (Rational)mgPerKg * weight : null;
            return new()
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
                PlannedMg = planned?.ToDecimal(),
                PlannedMgPerKg = PlannedDoseMgPerKg,
                DifferenceMg = (given - planned)?.ToDecimal(),
                PlannedDuration = PlannedDuration,
                PlannedMinutes = PlannedDuration is { } duration ? Times.Minutes(duration) : null,
                RunningMinutes = dose.UnknownReason == DoseUnknownReason.EndedWithoutStop ? null : Times.Minutes(timeline.RunningBy(dose.Time)),
                DrawnMg = account.DrawnMg,
                WastedMg = account.WastedMg,
                ReturnedMg = account.ReturnedMg,
                UnaccountedMg = account.UnaccountedMg,
                Curve = curve is null ? null : [.. curve.Select(point => Tell(point, timeline.StartedAt!.Value))],
            };
        }

        private static DoseCurvePoint Tell(DosePoint point, Instant t0) => new()
        {
            At = point.At,
            ElapsedMinutes = Times.Minutes(point.At - t0),
            CumulativeMg = point.Mg.ToDecimal(),
            CumulativeMgPerKg = point.MgPerKg?.ToDecimal(),
            RateMgPerHour = point.MgPerHour.ToDecimal(),
        };
    }
}
