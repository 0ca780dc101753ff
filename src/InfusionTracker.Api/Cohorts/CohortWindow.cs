using InfusionTracker.Domain.Onset.Cohorts;

namespace InfusionTracker.Api.Cohorts;

/// <summary>Values of a cohort at one time.</summary>
public sealed record CohortSummary
{
    /// <summary>How many values.</summary>
    public required int N { get; init; }

    /// <summary>Arithmetic mean; null of none.</summary>
    public required double? Mean { get; init; }

    /// <summary>Standard deviation with n − 1; null of fewer than two.</summary>
    public required double? Sd { get; init; }

    /// <summary>Standard error of the mean; null of fewer than two, and where sessions of one patient count.</summary>
    public required double? Se { get; init; }

    /// <summary>95 % interval of the mean by Student's t, lower and upper limit; null as the standard error is.</summary>
    public required IReadOnlyList<double>? Ci95 { get; init; }

    /// <summary>Middle value.</summary>
    public required double? Median { get; init; }

    /// <summary>First quartile (type 7).</summary>
    public required double? LowerQuartile { get; init; }

    /// <summary>Third quartile (type 7).</summary>
    public required double? UpperQuartile { get; init; }

    internal static CohortSummary? Of(Summary? summary) => summary is null ? null : new()
    {
        N = summary.N,
        Mean = summary.Mean,
        Sd = summary.Sd,
        Se = summary.Se,
        Ci95 = Limits(summary.Ci95),
        Median = summary.Median,
        LowerQuartile = summary.LowerQuartile,
        UpperQuartile = summary.UpperQuartile,
    };

    internal static double[]? Limits(Interval? interval) => interval is null ? null : [interval.Lower, interval.Upper];
}

/// <summary>A cohort in one window. Every figure is null where it is withheld.</summary>
public sealed record CohortWindow
{
    /// <summary>Nominal time, e.g. <c>PT2H</c>.</summary>
    public required string Window { get; init; }

    /// <summary>True where too few patients stand behind the window (or its figures would give away those of another).</summary>
    public required bool Withheld { get; init; }

    /// <summary>Totals that the figures are of.</summary>
    public required int? N { get; init; }

    /// <summary>Mean total, points.</summary>
    public required double? Mean { get; init; }

    /// <summary>Standard deviation of the totals with n − 1; null of fewer than two.</summary>
    public required double? Sd { get; init; }

    /// <summary>Standard error of the mean total.</summary>
    public required double? Se { get; init; }

    /// <summary>95 % interval of the mean total by Student's t: lower and upper limit.</summary>
    public required IReadOnlyList<double>? Ci95 { get; init; }

    /// <summary>Median total, points.</summary>
    public required double? Median { get; init; }

    /// <summary>First quartile of the totals (type 7).</summary>
    public required double? LowerQuartile { get; init; }

    /// <summary>Third quartile of the totals (type 7).</summary>
    public required double? UpperQuartile { get; init; }

    /// <summary>Mean change from baseline, points: the mean of <see cref="Change"/>.</summary>
    public required double? MeanChange { get; init; }

    /// <summary>Changes from baseline, points.</summary>
    public required CohortSummary? Change { get; init; }

    /// <summary>Changes in per cent of the baseline's severity: the mean is that of the patients' percentages.</summary>
    public required CohortSummary? PercentChange { get; init; }

    /// <summary>How many meet the rule of response; null where nobody could be judged, or where withheld.</summary>
    public required int? Responders { get; init; }

    /// <summary>Of how many who could be judged.</summary>
    public required int? ResponseEvaluable { get; init; }

    /// <summary>Responders as a fraction.</summary>
    public required double? ResponderRate { get; init; }

    /// <summary>Wilson's 95 % interval of the rate: lower and upper limit.</summary>
    public required IReadOnlyList<double>? ResponderCi95 { get; init; }

    /// <summary>How many meet the rule of remission; null where nobody could be judged, or where withheld.</summary>
    public required int? Remitters { get; init; }

    /// <summary>Of how many who could be judged.</summary>
    public required int? RemissionEvaluable { get; init; }

    /// <summary>Remitters as a fraction.</summary>
    public required double? RemitterRate { get; init; }

    /// <summary>Wilson's 95 % interval of the rate: lower and upper limit.</summary>
    public required IReadOnlyList<double>? RemitterCi95 { get; init; }

    /// <summary>Those observed, and those whose window is over without a score and before a next infusion.</summary>
    public required int? Expected { get; init; }

    /// <summary>Those with a score that stands for the window.</summary>
    public required int? Observed { get; init; }

    /// <summary>Expected less observed.</summary>
    public required int? Missing { get; init; }

    /// <summary>The rest: the window is not over, or a next infusion came before its end.</summary>
    public required int? NotReached { get; init; }

    /// <summary>Missing ones that an earlier value stands for.</summary>
    public required int? Carried { get; init; }

    internal static CohortWindow Of(WindowFigures figures) => new()
    {
        Window = figures.Window.Name,
        Withheld = figures.Withheld,
        N = figures.Total?.N,
        Mean = figures.Total?.Mean,
        Sd = figures.Total?.Sd,
        Se = figures.Total?.Se,
        Ci95 = CohortSummary.Limits(figures.Total?.Ci95),
        Median = figures.Total?.Median,
        LowerQuartile = figures.Total?.LowerQuartile,
        UpperQuartile = figures.Total?.UpperQuartile,
        MeanChange = figures.Change?.Mean,
        Change = CohortSummary.Of(figures.Change),
        PercentChange = CohortSummary.Of(figures.PercentChange),
        Responders = figures.Responders?.Count,
        ResponseEvaluable = figures.Responders?.Of,
        ResponderRate = figures.Responders?.Rate,
        ResponderCi95 = CohortSummary.Limits(figures.Responders?.Ci95),
        Remitters = figures.Remitters?.Count,
        RemissionEvaluable = figures.Remitters?.Of,
        RemitterRate = figures.Remitters?.Rate,
        RemitterCi95 = CohortSummary.Limits(figures.Remitters?.Ci95),
        Expected = figures.Expected,
        Observed = figures.Observed,
        Missing = figures.Missing,
        NotReached = figures.NotReached,
        Carried = figures.Carried,
    };
}
