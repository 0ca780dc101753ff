using System.ComponentModel.DataAnnotations;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Instruments;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using NpgsqlTypes;

namespace InfusionTracker.Api.Scores;

/// <summary>
/// The members of a score that change, and why; what is left out stays as it is, and null clears a member that the score
/// can be without. Neither the patient nor the instrument ever
/// changes: such a score is retracted and entered anew.
/// </summary>
public sealed record ScoreCorrection : MergePatch
{
    /// <summary>Why the score was wrong.</summary>
    [StringLength(1000, MinimumLength = 1)]
    public required string Reason { get; init; }

    /// <summary>The form that was really used; null for the standard one.</summary>
    [Clearable]
    [StringLength(80, MinimumLength = 1)]
    public string? Form { get; set; }

    /// <summary>When the patient was really assessed; at most 5 minutes from now and not before the patient's birth.</summary>
    public Instant? AssessedAt { get; init; }

    /// <summary>Who really rated.</summary>
    [Clearable]
    [Person(200)]
    public string? Performer { get; set; }

    /// <summary>All answers as they should be; they take the place of a total.</summary>
    [Clearable]
    [MaxLength(200)]
    public IReadOnlyList<int?>? Answers { get; set; }

    /// <summary>The total as it should be, in points; it takes the place of answers.</summary>
    [Clearable]
    public decimal? Total { get; set; }

    /// <summary>The stretch that was really asked about; the form's own (e.g. <c>P7D</c>) takes back a shorter one.</summary>
    [Clearable]
    public Duration? RecallPeriod { get; set; }

    /// <summary>
    /// All identifiers from now on, e.g. of the order item or message: each is of one score of the clinic that is not retracted.
    /// </summary>
    [Clearable]
    [NotInFirstForm, MaxLength(20)]
    public IReadOnlyList<Identifier>? Identifiers { get; set; }
}

public static class CorrectScore
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Corrects a score; the old values stay readable as its earlier version. Where the safety flags change, they are to be
    /// acknowledged anew.
    /// </summary>
    public static async Task<Results<CurrentRecord<Score>, Problem>> Handle(
        Guid scoreId, ScoreCorrection body, Caller caller, Database database, IClock clock)
    {
        var written = await database.Change(
            caller,
            Sql,
            new SqlArguments { { "id", scoreId } },
            WriteIdentity.OfChange(Score.Table, "correction", scoreId, body),
            rows => rows.Single<Score>(),
            score => Judge(score, body, caller),
            rows => rows.List<Score>(),
            (id, version) => GetScore.Recall(caller, database, id, version),
            () => Preconditions.CheckSent(caller.IfMatch) ?? ScoreShape.RefuseFuture(body.AssessedAt, clock) ?? Identifier.Refuse(body.Identifiers));
        return new CurrentRecord<Score>(written.Record, written.Replayed);
    }

    private static Decision<Score> Judge(Score? score, ScoreCorrection body, Caller caller)
    {
        if (score is null)
        {
            return Problem.NotFound("score");
        }

        if (Preconditions.Check(caller.IfMatch, score.Version) is { } stale)
        {
            return stale;
        }

        if (score.IsRetracted)
        {
            return Problem.Conflict("The score is entered in error, and changes no more.");
        }

        if (body is { Form: null, AssessedAt: null, Performer: null, Answers: null, Total: null, RecallPeriod: null, Identifiers: null, IsClearing: false })
        {
            return Problem.Invalid("Give, beside the reason, the members that change.");
        }

        var form = body.Over(body.Form, score.Form);
        var recallPeriod = body.Over(body.RecallPeriod, score.RecallPeriod);
        var answers = body.Over(body.Answers, body.Total is null ? score.Answers?.Select(answer => (int?)answer).ToArray() : null);
        var total = body.Over(body.Total, answers is null ? score.Total : null);
        if (answers is null && total is null && body.Clears("total"))
        {
            return Problem.Malformed("/total", "The score has no answers. Give those, or a total.");
        }

        var (scored, refusal) = ScoreShape.Judge(InstrumentCatalogue.Find(score.Instrument)!, form, answers, total, recallPeriod);
        if (scored is null)
        {
            return refusal!;
        }

        // Who acknowledged the flags saw these and no others.
        var seen = score.SafetyFlags.SequenceEqual(ScoreSafetyFlag.Of(scored.SafetyFlags)) ? score.Acknowledgement : null;
        if (seen?.AcknowledgedAt < body.AssessedAt)
        {
            return Problem.Invalid("/assessedAt", "The safety flags of the score were acknowledged before this time. Give one that is not after that.");
        }

        return new SqlArguments
        {
            { "id", score.Id },
            { "form", scored.Version },
            { "assessedAt", body.AssessedAt ?? score.AssessedAt },
            { "performer", body.Over(body.Performer, score.Performer) },
            { "answers", ScoreShape.Stored(answers) },
            { "total", scored.Total },
            { "recallPeriod", recallPeriod },
            { "raisesFlag", scored.SafetyFlags.Count > 0 },
            { "acknowledgedAt", seen?.AcknowledgedAt },
            { "acknowledgedBy", seen?.Performer },
            { "acknowledgementNote", seen?.Note },
            { "identifiers", Identifier.Stored(body.Over(body.Identifiers, score.Identifiers)), NpgsqlDbType.Jsonb },
            { "reason", body.Reason },
        };
    }
}
