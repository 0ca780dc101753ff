using NodaTime;

namespace InfusionTracker.Domain.Dosing;

/// <summary>How sure a dose is.</summary>
public enum DoseStatus
{
    /// <summary>The infusion goes on (or has not begun) at that time: more may follow.</summary>
    Running,

    /// <summary>The stop is at or before that time.</summary>
    Final,

    /// <summary>How much was given cannot be told: never shown as 0.</summary>
    Unknown,
}

/// <summary>Why a dose cannot be told.</summary>
public enum DoseUnknownReason
{
    /// <summary>The session ended and no stop was recorded, so that nobody knows how long the pump ran or whether more was given.</summary>
    EndedWithoutStop,

    /// <summary>A rate or a bolus is per kg and the session has no weight.</summary>
    WeightMissing,
}

/// <summary>
/// What a patient has been given by some time: the sum of rate × duration over segments, a pause being rate 0, and of
/// the boluses. Exact; where it is not finite, rounded once as <see cref="Rational.ToDecimal"/> states.
/// </summary>
/// <param name="Time">The time that is asked about; what happened at it counts.</param>
/// <param name="Status">How sure it is.</param>
/// <param name="CumulativeMg">mg given by then; null where unknown.</param>
/// <param name="CumulativeMgPerKg">The same per kg of body weight; null without a weight.</param>
/// <param name="RateMgPerHour">The rate from that time on, 0 in pauses and outside the infusion; null where unknown.</param>
/// <param name="UnknownReason">Given where the status is unknown.</param>
public sealed record Dose(
    Instant Time,
    DoseStatus Status,
    decimal? CumulativeMg,
    decimal? CumulativeMgPerKg,
    decimal? RateMgPerHour,
    DoseUnknownReason? UnknownReason)
{
    /// <summary>
    /// The dose by <paramref name="at"/>; later events are as if they had not happened. Before the start it is 0 mg and
    /// running; whether a session without a start has a dose at all is for the caller
    /// (<see cref="InfusionTimeline.HasStarted"/>).
    /// </summary>
    /// <param name="timeline">The infusion.</param>
    /// <param name="at">Any time; every nanosecond counts.</param>
    /// <param name="endedWithoutStop">True where the session has ended without a stop event.</param>
    /// <param name="weightKg">Body weight in kg, above 0; null where not known.</param>
    public static Dose At(InfusionTimeline timeline, Instant at, bool endedWithoutStop, decimal? weightKg) =>
        new DoseWalk(timeline, endedWithoutStop, weightKg).To(at);

    /// <summary>A span of any length, in hours.</summary>
    internal static Rational Hours(Duration span) => new(span.ToBigIntegerNanoseconds(), NodaConstants.NanosecondsPerHour);

    internal static Dose Unknown(Instant at, DoseUnknownReason reason) => new(at, DoseStatus.Unknown, null, null, null, reason);
}
