using System.Collections.Immutable;
using InfusionTracker.Domain.Instruments;
using NodaTime;

namespace InfusionTracker.Domain.Onset;

/// <summary>
/// Whether a score can be held against the baseline: a form about the last two weeks, filled in four hours after an
/// infusion, asks about the time before it, and another form or rater measures something else.
/// </summary>
public static class Comparability
{
    /// <summary>
    /// The stretch that a score asks about: what its rater stated, else what its form version or the standard form asks;
    /// null where none is stated anywhere.
    /// </summary>
    public static Duration? RecallOf(Instrument instrument, ScorePoint score) =>
        score.RecallPeriod
        ?? (instrument.RecallDaysOf(score.FormVersion) is { } days ? Duration.FromDays(days) : null);

    /// <summary>
    /// True where too much of the recall lies before the dose: elapsed &lt; (1 − tolerance) × recall, so 7 × elapsed &lt; 6 ×
    /// recall with a tolerance of a seventh. Without any recall stated a trait always overlaps and a change never does.
    /// </summary>
    public static bool RecallOverlaps(Instrument instrument, ScorePoint score, Duration elapsed, Rational tolerance) =>
        RecallOf(instrument, score) is { } recall
            ? elapsed.ToInt64Nanoseconds() * tolerance.Denominator < recall.ToInt64Nanoseconds() * (tolerance.Denominator - tolerance.Numerator)
            : instrument.IsTrait;

    /// <summary>
    /// True where a point's form or rater is another than the baseline's, or than any of those in a mean. No version named
    /// is the standard one; forms that differ in their recall alone (past week, past month) are one form here; a rater who
    /// was not named is not known to differ.
    /// </summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="point">The point.</param>
    /// <param name="baseline">The baseline's scores; of those with one form and one rater, one is enough.</param>
    public static bool VersionDiffers(Instrument instrument, ScorePoint point, ImmutableArray<ScorePoint> baseline) =>
        baseline.Any(score =>
            FormsDiffer(instrument, score.FormVersion, point.FormVersion)
            || (score.Rater is not null && point.Rater is not null && score.Rater != point.Rater));

    private static bool FormsDiffer(Instrument instrument, string? one, string? other)
    {
        var (a, b) = (one ?? instrument.StandardVersion, other ?? instrument.StandardVersion);
        var recallAlone = instrument.RecallDaysOf(a) != instrument.RecallDaysOf(b) && RaterOf(a) == RaterOf(b);
        return a != b && !recallAlone;

        Rater RaterOf(string? version) =>
            instrument.Versions.FirstOrDefault(v => v.Name == version)?.Rater ?? instrument.Rater;
    }
}
