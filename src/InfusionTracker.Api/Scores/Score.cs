using System.Text.Json;
using System.Text.Json.Serialization;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Instruments;
using InfusionTracker.Domain.Onset;
using NodaTime;

namespace InfusionTracker.Api.Scores;

/// <summary>A symptom score of a patient: the answers to an instrument or their total, and what they come to.</summary>
public sealed record Score : Recorded
{
    internal const string Table = "score";

    internal override RecordSubject Subject => new(Table, PatientId, null);

    /// <summary>The patient.</summary>
    public required Guid PatientId { get; init; }

    /// <summary>Code of the instrument in the catalogue, e.g. <c>HAMA</c>.</summary>
    public required string Instrument { get; init; }

    /// <summary>Form of the instrument where it has several, e.g. <c>PDSS-SR</c>; null for a standard form without a name.</summary>
    public required string? Form { get; init; }

    /// <summary>When the patient was assessed.</summary>
    public required Instant AssessedAt { get; init; }

    /// <summary>Who rated (the clinic's own identifier); null where that was not told.</summary>
    public required string? Performer { get; init; }

    /// <summary>The answers in the form's order, null where one is missing; null where only the total is held.</summary>
    public required short?[]? Answers { get; init; }

    /// <summary>The total in points; null where an answer is missing, or the instrument has no total.</summary>
    public required decimal? Total { get; init; }

    /// <summary>The stretch that the rater asked about, where it is not the form's own.</summary>
    public required Duration? RecallPeriod { get; init; }

    /// <summary>The same content under the right patient, where this one was recorded of the wrong one.</summary>
    public required Guid? ReenteredAs { get; init; }

    /// <summary>Identifiers given by other systems, each of this score alone; null where there are none.</summary>
    public required IReadOnlyList<Identifier>? Identifiers { get; init; }

    [JsonIgnore]
    public Instant? AcknowledgedAt { get; init; }

    [JsonIgnore]
    public string? AcknowledgedBy { get; init; }

    [JsonIgnore]
    public string? AcknowledgementNote { get; init; }

    /// <summary>Start of the patient's last infusion before the assessment.</summary>
    [JsonIgnore]
    public Instant? InfusedAt { get; init; }

    /// <summary>Sort value of the list, as PostgreSQL writes it.</summary>
    [JsonIgnore]
    public string? SortValue { get; init; }

    /// <summary>True where everything that the form asks was answered, or a total was given.</summary>
    public bool Complete => Outcome?.Complete ?? Total is not null;

    /// <summary>Numbers from 1 of the answers that are missing.</summary>
    public IReadOnlyList<int> Missing => Outcome?.Missing ?? [];

    /// <summary>Numbers from 1 of the answers with the code for "not assessed".</summary>
    public IReadOnlyList<int> NotAssessed => Outcome?.NotAssessed ?? [];

    /// <summary>What the total means, e.g. <c>severe</c>; null without a total, or where no bands were published.</summary>
    public string? Band => Outcome?.Band?.Label;

    /// <summary>Name of the published bands that <see cref="Band"/> is one of; the catalogue gives their source.</summary>
    public string? BandSet => Outcome?.BandSet;

    /// <summary>The total in per cent (WHO5); null elsewhere.</summary>
    public decimal? Percent => Outcome?.Percent;

    /// <summary>The parts of the instrument, in its order; empty where only the total is held.</summary>
    public IReadOnlyList<SubscaleScore> Subscales => Outcome?.Subscales ?? [];

    /// <summary>
    /// What asks for somebody's attention, whatever the total and whether or not the form is complete: <c>raised</c> where the answers,
    /// or the total alone, prove it, <c>cannotBeExcluded</c> where the answer that decides is not there.
    /// </summary>
    public IReadOnlyList<ScoreSafetyFlag> SafetyFlags => ScoreSafetyFlag.Of(Outcome?.SafetyFlags ?? []);

    /// <summary>Who saw to the safety flags, and when; null while nobody has, and where there are none.</summary>
    public ScoreAcknowledgement? Acknowledgement =>
        (AcknowledgedAt, AcknowledgedBy) is ({ } at, { } by) ? new(by, at, AcknowledgementNote) : null;

    /// <summary>Symptoms that are present, by cluster (PCL5, CAPS5).</summary>
    public IReadOnlyDictionary<string, int> SymptomCounts => Outcome?.SymptomCounts ?? new Dictionary<string, int>();

    /// <summary>Whether the symptoms meet the published provisional rule; null while an answer is missing, or where there is none.</summary>
    public bool? ProvisionalDiagnosis => Outcome?.ProvisionalDiagnosis;

    /// <summary>The answers side by side (EQ5D5L), e.g. <c>21231</c>; null while one is missing, or elsewhere.</summary>
    public string? Profile => Outcome?.Profile;

    /// <summary>Level of a triage (CSSRS_SCREEN): <c>none</c>, <c>low</c>, <c>moderate</c> or <c>high</c>; the least that the answers are certain of.</summary>
    public string? RiskLevel => ScoreSafetyFlag.LevelName(Outcome?.RiskLevel);

    /// <summary>
    /// True where the score asks about more time than has gone since the patient's last infusion, by the tolerance of a
    /// seventh: it is then no evidence of onset. Null where no infusion went before.
    /// </summary>
    public bool? RecallOverlapsBaseline =>
        InfusedAt is { } t0 && InstrumentCatalogue.Find(Instrument) is { } instrument
            ? Comparability.RecallOverlaps(
                instrument,
                new ScorePoint(Id, Version, AssessedAt, CreatedAt, Total ?? 0, RecallPeriod, Form),
                AssessedAt - t0,
                new OnsetOptions().RecallTolerance)
            : null;

    private ScoreOutcome.Scored? Outcome => field ??= Judge();

    private ScoreOutcome.Scored? Judge() =>
        InstrumentCatalogue.Find(Instrument) is not { } instrument ? null
        : (Answers, Total) switch
        {
            ({ } answers, _) => instrument.Score([.. answers.Select(answer => (int?)answer)], Form),
            (null, { } total) => instrument.CheckTotal(total, Form),
            _ => null,
        } as ScoreOutcome.Scored;
}

/// <summary>An answer, or the triage as a whole, that asks for somebody's attention.</summary>
/// <param name="Flag">What it says, e.g. <c>suicide-risk</c>.</param>
/// <param name="Item">Answer number from 1; null where it is the triage.</param>
/// <param name="Level">Level of the triage, of one that cannot be excluded the highest; null where it is a single answer.</param>
/// <param name="State">
/// <c>raised</c> where the answers, or the total alone, prove it; <c>cannotBeExcluded</c> where the answer that decides is not there.
/// </param>
public sealed record ScoreSafetyFlag(string Flag, int? Item, string? Level, string State)
{
    internal static IReadOnlyList<ScoreSafetyFlag> Of(IReadOnlyList<SafetyFlag> flags) =>
        [.. flags.Select(flag => new ScoreSafetyFlag(flag.Flag, flag.Item, LevelName(flag.Level), JsonNamingPolicy.CamelCase.ConvertName(flag.State.ToString())))];

    internal static string? LevelName(RiskLevel? level) => level?.ToString().ToLowerInvariant();
}

/// <summary>That somebody saw to the safety flags of a score.</summary>
/// <param name="Performer">Who (the clinic's own identifier).</param>
/// <param name="AcknowledgedAt">When.</param>
/// <param name="Note">What was done about it; null where that was not told.</param>
public sealed record ScoreAcknowledgement(string Performer, Instant AcknowledgedAt, string? Note);
