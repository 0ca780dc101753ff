using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Dosing;

namespace InfusionTracker.Api.InfusionEvents;

public static class InfusionEventRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        Columns.ReadJson<IReadOnlyDictionary<string, IReadOnlyDictionary<string, DoseLimits>>>();
        v1.MapGet("/dose-limits", ListDoseLimits.Handle).WithTags("Catalogues").WithName(nameof(ListDoseLimits)).Needs(Scopes.RecordsRead).HoldsNoRecord();
        var session = v1.MapGroup("/sessions/{sessionId:guid}").WithTags("Infusion events");
        session.MapPost("/infusion-events", RecordInfusionEvent.Handle).WithName(nameof(RecordInfusionEvent)).Needs(Scopes.SessionsWrite).Answers(404, 409, 413, 415, 422);
        session.MapGet("/infusion-events", ListInfusionEvents.Handle).WithName(nameof(ListInfusionEvents)).Needs(Scopes.RecordsRead).Answers(404);
        session.MapGet("/dose", GetSessionDose.Handle).WithName(nameof(GetSessionDose)).Needs(Scopes.RecordsRead).Answers(404, 409, 422);
        var charted = v1.MapGroup("/infusion-events/{infusionEventId:guid}").WithTags("Infusion events");
        charted.MapGet("/", GetInfusionEvent.Handle).WithName(nameof(GetInfusionEvent)).Needs(Scopes.RecordsRead).Answers(404);
        charted.MapPost("/corrections", CorrectInfusionEvent.Handle).WithName(nameof(CorrectInfusionEvent)).Needs(Scopes.SessionsWrite).Answers(404, 409, 412, 413, 415, 422, 428);
        charted.MapPost("/retraction", RetractInfusionEvent.Handle).WithName(nameof(RetractInfusionEvent)).Needs(Scopes.SessionsWrite).Answers(404, 409, 413, 415, 422);
    }
}
