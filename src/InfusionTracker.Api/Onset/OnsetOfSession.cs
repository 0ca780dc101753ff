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

    /// <summary>The item that was followed, whose value then stands wherever a total does; null where it is the total.</summary>
    public required OnsetItem? Item { get; init; }

    /// <summary><c>session</c>, or <c>course</c> where t0 is the first of the course.</summary>
    public required string Scope { get; init; }

    /// <summary>The start of the infusion, from which time counts.</summary>
    public required Instant T0 { get; init; }

    /// <summary>The patient's next infusion (next course), where points end, itself included; null where there is none yet.</summary>
    public required Instant? NextT0 { get; init; }

    /// <summary>Place of the session among the infusions of its course, from 1.</summary>
    public required int Ordinal { get; init; }

    /// <summary>
    /// Other sessions of the patient that overlap the index session, in time order: both began at once, or one began before the
    /// other was stopped. The figures do not tell their effects apart.
    /// </summary>
    public required IReadOnlyList<Guid> Overlapping { get; init; }

    /// <summary>The recorded time whose knowledge this is; null for now.</summary>
    public required Instant? AsOf { get; init; }

    /// <summary>The rules and definitions that the figures rest on.</summary>
    public required OnsetRulesNamed Rules { get; init; }

    /// <summary>What change is counted from, or why there is nothing to count from.</summary>
    public required OnsetBaseline Baseline { get; init; }

    /// <summary>Every complete score after t0, in time order, with its figures; one that is no evidence has marks and no figures.</summary>
    public required IReadOnlyList<OnsetScore> Points { get; init; }

    /// <summary>
    /// Complete scores between the infusion (course) before and the next that hold no rating of the item, such as those given
    /// as a total: neither points nor baseline. Null where the total was followed.
    /// </summary>
    public required int? WithoutItem { get; init; }

    /// <summary>First point with a meaningful change; null where there was none.</summary>
    public required OnsetFirst? FirstMeaningfulChange { get; init; }

    /// <summary>First point with a response; null where there was none, or where <c>notEvaluable</c> says why not.</summary>
    public required OnsetFirst? FirstResponse { get; init; }

    /// <summary>First point in remission; null where there was none, or where <c>notEvaluable</c> says why not.</summary>
    public required OnsetFirst? FirstRemission { get; init; }

    /// <summary>First later point that no longer met the rule of response; null where there is none.</summary>
    public required OnsetLoss? LossOfResponse { get; init; }

    /// <summary>The last eligible point where a response was not seen lost, minutes since t0; null elsewhere.</summary>
    public required decimal? ResponseCensoredAtMinutes { get; init; }

    /// <summary>Why response and remission cannot be judged.</summary>
    public required OnsetNotEvaluable NotEvaluable { get; init; }
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

    /// <summary>How old a baseline may be, end included: days back by the clinic's calendar, then hours.</summary>
    public required CalendarSpan LookBack { get; init; }

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

    /// <summary>Names what holds for a query of an instrument or one of its items.</summary>
    internal static OnsetRulesNamed Of(OnsetSubject subject, OnsetOptions options, int settingsVersion) =>
        Of(subject.Scale, options, settingsVersion, subject.Definitions);

    /// <summary>Names what holds for an instrument and a query.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="options">The query, laid over the clinic's settings.</param>
    /// <param name="settingsVersion">Their version.</param>
    /// <param name="further">What the answer rests on beside the onset of a session.</param>
    internal static OnsetRulesNamed Of(Instrument instrument, OnsetOptions options, int settingsVersion, IEnumerable<Definition> further)
    {
        var rules = OnsetRules.Of(instrument, options);
        return new()
        {
            Response = PublishedRule.Of(rules.Response),
            Remission = PublishedRule.Of(rules.Remission),
            MeaningfulChange = PublishedRule.Of(rules.MeaningfulChange),
            Definitions = [.. OnsetRules.Definitions(options).Concat(further).Select(OnsetDefinition.Of)],
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
public sealed record OnsetDefinition(string Id, int Version)
{
    internal static OnsetDefinition Of(Definition definition) => new(definition.Id, definition.Version);
}
