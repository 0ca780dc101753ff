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
/// <param name="Within">The times that are told.</param>
/// <param name="Caller">Who asks; once nobody waits, no dose is told.</param>
internal sealed record Infused(InfusionTimeline Timeline, Instant Now, bool EndedWithoutStop, decimal? WeightKg, Stretch Within, Caller Caller)
{
    /// <summary>Most buckets at each of whose ends the dose is told, whether or not there is anything in it.</summary>
    private const int MaxBuckets = 20_000;

    private Instant T0 => Timeline.StartedAt!.Value;

    /// <summary>Where nothing more was given, or is known.</summary>
    private Instant End => Timeline.StoppedAt ?? Now;

    /// <summary>Its events that are told.</summary>
    private IEnumerable<Instant> Events => Timeline.Events.Select(e => e.OccurredAt).Where(Within.Holds);

    /// <summary>
    /// The dose at the end of each bucket, from the first that holds a reading, an event or the beginning of what is asked for, to the
    /// last. Where these are too far apart, as one stray record makes them, no other bucket than those is told.
    /// </summary>
    public InfusionSeries AtBucketEnds(IEnumerable<Duration> readings, Duration length)
    {
        var told = Events.Concat(Ends(Duration.Epsilon)).Select(time => time - T0).Concat(readings)
            .Select(elapsed => Curve.IndexOf(elapsed, length)).Distinct().Order().ToList();
        var isFar = told.Count > 0 && told[^1] - told[0] >= MaxBuckets;
        var buckets = isFar || told.Count == 0 ? told : Enumerable.Range(0, (int)(told[^1] - told[0]) + 1).Select(k => told[0] + k);
        return Beside(DoseSeries.AtBucketEnds(Timeline, length, buckets, Now, EndedWithoutStop, WeightKg)) with { EveryBucket = !isFar };
    }

    /// <summary>The dose where the rate changes, from which every other dose follows by straight lines.</summary>
    public InfusionSeries AtEvents()
    {
        var times = Events.Concat(Ends(Duration.Zero)).ToHashSet();
        if (Timeline.StoppedAt is null && Within.Holds(Now) && Now > Timeline.Events.Max(e => e.OccurredAt))
        {
            times.Add(Now);
        }

        return Beside(times.Order().Select(new DoseWalk(Timeline, EndedWithoutStop, WeightKg).To));
    }

    /// <summary>The two ends of what is asked for, where they lie within the infusion.</summary>
    /// <param name="before">How long before its end the last time lies that is asked for.</param>
    private IEnumerable<Instant> Ends(Duration before) =>
        new[] { Within.From, Within.To - before }.OfType<Instant>().Where(time => T0 <= time && time <= End);

    private InfusionSeries Beside(IEnumerable<Dose> doses) => new()
    {
        EveryBucket = null,
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
            .. Timeline.Pauses.Where(p => Within.Holds(p.From, p.To)).Select(p => new InfusionPause { ElapsedMinutes = Times.Minutes(p.From - T0), From = p.From, To = p.To }),
        ],
        Boluses =
        [
            .. Timeline.Boluses.Where(b => Within.Holds(b.At)).Select(b => new InfusionBolus { ElapsedMinutes = Times.Minutes(b.At - T0), At = b.At, Mg = b.Milligrams(WeightKg)?.ToDecimal() }),
        ],
    };
}
