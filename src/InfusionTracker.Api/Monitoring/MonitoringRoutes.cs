using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Monitoring;

public static class MonitoringRoutes
{
    public static void Map(RouteGroupBuilder v1) =>
        v1.MapGet("/sessions/{sessionId:guid}/monitoring", GetSessionMonitoring.Handle).WithTags("Monitoring").WithName(nameof(GetSessionMonitoring))
            .Needs(Scopes.RecordsRead).Answers(404, 409, 422);
}
