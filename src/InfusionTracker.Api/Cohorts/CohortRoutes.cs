using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Cohorts;

public static class CohortRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        var cohorts = v1.MapGroup("/cohorts").WithTags("Cohorts");
        cohorts.WithRequestTimeout(HttpLimits.Unhurried);
        cohorts.MapGet("/onset", GetCohortOnset.Handle).WithName(nameof(GetCohortOnset)).Needs(Scopes.AnalyticsRead).Answers(422);
        cohorts.MapGet("/time-to-event", GetTimeToEvent.Handle).WithName(nameof(GetTimeToEvent)).Needs(Scopes.AnalyticsRead).Answers(422);
    }
}
