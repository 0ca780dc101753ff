using System.Collections.Immutable;
using NodaTime;

namespace InfusionTracker.Domain.Dosing;

/// <summary>A break point of the cumulative dose.</summary>
/// <param name="At">When.</param>
/// <param name="Mg">mg given by then.</param>
/// <param name="MgPerKg">The same per kg of body weight; null without a weight.</param>
/// <param name="MgPerHour">The rate from then on, up to the next point.</param>
public sealed record DosePoint(Instant At, Rational Mg, Rational? MgPerKg, Rational MgPerHour);

/// <summary>The cumulative dose as a curve of straight lines: between two break points it is interpolated without error.</summary>
public static class DoseCurve
{
    /// <summary>
    /// The break points up to <paramref name="at"/>, in time order: one at each instant at which something happened, two
    /// where a bolus was given (before and after it), and one at <paramref name="at"/> itself before the stop. The dose of
    /// the last one is that of <see cref="Dose.At"/>.
    /// </summary>
    /// <param name="timeline">The infusion.</param>
    /// <param name="at">Any time; what happened at it counts.</param>
    /// <param name="endedWithoutStop">True where the session has ended without a stop event.</param>
    /// <param name="weightKg">Body weight in kg, above 0; null where not known.</param>
    /// <returns>Null where the dose is unknown.</returns>
    public static ImmutableArray<DosePoint>? UpTo(InfusionTimeline timeline, Instant at, bool endedWithoutStop, decimal? weightKg)
    {
        if ((endedWithoutStop && timeline is { HasStarted: true, StoppedAt: null }) || RateChanges(timeline, at, weightKg) is not { } rates
            || Steps(timeline, at, weightKg) is not { } steps)
        {
            return null;
        }

        var times = timeline.Events.Select(e => e.OccurredAt).Where(time => time <= at).Distinct();
        var points = ImmutableArray.CreateBuilder<DosePoint>();
        var (milligrams, rate, last) = (Rational.Zero, Rational.Zero, at);
        foreach (var time in timeline.StoppedAt <= at ? times : times.Append(at).Distinct())
        {
            milligrams += rate * Dose.Hours(time - last);
            (rate, last) = (rates.GetValueOrDefault(time, rate), time);
            points.Add(Point(time));
            if (steps.TryGetValue(time, out var step))
            {
                milligrams += step;
                points.Add(Point(time));
            }
        }

        return points.ToImmutable();

        DosePoint Point(Instant time) => new(time, milligrams, weightKg is { } kg ? milligrams / kg : null, rate);
    }

    /// <summary>The rate in mg/h from each time on at which it changes; null where a rate is per kg and no weight is known.</summary>
    private static Dictionary<Instant, Rational>? RateChanges(InfusionTimeline timeline, Instant at, decimal? weightKg)
    {
        var rates = new Dictionary<Instant, Rational>();
        foreach (var segment in timeline.Segments.Where(segment => segment.From <= at))
        {
            if (segment.MgPerHour(weightKg) is not { } mgPerHour)
            {
                return null;
            }

            // Where one stretch ends as the next begins, the next, which is told later, has the word.
            rates[segment.From] = mgPerHour;
            if (segment.To is { } to)
            {
                rates[to] = Rational.Zero;
            }
        }

        return rates;
    }

    /// <summary>What was given at once, in mg, by its time; null where a bolus is per kg and no weight is known.</summary>
    private static Dictionary<Instant, Rational>? Steps(InfusionTimeline timeline, Instant at, decimal? weightKg)
    {
        var steps = new Dictionary<Instant, Rational>();
        foreach (var bolus in timeline.Boluses.Where(bolus => bolus.At <= at))
        {
            if (bolus.Milligrams(weightKg) is not { } milligrams)
            {
                return null;
            }

            steps[bolus.At] = steps.GetValueOrDefault(bolus.At) + milligrams;
        }

        return steps;
    }
}
