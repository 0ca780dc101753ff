using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.AdverseEvents;

public static class AdverseEventRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        var ofSession = v1.MapGroup("/sessions/{sessionId:guid}/adverse-events").WithTags("Adverse events");
        ofSession.MapPost("/", RecordAdverseEvent.Handle).WithName(nameof(RecordAdverseEvent)).Needs(Scopes.ObservationsWrite).Answers(404, 409, 413, 415, 422);
        ofSession.MapGet("/", ListAdverseEvents.Handle).WithName(nameof(ListAdverseEvents)).Needs(Scopes.RecordsRead).Answers(404);
        var adverseEvents = v1.MapGroup("/adverse-events/{adverseEventId:guid}").WithTags("Adverse events");
        adverseEvents.MapGet("/", GetAdverseEvent.Handle).WithName(nameof(GetAdverseEvent)).Needs(Scopes.RecordsRead).Answers(404);
        adverseEvents.MapPost("/corrections", CorrectAdverseEvent.Handle).WithName(nameof(CorrectAdverseEvent)).Needs(Scopes.ObservationsWrite).Answers(404, 409, 412, 413, 415, 422, 428);
        adverseEvents.MapPost("/retraction", RetractAdverseEvent.Handle).WithName(nameof(RetractAdverseEvent)).Needs(Scopes.ObservationsWrite).Answers(404, 409, 413, 415, 422);
    }
}
