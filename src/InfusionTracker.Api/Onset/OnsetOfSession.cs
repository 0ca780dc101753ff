using InfusionTracker.Api.Instruments;
using InfusionTracker.Domain;
using InfusionTracker.Domain.Instruments;
using InfusionTracker.Domain.Onset;
using NodaTime;

namespace InfusionTracker.Api.Onset;

/// <summary>How one instrument changed after an infusion: every figure of one session, or of the course that it belongs to.</summary>
public sealed record OnsetOfSession
{
    /// <summary>The index session.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>Code of the instrument.</summary>
    public required string Instrument { get; init; }

    /// <summary><c>session</c>, or <c>course</c> where t0 is the first of the course.</summary>
    public required string Scope { get; init; }

    /// <summary>The start of the infusion, from which time counts.</summary>
    public required Instant T0 { get; init; }

    /// <summary>The patient's next infusion (next course), where points end, itself included; null where there is none yet.</summary>
    public required Instant? NextT0 { get; init; }

    /// <summary>Place of the session among the infusions of its course, from 1.</summary>
    public required int Ordinal { get; init; }

    /// <summary>The recorded time whose knowledge this is; null for now.</summary>
    public required Instant? AsOf { get; init; }

    /// <summary>The rules and definitions that the figures rest on.</summary>
    public required OnsetRulesNamed Rules { get; init; }

    /// <summary>What change is counted from, or why there is nothing to count from.</summary>
    public required OnsetBaseline Baseline { get; init; }

    /// <summary>Every complete score after t0, in time order, with its figures; one that is no evidence has marks and no figures.</summary>
    public required IReadOnlyList<OnsetScore> Points { get; init; }

    /// <summary>First point with a meaningful change; null where there was none.</summary>
    public required OnsetFirst? FirstMeaningfulChange { get; init; }

    /// <summary>First point with a response; null where there was none, or where <see cref="NotEvaluable"/> says why not.</summary>
    public required OnsetFirst? FirstResponse { get; init; }

    /// <summary>First point in remission; null where there was none, or where <see cref="NotEvaluable"/> says why not.</summary>
    public required OnsetFirst? FirstRemission { get; init; }

    /// <summary>First later point that no longer met the rule of response; null where there is none.</summary>
    public required OnsetLoss? LossOfResponse { get; init; }

    /// <summary>The last eligible point where a response was not seen lost, minutes since t0; null elsewhere.</summary>
    public required decimal? ResponseCensoredAtMinutes { get; init; }

    /// <summary>Why response and remission cannot be judged.</summary>
    public required OnsetNotEvaluable NotEvaluable { get; init; }

    internal static decimal Minutes(Duration span) => In(span, Duration.FromMinutes(1));

    internal static decimal In(Duration span, Duration unit) =>
        new Rational(span.ToInt64Nanoseconds(), unit.ToInt64Nanoseconds()).ToDecimal();
}

/// <summary>The rules and definitions of one answer, so that its figures can be reproduced years later.</summary>
public sealed record OnsetRulesNamed
{
    /// <summary>Null where neither catalogue nor query has one: response is then null.</summary>
    public required PublishedRule? Response { get; init; }

    /// <summary>Null where neither catalogue nor query has one.</summary>
    public required PublishedRule? Remission { get; init; }

    /// <summary>Null where neither catalogue nor query has one.</summary>
    public required PublishedRule? MeaningfulChange { get; init; }

    /// <summary>The definitions beside them, by id and version.</summary>
    public required IReadOnlyList<OnsetDefinition> Definitions { get; init; }

    /// <summary>How old a baseline may be, end included.</summary>
    public required Duration LookBack { get; init; }

    /// <summary>Nominal times with tolerance.</summary>
    public required IReadOnlyList<string> Windows { get; init; }

    /// <summary>How much of a recall may reach before the dose, as a fraction.</summary>
    public required string RecallTolerance { get; init; }

    /// <summary>True where scores whose recall overlaps were taken as evidence.</summary>
    public required bool IncludeRecallOverlap { get; init; }

    /// <summary>True where scores of another form than the baseline's were taken as evidence.</summary>
    public required bool IncludeVersionDiffers { get; init; }

    /// <summary>How long a first event must hold to be sustained; null where the next eligible point was asked.</summary>
    public required Duration? SustainedFor { get; init; }

    /// <summary>The lowest baseline total that was asked for; null for any.</summary>
    public required decimal? MinBaseline { get; init; }

    /// <summary>Version of the clinic whose settings hold where the query says nothing; see <c>GET /v1/clinic?version=</c>.</summary>
    public required int SettingsVersion { get; init; }

    /// <summary>Names what holds for an instrument and a query.</summary>
    internal static OnsetRulesNamed Of(Instrument instrument, OnsetOptions options, int settingsVersion)
    {
        var rules = OnsetRules.Of(instrument, options);
        return new()
        {
            Response = PublishedRule.Of(rules.Response),
            Remission = PublishedRule.Of(rules.Remission),
            MeaningfulChange = PublishedRule.Of(rules.MeaningfulChange),
            Definitions = [.. OnsetRules.Definitions(options).Select(d => new OnsetDefinition(d.Id, d.Version))],
            LookBack = options.BaselineRule == BaselineRule.Screening ? options.ScreeningLookBack
                : instrument.RecallDays == 0 ? options.RightNowLookBack
                : options.LookBack,
            Windows = [.. options.Windows.Windows.Select(window => window.ToString())],
            RecallTolerance = options.RecallTolerance.ToString(),
            IncludeRecallOverlap = options.IncludeRecallOverlap,
            IncludeVersionDiffers = options.IncludeVersionDiffers,
            SustainedFor = options.SustainedFor,
            MinBaseline = options.MinBaseline,
            SettingsVersion = settingsVersion,
        };
    }
}

