using NodaTime;

namespace InfusionTracker.Domain.Dosing;

/// <summary>What was to be given in a session.</summary>
/// <param name="DoseMgPerKg">Planned dose, mg per kg of body weight; null where none was planned.</param>
/// <param name="WeightKg">Body weight in kg, above 0; null where not known.</param>
/// <param name="Duration">Planned duration of the infusion; null where none was planned.</param>
public sealed record InfusionPlan(decimal? DoseMgPerKg, decimal? WeightKg, Duration? Duration)
{
    /// <summary>From this part of the plan on, an infusion counts as completed.</summary>
    private static readonly Rational Enough = new(9, 10);

    /// <summary>
    /// True where at least 90 % of the planned dose was given; where that cannot be told, where it went on for at least 90 % of
    /// the planned duration, pauses left out; and where neither is known.
    /// </summary>
    /// <param name="timeline">An infusion that was stopped.</param>
    public bool IsMetBy(InfusionTimeline timeline)
    {
        if (timeline is not { StartedAt: { } start, StoppedAt: { } stop })
        {
            throw new ArgumentException("An infusion that goes on is not completed yet.", nameof(timeline));
        }

        if (DoseMgPerKg is { } planned && WeightKg is { } kg && DoseCurve.UpTo(timeline, stop, endedWithoutStop: false, kg) is { } curve)
        {
            return curve[^1].Mg >= Enough * planned * kg;
        }

        var held = timeline.Pauses.Aggregate(NodaTime.Duration.Zero, (sum, pause) => sum + (pause.To!.Value - pause.From));
        return Duration is not { } span || Dose.Hours(stop - start - held) >= Enough * Dose.Hours(span);
    }
}
