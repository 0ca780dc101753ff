using System.ComponentModel.DataAnnotations;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace InfusionTracker.Api.Scores;

/// <summary>Takes a score out of every answer but its history (entered in error).</summary>
public sealed record ScoreRetraction
{
    /// <summary>Why the score is wrong.</summary>
    [StringLength(1000, MinimumLength = 1)]
    public required string Reason { get; init; }

    /// <summary>True where it was recorded of the wrong patient.</summary>
    public bool? WrongPatient { get; init; }

    /// <summary>The right patient, of whom the same content is recorded in the same transaction; only with <c>wrongPatient</c>.</summary>
    public Guid? ReenterUnder { get; init; }
}

public static class RetractScore
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Retracts a score (entered in error). With <c>wrongPatient</c> and <c>reenterUnder</c> the same content is recorded of
    /// the right patient; <c>reenteredAs</c> is its id there. A score that is retracted already can still be re-entered, once:
    /// the same request again changes nothing, and another patient is 409 with the id of the new score.
    /// </summary>
    public static async Task<Results<CurrentRecord<Score>, Problem>> Handle(
        Guid scoreId, ScoreRetraction body, Caller caller, Database database, IClock clock)
    {
        var reenteredAs = body.ReenterUnder is null ? (Guid?)null : WriteIdentity.NewId(clock);
        var written = await database.Change(
            caller,
            Sql,
            new SqlArguments { { "id", scoreId } },
            WriteIdentity.OfChange(Score.Table, "retraction", scoreId, body),
            async rows => (Score: await rows.Single<Score>(), ReenteredUnder: await rows.List(row => row.GetGuid(0))),
            held => Judge(held.Score, held.ReenteredUnder, body, reenteredAs),
            rows => rows.List<Score>(),
            (id, version) => GetScore.Recall(caller, database, id, version),
            () => Refuse(body));
        return new CurrentRecord<Score>(written.Record, written.Replayed);
    }

    private static Problem? Refuse(ScoreRetraction body) => body is { ReenterUnder: not null, WrongPatient: not true }
        ? Problem.Invalid("/wrongPatient", "A score is entered under another patient only where it was of the wrong one: send true.")
        : null;

    private static Decision<Score> Judge(Score? score, List<Guid> reenteredUnder, ScoreRetraction body, Guid? reenteredAs)
    {
        if (score is null)
        {
            return Problem.NotFound("score");
        }

        if (Reentry.Repeated(score, body.ReenterUnder, reenteredUnder, score.ReenteredAs) is { } repeated)
        {
            return repeated;
        }

        if (body.ReenterUnder == score.PatientId)
        {
            return Problem.Invalid("/reenterUnder", "Name another patient than the one whose score this is.");
        }

        return Decision<Score>.Run(
            new SqlArguments
            {
                { "id", score.Id },
                { "reason", body.Reason },
                { "reenterUnder", body.ReenterUnder },
                { "reenteredAs", reenteredAs },
            },
            reenteredAs is null ? [] : ["reenter"]);
    }
}
