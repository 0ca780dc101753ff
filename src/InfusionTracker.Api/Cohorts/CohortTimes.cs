using InfusionTracker.Api.Onset;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Onset;
using InfusionTracker.Domain.Onset.Cohorts;
using NodaTime;

namespace InfusionTracker.Api.Cohorts;

/// <summary>Times to an event in a cohort, by group.</summary>
public sealed record CohortTimes : CohortAnswer
{
    /// <summary><c>response</c>, <c>remission</c> or <c>relapse</c>.</summary>
    public required string Event { get; init; }

    /// <summary>By what it is split; null where it is one group.</summary>
    public required string? GroupBy { get; init; }

    /// <summary>How limits are made: <c>log-log</c>, <c>log</c> or <c>plain</c>.</summary>
    public required string Interval { get; init; }

    /// <summary>The groups: bands and ordinals in rising order, others by name.</summary>
    public required IReadOnlyList<CohortGroup> Groups { get; init; }

    /// <summary>True where groups are left out since they are of few patients, or would give away one that is. Counts are then null.</summary>
    public required bool WithheldGroups { get; init; }

    /// <summary>Whether the groups differ; null with fewer than two, where it cannot be computed, or where a group or its events are withheld.</summary>
    public required CohortLogRank? LogRank { get; init; }

    /// <summary>
    /// True where the groups' first visits fall in different windows, so that the log-rank test compares schedules; null where
    /// a group or its first visit is withheld.
    /// </summary>
    public required bool? VisitTimesDiffer { get; init; }

    internal static CohortTimes Of(CohortReading reading, CohortBasis basis, TimeToEventQuery asked, CurveInterval interval, TimeToEvent times, Instant now) => new()
    {
        Instrument = reading.Instrument.Code,
        At = now,
        Unit = reading.Filter.Unit ?? "patient",
        Scope = reading.Filter.Scope ?? "session",
        BaselineRule = basis.Options.BaselineRule.Code(),
        Rules = OnsetRulesNamed.Of(
            reading.Instrument,
            basis.Options,
            basis.Settings.Version,
            CohortDefinitions.OfTimes(reading.Design, interval, reading.Grouping is not null, basis.Cells)),
        MinimumCell = basis.Cells?.Minimum ?? 1,
        IsEmpty = times.Counts.IsEmpty,
        Cohort = times.Counts.Cohort,
        Counted = times.Counts.Counted,
        LeftOut = LeftOut.Of(times.Counts),
        IsRandomised = false,
        Notes = NotesOn(
            reading, basis, times.Counts.IsEmpty, "A next infusion ends the follow-up; re-treatment follows worsening, so that a duration may be flattered."),
        Event = asked.Event!,
        GroupBy = reading.Grouping?.By,
        Interval = asked.Interval ?? "log-log",
        Groups = [.. times.Groups.Select(CohortGroup.Of)],
        WithheldGroups = times.WithheldGroups,
        LogRank = times.LogRank is { } test ? new(test.ChiSquare, test.Df, test.P) : null,
        VisitTimesDiffer = times.VisitTimesDiffer,
    };
}

/// <summary>The log-rank test (rho 0).</summary>
/// <param name="ChiSquare">The statistic.</param>
/// <param name="Df">Groups that were at risk of an event, less one.</param>
/// <param name="P">Its upper tail; null where sessions of one patient count.</param>
public sealed record CohortLogRank(double ChiSquare, int Df, double? P);

/// <summary>A time by which some share has had the event, minutes since the origin.</summary>
/// <param name="Estimate">Null where the curve does not fall so far.</param>
/// <param name="Lower">95 % limit; null where it is not reached.</param>
/// <param name="Upper">95 % limit; null where it is not reached.</param>
public sealed record CohortQuantile(double? Estimate, double? Lower, double? Upper)
{
    internal static CohortQuantile? Of(CurveQuantile? quantile) =>
        quantile is null ? null : new(quantile.EstimateMinutes, quantile.LowerMinutes, quantile.UpperMinutes);
}

/// <summary>The time to the event in one group.</summary>
public sealed record CohortGroup
{
    /// <summary>Its name; null where the cohort is one group.</summary>
    public required string? Group { get; init; }

    /// <summary>Who is counted, those whom nobody looked at included.</summary>
    public required int N { get; init; }

    /// <summary>How many had the event; null where they, or those who had not, are few.</summary>
    public required int? Events { get; init; }

    /// <summary>How many others a next infusion cut off; null where they, or a rest, are few.</summary>
    public required int? CensoredByNextInfusion { get; init; }

    /// <summary>When a quarter has had it; null where the curve is withheld.</summary>
    public required CohortQuantile? LowerQuartileMinutes { get; init; }

    /// <summary>When half has had it; null where the curve is withheld.</summary>
    public required CohortQuantile? MedianMinutes { get; init; }

    /// <summary>When three quarters have had it; null where the curve is withheld.</summary>
    public required CohortQuantile? UpperQuartileMinutes { get; init; }

    /// <summary>Median time of the first eligible point, minutes since the origin; null where nobody has one, or few have.</summary>
    public required double? FirstVisitMinutes { get; init; }

    /// <summary>Kaplan-Meier's, a row at each distinct time; empty where withheld.</summary>
    public required IReadOnlyList<CohortCurveRow> Curve { get; init; }

    internal static CohortGroup Of(GroupTimes times) => new()
    {
        Group = times.Group,
        N = times.N,
        Events = times.Events,
        CensoredByNextInfusion = times.CensoredByNextInfusion,
        LowerQuartileMinutes = CohortQuantile.Of(times.LowerQuartile),
        MedianMinutes = CohortQuantile.Of(times.Median),
        UpperQuartileMinutes = CohortQuantile.Of(times.UpperQuartile),
        FirstVisitMinutes = times.FirstVisitMinutes,
        Curve = [.. times.Curve.Select(CohortCurveRow.Of)],
    };
}

/// <summary>A row of a curve.</summary>
/// <param name="ElapsedMinutes">Since the origin: t0, or the first response for a relapse.</param>
/// <param name="AtRisk">Those followed at least so far; events come before censorings. Null where withheld.</param>
/// <param name="Events">Events at that time; where few must not be told of, since the row before.</param>
/// <param name="Censored">Follow-ups that ended there without one; null where withheld.</param>
/// <param name="Survival">The share that has not had the event by then.</param>
/// <param name="StandardError">Greenwood's; null at 0, where sessions of one patient count, and where withheld.</param>
/// <param name="Lower">95 % limit; null at 0, at 1 for log-log, and where sessions of one patient count.</param>
/// <param name="Upper">95 % limit; null as the lower one is.</param>
public sealed record CohortCurveRow(
    decimal ElapsedMinutes, int? AtRisk, int Events, int? Censored, double Survival, double? StandardError, double? Lower, double? Upper)
{
    internal static CohortCurveRow Of(CurveRow row) => new(
        Times.Minutes(row.Time), row.AtRisk, row.Events, row.Censored, row.Survival, row.StandardError, row.Lower, row.Upper);
}
