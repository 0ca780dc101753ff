using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Series;

public static class SeriesRoutes
{
    public static void Map(RouteGroupBuilder v1) =>
        v1.MapGet("/sessions/{sessionId:guid}/series", GetSessionSeries.Handle).WithTags("Series").WithName(nameof(GetSessionSeries))
            .Needs(Scopes.RecordsRead).Answers(404, 409, 422);
}
