using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Exports;

public static class ExportRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        var exports = v1.MapGroup("/exports").WithTags("Exports");
        exports.DisableRequestTimeout();
        exports.MapGet("/sessions.{format}", StreamSessions.Handle).WithName(nameof(StreamSessions)).Needs(Scopes.ExportRead).Answers(404, 410);
        exports.MapGet("/infusion-events.{format}", StreamInfusionEvents.Handle).WithName(nameof(StreamInfusionEvents)).Needs(Scopes.ExportRead).Answers(404, 410);
        exports.MapGet("/observations.{format}", StreamObservations.Handle).WithName(nameof(StreamObservations)).Needs(Scopes.ExportRead).Answers(404, 410);
        exports.MapGet("/scores.{format}", StreamScores.Handle).WithName(nameof(StreamScores)).Needs(Scopes.ExportRead).Answers(404, 410);
        exports.MapGet("/adverse-events.{format}", StreamAdverseEvents.Handle).WithName(nameof(StreamAdverseEvents)).Needs(Scopes.ExportRead).Answers(404, 410);
        exports.MapGet("/wastage.{format}", StreamWastage.Handle).WithName(nameof(StreamWastage)).Needs(Scopes.ExportRead).Answers(404, 410);
    }
}
