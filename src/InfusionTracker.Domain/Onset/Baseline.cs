using System.Collections.Immutable;
using InfusionTracker.Domain.Instruments;
using NodaTime;

namespace InfusionTracker.Domain.Onset;

/// <summary>Which scores before a dose are the baseline.</summary>
public enum BaselineRule
{
    /// <summary>The last after the previous infusion and within the look-back.</summary>
    LastPreDose,

    /// <summary>The first of the weeks before the course, after any earlier infusion.</summary>
    Screening,

    /// <summary>The mean of all after the previous infusion and within the look-back.</summary>
    MeanPreDose,
}

/// <summary>Why there is no baseline.</summary>
public enum BaselineMissing
{
    /// <summary>No complete score at or before t0.</summary>
    NoScoreBeforeDose,

    /// <summary>The last one was taken at or before the earlier infusion.</summary>
    BeforeEarlierInfusion,

    /// <summary>The last one after the earlier infusion is older than the look-back.</summary>
    OlderThanLookBack,

    /// <summary>The total is itself a change (CGI-I): no baseline is taken.</summary>
    InstrumentIsChange,
}

/// <summary>Names of baseline rules and reasons as answers write them.</summary>
public static class BaselineCodes
{
    public static string Code(this BaselineRule rule) => rule switch
    {
        BaselineRule.LastPreDose => "last-pre-dose",
        BaselineRule.Screening => "screening",
        BaselineRule.MeanPreDose => "mean-pre-dose",
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };

    public static string Code(this BaselineMissing missing) => missing switch
    {
        BaselineMissing.NoScoreBeforeDose => "noScoreBeforeDose",
        BaselineMissing.BeforeEarlierInfusion => "beforeEarlierInfusion",
        BaselineMissing.OlderThanLookBack => "olderThanLookBack",
        BaselineMissing.InstrumentIsChange => "instrumentIsChange",
        _ => throw new ArgumentOutOfRangeException(nameof(missing)),
    };
}

/// <summary>What change is counted from.</summary>
/// <param name="Rule">The rule that chose it.</param>
/// <param name="Total">The total, or the exact mean of several.</param>
/// <param name="Scores">The score, or those of the mean, in time order.</param>
/// <param name="AfterEarlierInfusion">
/// Time from the patient's last infusion before it, for a mean from there to the earliest score: a short one shows a
/// baseline taken in a treated state. Null where there was none.
/// </param>
public sealed record Baseline(
    BaselineRule Rule, Rational Total, ImmutableArray<ScorePoint> Scores, Duration? AfterEarlierInfusion)
{
    /// <summary>When it was taken; the latest of a mean.</summary>
    public Instant AssessedAt => Scores[^1].AssessedAt;

    /// <summary>Chooses the baseline, or says why there is none.</summary>
    /// <param name="instrument">Of which all scores are.</param>
    /// <param name="scores">Complete scores of the patient; whether their recall overlaps is no matter.</param>
    /// <param name="alignment">What they are aligned to.</param>
    /// <param name="options">Rule, look-backs and zone.</param>
    public static (Baseline? Taken, BaselineMissing? Missing) Of(
        Instrument instrument, ScoreLine scores, Alignment alignment, OnsetOptions options)
    {
        if (instrument.Onset == OnsetUse.IsChange)
        {
            return (null, BaselineMissing.InstrumentIsChange);
        }

        var (upTo, after, lookBack) = options.BaselineRule == BaselineRule.Screening
            ? (alignment.CourseT0, alignment.BeforeCourseT0, options.ScreeningLookBack)
            : (alignment.T0, alignment.PreviousT0, instrument.RecallDays == 0 ? options.RightNowLookBack : options.LookBack);

        var untreated = scores.Between(after, upTo);
        var candidates = untreated[ScoreLine.FirstFrom(untreated, lookBack.Before(upTo, options.Zone))..];
        if (candidates.IsEmpty)
        {
            return (null, scores.Between(null, upTo).IsEmpty ? BaselineMissing.NoScoreBeforeDose
                : untreated.IsEmpty ? BaselineMissing.BeforeEarlierInfusion
                : BaselineMissing.OlderThanLookBack);
        }

        ImmutableArray<ScorePoint> taken = options.BaselineRule switch
        {
            BaselineRule.LastPreDose => [candidates[^1]],
            BaselineRule.Screening => [candidates[0]],
            _ => [.. candidates],
        };
        var total = taken.Aggregate(Rational.Zero, (sum, score) => sum + score.Total) / taken.Length;
        return (new(options.BaselineRule, total, taken, taken[0].AssessedAt - after), null);
    }
}