/// <summary>A definition that a figure rests on.</summary>
/// <param name="Id">Name of the definition, e.g. <c>baseline-last-pre-dose</c>.</param>
/// <param name="Version">Version of the definition, from 1.</param>
public sealed record OnsetDefinition(string Id, int Version);

/// <summary>What change is counted from.</summary>
public sealed record OnsetBaseline
{
    /// <summary>The total, or the mean of several, points; null where there is no baseline.</summary>
    public required decimal? Total { get; init; }

    /// <summary>When it was taken, the latest of a mean; null where there is no baseline.</summary>
    public required Instant? AssessedAt { get; init; }

    /// <summary>The rule that chose it: <c>last-pre-dose</c>, <c>screening</c> or <c>mean-pre-dose</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>The score; null for a mean of several, and where there is no baseline.</summary>
    public required Guid? ScoreId { get; init; }

    /// <summary>Version of that score.</summary>
    public required int? Version { get; init; }

    /// <summary>The scores that it is made of, in time order.</summary>
    public required IReadOnlyList<OnsetBaselineScore> Scores { get; init; }

    /// <summary>Hours from the patient's infusion before it: a small number shows a baseline taken in a treated state. Null where there was none.</summary>
    public required decimal? HoursAfterEarlierInfusion { get; init; }

    /// <summary>
    /// Why there is none: <c>noScoreBeforeDose</c>, <c>beforeEarlierInfusion</c>, <c>olderThanLookBack</c> or
    /// <c>instrumentIsChange</c> (the total is itself a change); null where there is one.
    /// </summary>
    public required string? Missing { get; init; }
}

/// <summary>A score of a baseline.</summary>
/// <param name="ScoreId">The score.</param>
/// <param name="Version">Its version.</param>
/// <param name="AssessedAt">When it was taken.</param>
/// <param name="Total">Its total, points.</param>
public sealed record OnsetBaselineScore(Guid ScoreId, int Version, Instant AssessedAt, decimal Total);

/// <summary>A score after the dose with its figures.</summary>
public sealed record OnsetScore
{
    /// <summary>Time since t0, minutes.</summary>
    public required decimal ElapsedMinutes { get; init; }

    /// <summary>When it was taken.</summary>
    public required Instant AssessedAt { get; init; }

    /// <summary>Nominal time of the window that it stands for, e.g. <c>PT2H</c>; null where it stands for none.</summary>
    public required string? Window { get; init; }

    /// <summary>The total, points.</summary>
    public required decimal Total { get; init; }

    /// <summary>Total less baseline, points.</summary>
    public required decimal? Change { get; init; }

    /// <summary>100 × change ÷ severity of the baseline; null where that severity is 0.</summary>
    public required double? PercentChange { get; init; }

    /// <summary>Severity of the baseline less that of the point, points; above 0 is better.</summary>
    public required decimal? Improvement { get; init; }

    /// <summary>Whether the rule of response is met.</summary>
    public required bool? Response { get; init; }

    /// <summary>At least 25 % better and no response; null where the rule is no percentage.</summary>
    public required bool? Partial { get; init; }

    /// <summary>Whether the rule of remission is met: a state, which needs no baseline.</summary>
    public required bool? Remission { get; init; }

    /// <summary>Whether the change matters to patients, by the published smallest one.</summary>
    public required bool? Meaningful { get; init; }

    /// <summary>Asks about too much of the time before the dose to be evidence.</summary>
    public required bool RecallOverlapsBaseline { get; init; }

    /// <summary>Of another form than the baseline.</summary>
    public required bool VersionDiffers { get; init; }

    /// <summary>Whether it is evidence: neither overlapping nor of another form, unless the query took those.</summary>
    public required bool Eligible { get; init; }

    /// <summary>The score.</summary>
    public required Guid ScoreId { get; init; }

    /// <summary>Version of the score.</summary>
    public required int Version { get; init; }

    /// <summary>Form of the instrument; null for a standard form without a name.</summary>
    public required string? Form { get; init; }

    /// <summary>The stretch that the rater asked about, where it is not the form's own.</summary>
    public required Duration? RecallPeriod { get; init; }
}

/// <summary>The first time that a rule was met.</summary>
/// <param name="ElapsedMinutes">When it was seen, minutes since t0.</param>
/// <param name="AfterMinutes">It truly happened after this: the eligible point before, 0 where there was none.</param>
/// <param name="Sustained">Whether it held; null where nobody looked.</param>
/// <param name="ScoreId">The score that met it.</param>
public sealed record OnsetFirst(decimal ElapsedMinutes, decimal AfterMinutes, bool? Sustained, Guid ScoreId);

/// <summary>The end of a response.</summary>
/// <param name="ElapsedMinutes">When it was seen, minutes since t0.</param>
/// <param name="DurationMinutes">Minutes since the first response.</param>
/// <param name="ScoreId">The score that no longer met the rule.</param>
public sealed record OnsetLoss(decimal ElapsedMinutes, decimal DurationMinutes, Guid ScoreId);

/// <summary>
/// Why it cannot be judged: <c>noRule</c>, <c>noBaseline</c>, <c>inRemissionAtBaseline</c>, <c>belowMinBaseline</c> or
/// <c>ruleUnreachable</c>; null where it can.
/// </summary>
/// <param name="Response">Why response and partial response cannot be judged.</param>
/// <param name="Remission">Why the first remission cannot be judged.</param>
public sealed record OnsetNotEvaluable(string? Response, string? Remission);
