using System.Collections.Immutable;
using InfusionTracker.Domain.Instruments;
using NodaTime;

namespace InfusionTracker.Domain.Onset;

/// <summary>
/// A score after the dose with its figures. A point that is not eligible is shown with its marks and has no figures.
/// </summary>
/// <param name="Score">The score.</param>
/// <param name="Elapsed">Time since t0, above 0.</param>
/// <param name="Eligible">True where it is evidence: no overlapping recall and the baseline's version, unless asked for.</param>
/// <param name="RecallOverlapsBaseline">Its recall reaches too far before the dose.</param>
/// <param name="VersionDiffers">Its form version or rater is another than the baseline's.</param>
/// <param name="Window">The window that it stands for; null where none, or where another point was nearer.</param>
/// <param name="Change">total − baseline, rounded as <see cref="Rational.ToDecimal"/> states.</param>
/// <param name="PercentChange">100 × change ÷ severity of the baseline.</param>
/// <param name="Improvement">severity(baseline) − severity(point): above 0 is better.</param>
/// <param name="Response">Null where it cannot be judged.</param>
/// <param name="Partial">At least 25 % better and no response; null where the rule is not a percentage.</param>
/// <param name="Remission">A state: needs no baseline.</param>
/// <param name="Meaningful">Better by at least the smallest change that matters.</param>
public sealed record OnsetPoint(
    ScorePoint Score,
    Duration Elapsed,
    bool Eligible,
    bool RecallOverlapsBaseline,
    bool VersionDiffers,
    Window? Window,
    decimal? Change,
    double? PercentChange,
    decimal? Improvement,
    bool? Response,
    bool? Partial,
    bool? Remission,
    bool? Meaningful);

/// <summary>One instrument of one session (or course), aligned to its t0.</summary>
public sealed record SessionOnset
{
    private const decimal PartialPercent = 25;

    private SessionOnset()
    {
    }

    public required Alignment Alignment { get; init; }

    public required OnsetRules Rules { get; init; }

    /// <summary>Null with a reason in <see cref="BaselineMissing"/>.</summary>
    public required Baseline? Baseline { get; init; }

    public required BaselineMissing? BaselineMissing { get; init; }

    /// <summary>All points in time order, eligible or not.</summary>
    public required ImmutableArray<OnsetPoint> Points { get; init; }

    /// <summary>Why response and partial response are null; null where they can be judged.</summary>
    public required NotEvaluable? ResponseNotEvaluable { get; init; }

    /// <summary>Why the first remission is null; null where it can be judged.</summary>
    public required NotEvaluable? RemissionNotEvaluable { get; init; }

    public required FirstEvent? FirstMeaningfulChange { get; init; }

    public required FirstEvent? FirstResponse { get; init; }

    public required FirstEvent? FirstRemission { get; init; }

    /// <summary>Null where there was no response, or where it still held at <see cref="ResponseCensoredAt"/>.</summary>
    public required LossOfResponse? LossOfResponse { get; init; }

    /// <summary>The last eligible point, where a response was never seen lost.</summary>
    public required Duration? ResponseCensoredAt { get; init; }

    public IEnumerable<OnsetPoint> EligiblePoints => Points.Where(point => point.Eligible);

