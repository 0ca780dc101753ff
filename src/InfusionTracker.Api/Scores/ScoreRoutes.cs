using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Scores;

public static class ScoreRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        var scores = v1.MapGroup("/scores").WithTags("Scores");
        scores.MapPost("/", RecordScore.Handle).WithName(nameof(RecordScore)).Needs(Scopes.ScoresWrite).Answers(404, 409, 413, 415, 422);
        scores.MapGet("/", ListScores.Handle).WithName(nameof(ListScores)).Needs(Scopes.RecordsRead);
        scores.MapGet("/{scoreId:guid}", GetScore.Handle).WithName(nameof(GetScore)).Needs(Scopes.RecordsRead).Answers(404);
        scores.MapPost("/{scoreId:guid}/corrections", CorrectScore.Handle).WithName(nameof(CorrectScore)).Needs(Scopes.ScoresWrite).Answers(404, 409, 412, 413, 415, 422, 428);
        scores.MapPost("/{scoreId:guid}/acknowledgement", AcknowledgeScore.Handle).WithName(nameof(AcknowledgeScore)).Needs(Scopes.ScoresWrite).Answers(404, 409, 412, 413, 415, 422);
        scores.MapPost("/{scoreId:guid}/retraction", RetractScore.Handle).WithName(nameof(RetractScore)).Needs(Scopes.ScoresWrite).Answers(404, 409, 413, 415, 422);
    }
}
