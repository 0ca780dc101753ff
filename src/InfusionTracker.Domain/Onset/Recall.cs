using InfusionTracker.Domain.Instruments;
using NodaTime;

namespace InfusionTracker.Domain.Onset;

/// <summary>
/// How far back a score asks, and whether that reaches before the dose: a form about the last two weeks, filled in four
/// hours after an infusion, is no evidence of onset.
/// </summary>
public static class Recall
{
    /// <summary>
    /// The stretch that a score asks about: what its rater stated, else what its form version or the standard form asks;
    /// null where none is stated anywhere.
    /// </summary>
    public static Duration? Of(Instrument instrument, ScorePoint score) =>
        score.RecallPeriod
        ?? (score.FormVersion is { } version && instrument.RecallDaysByVersion.TryGetValue(version, out var days)
            ? Duration.FromDays(days)
            : instrument.RecallDays is { } standard ? Duration.FromDays(standard) : null);

    /// <summary>
    /// True where too much of the recall lies before the dose: elapsed &lt; (1 − tolerance) × recall, so 7 × elapsed &lt; 6 ×
    /// recall with a tolerance of a seventh. Without any recall stated a trait always overlaps and a change never does.
    /// </summary>
    public static bool OverlapsBaseline(Instrument instrument, ScorePoint score, Duration elapsed, Rational tolerance) =>
        Of(instrument, score) is { } recall
            ? elapsed.ToInt64Nanoseconds() < (1 - tolerance) * recall.ToInt64Nanoseconds()
            : instrument.IsTrait;

    /// <summary>A sentence on why a stated recall is refused; null where it can be taken.</summary>
    public static string? Refusal(Instrument instrument, string? formVersion, Duration recallPeriod)
    {
        var standard = formVersion is not null && instrument.RecallDaysByVersion.TryGetValue(formVersion, out var days)
            ? days
            : instrument.RecallDays;
        return recallPeriod < Duration.Zero ? "recallPeriod is not negative."
            : standard is not { } form ? $"{instrument.Code} asks about no stretch of time; leave recallPeriod out."
            : recallPeriod > Duration.FromDays(form) ? $"recallPeriod is longer than the P{form}D of the form."
            : recallPeriod < Duration.FromDays(form) && !instrument.ShorterRecallAllowed
                ? $"No form of {instrument.Code} asks about less than P{form}D; leave recallPeriod out."
            : null;
    }

    /// <summary>
    /// True where a point's form version or rater is another than the baseline's, or than any of those in a mean. No
    /// version named is the standard form; a rater who was not named is not known to differ.
    /// </summary>
    public static bool VersionDiffers(ScorePoint point, Baseline? baseline) =>
        baseline is not null && baseline.Scores.Any(score =>
            score.FormVersion != point.FormVersion
            || (score.Rater is not null && point.Rater is not null && score.Rater != point.Rater));
}
