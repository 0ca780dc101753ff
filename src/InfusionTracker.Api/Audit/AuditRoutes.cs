using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Audit;

public static class AuditRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        var audit = v1.MapGroup("/audit").WithTags("Audit");
        audit.WithRequestTimeout(HttpLimits.Unhurried);
        audit.MapGet("/", ListAuditEntries.Handle).WithName(nameof(ListAuditEntries)).Needs(Scopes.AuditRead);
    }
}
