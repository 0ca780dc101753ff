using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Dosing;
using NodaTime;
using Curve = InfusionTracker.Domain.Onset.Series;

namespace InfusionTracker.Api.Series;

/// <summary>An infusion that has started, told beside the readings of its session.</summary>
/// <param name="Timeline">Its events as one story.</param>
/// <param name="Now">No figure is told of a later time than this.</param>
/// <param name="EndedWithoutStop">True where the session has ended without a stop, so that its dose is unknown.</param>
/// <param name="WeightKg">Body weight; null where it is not known.</param>
/// <param name="Caller">Who asks; once nobody waits, no dose is told.</param>
internal sealed record Infused(InfusionTimeline Timeline, Instant Now, bool EndedWithoutStop, decimal? WeightKg, Caller Caller)
{
    /// <summary>Most buckets of an answer.</summary>
    public const int MaxBuckets = 20_000;

    private Instant T0 => Timeline.StartedAt!.Value;

    /// <summary>The first and the last bucket that hold a reading or an event.</summary>
    public (long First, long Last) BucketsOf(IEnumerable<Duration> readings, Duration length)
    {
        var buckets = Timeline.Events.Select(e => e.OccurredAt - T0).Concat(readings).Select(elapsed => Curve.IndexOf(elapsed, length)).ToList();
        return (buckets.Min(), buckets.Max());
    }

    public InfusionSeries AtBucketEnds(Duration length, long first, long last) =>
        Beside(DoseSeries.AtBucketEnds(Timeline, length, first, last, Now, EndedWithoutStop, WeightKg));

    /// <summary>The dose where the rate changes, from which every other dose follows by straight lines.</summary>
    public InfusionSeries AtEvents()
    {
        var times = Timeline.Events.Select(e => e.OccurredAt).ToHashSet();
        if (Timeline.StoppedAt is null && Now > times.Max())
        {
            times.Add(Now);
        }

        return Beside(times.Order().Select(new DoseWalk(Timeline, EndedWithoutStop, WeightKg).To));
    }

    private InfusionSeries Beside(IEnumerable<Dose> doses) => new()
    {
        Points =
        [
            .. doses.While(Caller).Select(dose => new InfusionPoint
            {
                ElapsedMinutes = Times.Minutes(dose.Time - T0),
                At = dose.Time,
                Status = dose.Status switch
                {
                    DoseStatus.Running => "running",
                    DoseStatus.Final => "final",
                    _ => "unknown",
                },
                RateMgPerHour = dose.RateMgPerHour,
                CumulativeMg = dose.CumulativeMg,
                CumulativeMgPerKg = dose.CumulativeMgPerKg,
            }),
        ],
        Pauses =
        [
            .. Timeline.Pauses.Select(p => new InfusionPause { ElapsedMinutes = Times.Minutes(p.From - T0), From = p.From, To = p.To }),
        ],
        Boluses =
        [
            .. Timeline.Boluses.Select(b => new InfusionBolus { ElapsedMinutes = Times.Minutes(b.At - T0), At = b.At, Mg = b.Milligrams(WeightKg)?.ToDecimal() }),
        ],
    };
}
