using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.FollowUps;

public static class FollowUpRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapGet("/follow-ups", ListFollowUps.Handle).WithTags("Follow-ups").WithName(nameof(ListFollowUps)).Needs(Scopes.RecordsRead);
        v1.MapGet("/sessions/{sessionId:guid}/follow-ups", ListSessionFollowUps.Handle).WithTags("Follow-ups").WithName(nameof(ListSessionFollowUps))
            .Needs(Scopes.RecordsRead).Answers(404, 409, 422);
    }
}
