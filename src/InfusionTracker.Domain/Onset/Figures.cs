using InfusionTracker.Domain.Instruments;

namespace InfusionTracker.Domain.Onset;

/// <summary>Why response, remission or partial response cannot be judged in a session.</summary>
public enum NotEvaluable
{
    NoBaseline,
    InRemissionAtBaseline,
    BelowMinBaseline,

    /// <summary>Neither the catalogue nor the query has a rule.</summary>
    NoRule,

    /// <summary>Not even the best total of the instrument would meet the rule from this baseline.</summary>
    RuleUnreachable,
}

/// <summary>Change, severity and improvement, and what rules make of them. All exact.</summary>
public static class Figures
{
    /// <summary>
    /// How ill a total is, 0 being the best: total − totalMin, or totalMax − total where higher is better. Null where the
    /// instrument has no better end, or is itself a change.
    /// </summary>
    public static Rational? Severity(Instrument instrument, Rational total) =>
        (instrument.Onset, instrument.Direction) switch
        {
            (OnsetUse.Improvement, Direction.HigherIsWorse) => total - instrument.TotalMin,
            (OnsetUse.Improvement, Direction.HigherIsBetter) => instrument.TotalMax - total,
            _ => null,
        };

    /// <summary>100 × change ÷ severity of the baseline, as the nearest double; null where that severity is 0 or none.</summary>
    public static double? PercentChange(Instrument instrument, Rational baseline, Rational total) =>
        Severity(instrument, baseline) is { Sign: not 0 } severity
            ? (100 * (total - baseline) / severity).ToDouble()
            : null;

    /// <summary>severity(baseline) − severity(total): above 0 is better. Null where there is no better end.</summary>
    public static Rational? Improvement(Instrument instrument, Rational baseline, Rational total) =>
        Severity(instrument, baseline) - Severity(instrument, total);

    /// <summary>
    /// True where a total meets a rule. A level asks nothing of the baseline; a reduction is null without one, and a
    /// percentage also where the baseline's severity is 0.
    /// </summary>
    public static bool? Met(Instrument instrument, Rule rule, Rational? baseline, Rational total)
    {
        if (rule.Kind == RuleKind.Level)
        {
            return Compare(total, rule.Op, rule.Value);
        }

        if (baseline is not { } from || Improvement(instrument, from, total) is not { } improvement)
        {
            return null;
        }

        if (rule.Kind == RuleKind.AbsoluteReduction)
        {
            return Compare(improvement, rule.Op, rule.Value);
        }

        var severity = Severity(instrument, from)!.Value;
        return severity.Sign == 0 ? null : Compare(100 * improvement, rule.Op, rule.Value * severity);
    }

    /// <summary>
    /// Why a rule of response or remission cannot be judged from a baseline, the first reason that holds; null where it
    /// can. An instrument that is itself a change needs no baseline.
    /// </summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="rule">The rule that is to be judged; null where there is none.</param>
    /// <param name="remission">The rule that says whether the baseline is in remission already.</param>
    /// <param name="baseline">Null where there is none.</param>
    /// <param name="minBaseline">The lowest baseline total that is asked for; null takes any.</param>
    public static NotEvaluable? WhyNot(
        Instrument instrument, Rule? rule, Rule? remission, Rational? baseline, decimal? minBaseline)
    {
        if (instrument.Onset == OnsetUse.IsChange)
        {
            return rule is null ? NotEvaluable.NoRule : rule.Kind == RuleKind.Level ? null : NotEvaluable.NoBaseline;
        }

        if (baseline is not { } from)
        {
            return NotEvaluable.NoBaseline;
        }

        if (remission is not null && Met(instrument, remission, from, from) == true)
        {
            return NotEvaluable.InRemissionAtBaseline;
        }

        if (from < minBaseline)
        {
            return NotEvaluable.BelowMinBaseline;
        }

        if (rule is null)
        {
            return NotEvaluable.NoRule;
        }

        return CanBeMet(instrument, rule, from) ? null : NotEvaluable.RuleUnreachable;
    }

    /// <summary>Exact comparison.</summary>
    public static bool Compare(Rational left, Comparison op, Rational right) => op switch
    {
        Comparison.LessThan => left < right,
        Comparison.AtMost => left <= right,
        Comparison.AtLeast => left >= right,
        Comparison.MoreThan => left > right,
        _ => throw new ArgumentOutOfRangeException(nameof(op)),
    };

    /// <summary>A level may lie towards either end; a reduction is largest at the best total.</summary>
    private static bool CanBeMet(Instrument instrument, Rule rule, Rational baseline) =>
        Met(instrument, rule, baseline, instrument.TotalMin) == true
        || Met(instrument, rule, baseline, instrument.TotalMax) == true;
}
