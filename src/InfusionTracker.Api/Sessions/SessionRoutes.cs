using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Sessions;

public static class SessionRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        var sessions = v1.MapGroup("/sessions").WithTags("Sessions");
        sessions.MapPost("/", CreateSession.Handle).WithName(nameof(CreateSession)).Needs(Scopes.SessionsWrite).Answers(404, 409, 413, 415, 422);
        sessions.MapGet("/", ListSessions.Handle).WithName(nameof(ListSessions)).Needs(Scopes.RecordsRead);
        sessions.MapGet("/{sessionId:guid}", GetSession.Handle).WithName(nameof(GetSession)).Needs(Scopes.RecordsRead).Answers(404);
        sessions.MapPatch("/{sessionId:guid}", ChangeSession.Handle).WithName(nameof(ChangeSession)).Needs(Scopes.SessionsWrite).Answers(404, 409, 412, 413, 415, 422, 428);
        sessions.MapPost("/{sessionId:guid}/retraction", RetractSession.Handle).WithName(nameof(RetractSession)).Needs(Scopes.SessionsWrite).Answers(404, 409, 413, 415, 422);
    }
}
