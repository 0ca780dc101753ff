using System.ComponentModel.DataAnnotations;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Instruments;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace InfusionTracker.Api.Scores;

/// <summary>
/// The members of a score that change, and why; what is left out stays as it is. Neither the patient nor the instrument ever
/// changes: such a score is retracted and entered anew.
/// </summary>
[RefusesNulls]
public sealed record ScoreCorrection
{
    /// <summary>Why the score was wrong.</summary>
    [StringLength(1000, MinimumLength = 1)]
    public required string Reason { get; init; }

    /// <summary>The form that was really used.</summary>
    [StringLength(80, MinimumLength = 1)]
    public string? Form { get; init; }

    /// <summary>When the patient was really assessed; at most 5 minutes from now and not before the patient's birth.</summary>
    public Instant? AssessedAt { get; init; }

    /// <summary>Who really rated.</summary>
    [Person(200)]
    public string? Performer { get; init; }

    /// <summary>All answers as they should be; they take the place of a total.</summary>
    [MaxLength(200)]
    public IReadOnlyList<int?>? Answers { get; init; }

    /// <summary>The total as it should be, in points; it takes the place of answers.</summary>
    public decimal? Total { get; init; }

    /// <summary>The stretch that was really asked about; the form's own (e.g. <c>P7D</c>) takes back a shorter one.</summary>
    public Duration? RecallPeriod { get; init; }
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
            () => Preconditions.CheckSent(caller.IfMatch) ?? ScoreShape.RefuseFuture(body.AssessedAt, clock));
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

        if (body is { Form: null, AssessedAt: null, Performer: null, Answers: null, Total: null, RecallPeriod: null })
        {
            return Problem.Invalid("Give, beside the reason, the members that change.");
        }

        var form = body.Form ?? score.Form;
        var recallPeriod = body.RecallPeriod ?? score.RecallPeriod;
        var answers = body.Answers ?? (body.Total is null ? score.Answers?.Select(answer => (int?)answer).ToArray() : null);
        var total = body.Total ?? (answers is null ? score.Total : null);
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
            { "performer", body.Performer ?? score.Performer },
            { "answers", ScoreShape.Stored(answers) },
            { "total", scored.Total },
            { "recallPeriod", recallPeriod },
            { "raisesFlag", scored.SafetyFlags.Count > 0 },
            { "acknowledgedAt", seen?.AcknowledgedAt },
            { "acknowledgedBy", seen?.Performer },
            { "acknowledgementNote", seen?.Note },
            { "reason", body.Reason },
        };
    }
}