    /// <summary>Computes the onset of one instrument.</summary>
    /// <param name="instrument">Of which all scores are.</param>
    /// <param name="scores">Complete, current scores of the patient.</param>
    /// <param name="alignment">The session or course.</param>
    /// <param name="options">The choices.</param>
    /// <exception cref="ArgumentException">The instrument has no onset (profiles and triages).</exception>
    public static SessionOnset Of(
        Instrument instrument, ScoreLine scores, Alignment alignment, OnsetOptions options)
    {
        if (instrument.Onset == OnsetUse.None)
        {
            throw new ArgumentException($"{instrument.Code} has no onset.", nameof(instrument));
        }

        var rules = OnsetRules.Of(instrument, options);
        var (baseline, missing) = Baseline.Of(instrument, scores, alignment, options);
        var noResponse = Figures.WhyNot(instrument, rules.Response, rules.Remission, baseline?.Total, options.MinBaseline);
        var noRemission = Figures.WhyNot(instrument, rules.Remission, rules.Remission, baseline?.Total, options.MinBaseline);

        var unlike = UnlikeScores(baseline);
        var after = scores.Between(alignment.T0, alignment.NextT0);
        var marks = new Mark[after.Length];
        for (var i = 0; i < marks.Length; i++)
        {
            marks[i] = Mark.Of(instrument, after[i], after[i].AssessedAt - alignment.T0, unlike, options);
        }

        var windows = options.Windows.Choose(Array.ConvertAll(marks, mark => mark.Eligible ? mark.Elapsed : (Duration?)null));
        var judging = new Judging(instrument, rules, baseline?.Total, noResponse is null);
        ImmutableArray<OnsetPoint> points = [.. marks.Select((mark, i) => judging.PointOf(mark, windows[i]))];

        var response = For(points, point => point.Response);
        var firstResponse = FirstEvents.First(response, options.SustainedFor);
        var loss = FirstEvents.Loss(response);
        return new()
        {
            Alignment = alignment,
            Rules = rules,
            Baseline = baseline,
            BaselineMissing = missing,
            Points = points,
            ResponseNotEvaluable = noResponse,
            RemissionNotEvaluable = noRemission,
            FirstMeaningfulChange = FirstEvents.First(For(points, point => point.Meaningful), options.SustainedFor),
            FirstResponse = firstResponse,
            FirstRemission = noRemission is null
                ? FirstEvents.First(For(points, point => point.Remission), options.SustainedFor)
                : null,
            LossOfResponse = loss,
            ResponseCensoredAt = firstResponse is not null && loss is null ? response[^1].Elapsed : null,
        };
    }

    /// <summary>One of the baseline's scores for each form and rater: a mean of many has few of these, and each point is held against them.</summary>
    private static ImmutableArray<ScorePoint> UnlikeScores(Baseline? baseline) =>
        baseline is null ? [] : baseline.Scores.Length == 1 ? baseline.Scores : [.. baseline.Scores.DistinctBy(score => (score.FormVersion, score.Rater))];

    private static List<RulePoint> For(ImmutableArray<OnsetPoint> points, Func<OnsetPoint, bool?> rule)
    {
        var judged = new List<RulePoint>(points.Length);
        foreach (var point in points)
        {
            if (point.Eligible && rule(point) is { } met)
            {
                judged.Add(new(point.Score.Id, point.Elapsed, met));
            }
        }

        return judged;
    }

    /// <summary>A score after the dose, and whether it is evidence.</summary>
    private readonly record struct Mark(ScorePoint Score, Duration Elapsed, bool Eligible, bool RecallOverlaps, bool VersionDiffers)
    {
        public static Mark Of(
            Instrument instrument, ScorePoint score, Duration elapsed, ImmutableArray<ScorePoint> baseline, OnsetOptions options)
        {
            var overlaps = Comparability.RecallOverlaps(instrument, score, elapsed, options.RecallTolerance);
            var differs = Comparability.VersionDiffers(instrument, score, baseline);
            var eligible = (!overlaps || options.IncludeRecallOverlap) && (!differs || options.IncludeVersionDiffers);
            return new(score, elapsed, eligible, overlaps, differs);
        }
    }

    /// <summary>What every point of a session is held against.</summary>
    private sealed class Judging(Instrument instrument, OnsetRules rules, Rational? baseline, bool responseIsEvaluable)
    {
        private readonly Rule? _partial = responseIsEvaluable && rules.Response is { Kind: RuleKind.PercentReduction } rule
            ? rule with { Op = Comparison.AtLeast, Value = PartialPercent }
            : null;

        public OnsetPoint PointOf(Mark mark, Window? window)
        {
            var (score, elapsed, eligible, overlaps, differs) = mark;
            if (!eligible)
            {
                return new(score, elapsed, eligible, overlaps, differs, null, null, null, null, null, null, null, null);
            }

            Rational total = score.Total;
            var response = responseIsEvaluable ? Met(rules.Response, total) : null;
            return new(
                score,
                elapsed,
                eligible,
                overlaps,
                differs,
                window,
                Change: (total - baseline)?.ToDecimal(),
                PercentChange: baseline is { } start ? Figures.PercentChange(instrument, start, total) : null,
                Improvement: baseline is { } before ? Figures.Improvement(instrument, before, total)?.ToDecimal() : null,
                response,
                Partial: response is { } responded && _partial is not null ? !responded && Met(_partial, total) == true : null,
                Remission: Met(rules.Remission, total),
                Meaningful: Met(rules.MeaningfulChange, total));
        }

        private bool? Met(Rule? rule, Rational total) => rule is null ? null : Figures.Met(instrument, rule, baseline, total);
    }
}
