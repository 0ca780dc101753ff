using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Wastage;

public static class WastageRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        var ofSession = v1.MapGroup("/sessions/{sessionId:guid}/wastage").WithTags("Wastage");
        ofSession.MapPost("/", RecordWastage.Handle).WithName(nameof(RecordWastage)).Needs(Scopes.SessionsWrite).Answers(404, 409, 413, 415, 422);
        ofSession.MapGet("/", ListWastage.Handle).WithName(nameof(ListWastage)).Needs(Scopes.RecordsRead).Answers(404);
        var wastage = v1.MapGroup("/wastage/{wastageId:guid}").WithTags("Wastage");
        wastage.MapGet("/", GetWastage.Handle).WithName(nameof(GetWastage)).Needs(Scopes.RecordsRead).Answers(404);
        wastage.MapPost("/corrections", CorrectWastage.Handle).WithName(nameof(CorrectWastage)).Needs(Scopes.SessionsWrite).Answers(404, 409, 412, 413, 415, 422, 428);
        wastage.MapPost("/retraction", RetractWastage.Handle).WithName(nameof(RetractWastage)).Needs(Scopes.SessionsWrite).Answers(404, 409, 413, 415, 422);
    }
}
