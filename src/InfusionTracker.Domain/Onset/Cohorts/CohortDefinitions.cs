using System.Collections.Immutable;

namespace InfusionTracker.Domain.Onset.Cohorts;

/// <summary>The definitions that a cohort's figures rest on, beside those of each session's onset.</summary>
public static class CohortDefinitions
{
    /// <summary>Those of window statistics: <c>summary</c> is n, mean, SD, Student's t interval and type-7 quartiles.</summary>
    /// <param name="design">How the cohort is made.</param>
    /// <param name="missing">What fills a missed window.</param>
    /// <param name="cells">What is withheld; null for nothing.</param>
    public static ImmutableArray<Definition> OfWindows(CohortDesign design, MissingValues missing, SmallCells? cells) =>
    [
        .. OfAll(design, cells),
        new("expected-and-missing", 1), new("summary", 1), new("proportion-wilson", 1),
        .. missing == MissingValues.LastObservationCarriedForward ? [new Definition("missing-locf", 1)] : Array.Empty<Definition>(),
    ];

    /// <summary>Those of a time to an event.</summary>
    /// <param name="design">How the cohort is made.</param>
    /// <param name="interval">How the limits of a curve are made.</param>
    /// <param name="isSplit">True where it is split into groups.</param>
    /// <param name="cells">What is withheld; null for nothing.</param>
    public static ImmutableArray<Definition> OfTimes(CohortDesign design, CurveInterval interval, bool isSplit, SmallCells? cells) =>
    [
        .. OfAll(design, cells),
        new("kaplan-meier", 1),
        new(interval switch { CurveInterval.Plain => "interval-plain", CurveInterval.Log => "interval-log", _ => "interval-log-log" }, 1),
        new("curve-quantiles", 2),
        .. isSplit ? [new("log-rank", 1), new Definition("visit-times-differ", 1)] : Array.Empty<Definition>(),
    ];

    private static ImmutableArray<Definition> OfAll(CohortDesign design, SmallCells? cells) =>
    [
        new(design.Unit == CohortUnit.Patient ? "first-session-of-a-patient" : "every-session", 1), new("left-out", 2),
        .. cells is not null ? [new Definition("small-cells", 2)] : Array.Empty<Definition>(),
    ];
}
