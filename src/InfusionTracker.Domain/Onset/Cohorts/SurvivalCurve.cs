using System.Collections.Immutable;
using NodaTime;

namespace InfusionTracker.Domain.Onset.Cohorts;

/// <summary>How a survival curve's limits are made.</summary>
public enum CurveInterval
{
    LogLog,
    Log,
    Plain,
}

/// <summary>A row of a curve: one distinct time, be it of events or of censorings alone.</summary>
/// <param name="Time">Since the origin.</param>
/// <param name="AtRisk">Subjects with a follow-up of at least that time; events come before censorings. Null where withheld.</param>
/// <param name="Events">Events at that time; where rows are withheld, all since the row before.</param>
/// <param name="Censored">Follow-ups that ended there without one; null where withheld.</param>
/// <param name="Survival">The share that the event has not reached by then, that time included.</param>
/// <param name="StandardError">Greenwood's, of the survival; null at 0.</param>
/// <param name="Lower">95 % limit; null at 0, and at 1 for log-log.</param>
/// <param name="Upper">95 % limit; null at 0, and at 1 for log-log.</param>
public sealed record CurveRow(
    Duration Time, int? AtRisk, int Events, int? Censored, double Survival, double? StandardError, double? Lower, double? Upper);

/// <summary>A time by which some share has had the event, with the times at which the limits reach it.</summary>
/// <param name="EstimateMinutes">Null where the curve does not fall so far.</param>
/// <param name="LowerMinutes">Null where the lower limit does not.</param>
/// <param name="UpperMinutes">Null where the upper limit does not.</param>
public sealed record CurveQuantile(double? EstimateMinutes, double? LowerMinutes, double? UpperMinutes);

/// <summary>The Kaplan-Meier curve of a group, as R's <c>survfit</c> gives it (survival 3.5).</summary>
/// <param name="Rows">In time order; empty of no subject.</param>
public sealed record SurvivalCurve(ImmutableArray<CurveRow> Rows)
{
    /// <summary>Half the digits of a double, as R takes it: values this close are one.</summary>
    private const double Epsilon = 1.0 / (1 << 26);

    /// <summary>Estimates a curve.</summary>
    public static SurvivalCurve Of(FollowUpCounts followUps, CurveInterval interval = CurveInterval.LogLog)
    {
        var rows = ImmutableArray.CreateBuilder<CurveRow>();
        var (survival, hazardVariance, atRisk) = (1.0, 0.0, followUps.Count);
        foreach (var (time, events, censored) in followUps.ByTime())
        {
            if (events > 0)
            {
                survival *= (double)(atRisk - events) / atRisk;
                hazardVariance += events / ((double)atRisk * (atRisk - events));
            }

            var se = Math.Sqrt(hazardVariance);
            var (lower, upper) = Limits(survival, se, interval);
            rows.Add(new(time, atRisk, events, censored, survival, survival == 0 ? null : survival * se, lower, upper));
            atRisk -= events + censored;
        }

        return new(rows.DrainToImmutable());
    }

    /// <summary>
    /// The time by which a share <paramref name="p"/> has had the event: where the curve is flat at that height, the middle
    /// of its flat stretch, and where it ends at that height, the first time of it. Of one half it is the median that R
    /// prints of a <c>survfit</c>. R's <c>quantile</c> differs where a curve ends at the height or a limit rises again.
    /// </summary>
    /// <param name="p">0.25, 0.5, 0.75 or any other share above 0 and below 1.</param>
    public CurveQuantile Quantile(double p) =>
        new(Crossing(row => row.Survival, p), Crossing(row => row.Lower, p), Crossing(row => row.Upper, p));

    private static (double? Lower, double? Upper) Limits(double survival, double se, CurveInterval interval)
    {
        if (survival == 0)
        {
            return (null, null);
        }

        if (survival == 1)
        {
            return interval == CurveInterval.LogLog ? (null, null) : (1, 1);
        }

        var half = Distributions.Normal975 * se;
        switch (interval)
        {
            case CurveInterval.Plain:
                return (Math.Max(survival - (half * survival), 0), Math.Min(survival + (half * survival), 1));
            case CurveInterval.Log:
                return (Math.Exp(Math.Log(survival) - half), Math.Min(Math.Exp(Math.Log(survival) + half), 1));
            default:
                var log = Math.Log(survival);
                var (middle, width) = (Math.Log(-log), half / log);
                return (Math.Exp(-Math.Exp(middle - width)), Math.Exp(-Math.Exp(middle + width)));
        }
    }

    private double? Crossing(Func<CurveRow, double?> value, double p)
    {
        var reached = At(value, 1 - p + Epsilon);
        var beyond = At(value, 1 - p - Epsilon);
        return (reached + (beyond ?? reached))?.TotalMinutes / 2;
    }

    /// <summary>The first time of a value that is at most <paramref name="height"/>; a limit may rise above it again later.</summary>
    private Duration? At(Func<CurveRow, double?> value, double height)
    {
        foreach (var row in Rows)
        {
            if (value(row) <= height)
            {
                return row.Time;
            }
        }

        return null;
    }
}
