using System.ComponentModel.DataAnnotations;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace InfusionTracker.Api.Scores;

/// <summary>That somebody saw the safety flags of a score and saw to them.</summary>
[RefusesNulls]
public sealed record NewAcknowledgement
{
    /// <summary>Who (the clinic's own identifier); the person whom a token signs in where it is left out, and required with a key.</summary>
    [Person(200)]
    public string? Performer { get; init; }

    /// <summary>When: not before the assessment.</summary>
    public required Instant AcknowledgedAt { get; init; }

    /// <summary>What was done about it.</summary>
    [StringLength(4000, MinimumLength = 1)]
    public string? Note { get; init; }
}

public static class AcknowledgeScore
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Acknowledges the safety flags of a score, as they are in this version of it where If-Match is sent. The first
    /// acknowledgement stands; it lapses where a correction changes the flags.
    /// </summary>
    public static async Task<Results<CurrentRecord<Score>, Problem>> Handle(
        Guid scoreId, NewAcknowledgement body, Caller caller, Database database, IClock clock)
    {
        var told = body with { Performer = body.Performer ?? caller.Performer };
        var written = await database.Change(
            caller,
            Sql,
            new SqlArguments { { "id", scoreId } },
            WriteIdentity.OfChange(Score.Table, "acknowledgement", scoreId, body, told),
            rows => rows.Single<Score>(),
            score => Judge(score, told, caller),
            rows => rows.List<Score>(),
            (id, version) => GetScore.Recall(caller, database, id, version),
            () => Refuse(told, clock));
        return new CurrentRecord<Score>(written.Record, written.Replayed);
    }

    private static Problem? Refuse(NewAcknowledgement told, IClock clock) =>
        told.Performer is null ? Problem.Missing("/performer")
        : told.AcknowledgedAt > Times.LatestPast(clock) ? Problem.Invalid("/acknowledgedAt", "The acknowledgement lies in the future.")
        : null;

    private static Decision<Score> Judge(Score? score, NewAcknowledgement body, Caller caller)
    {
        if (score is null)
        {
            return Problem.NotFound("score");
        }

        if (score.IsRetracted)
        {
            return Problem.Conflict("The score is entered in error, and asks for nobody's attention.");
        }

        var given = new ScoreAcknowledgement(body.Performer!, body.AcknowledgedAt, body.Note);
        if (score.Acknowledgement == given)
        {
            return Decision<Score>.Keep(score);
        }

        if (caller.IfMatch is not null && Preconditions.Check(caller.IfMatch, score.Version) is { } stale)
        {
            return stale;
        }

        return score switch
        {
            { SafetyFlags: [] } => Problem.Conflict("The score raises no safety flag; there is nothing to acknowledge."),
            { Acknowledgement: not null } => Problem.Conflict("The safety flags are acknowledged already; the first acknowledgement stands."),
            _ when body.AcknowledgedAt < score.AssessedAt => Problem.Invalid("/acknowledgedAt", "The acknowledgement lies before the assessment."),
            _ => new SqlArguments
            {
                { "id", score.Id },
                { "acknowledgedAt", body.AcknowledgedAt },
                { "acknowledgedBy", body.Performer },
                { "note", body.Note },
            },
        };
    }
}
