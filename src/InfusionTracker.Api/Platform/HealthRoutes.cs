using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Platform;

/// <summary>What a load balancer asks.</summary>
public static class HealthRoutes
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/health/live", Live).WithTags("Operations").WithName(nameof(Live));
        app.MapGet("/health/ready", Ready).WithTags("Operations").WithName(nameof(Ready)).Produces<ProblemDocument>(503, Problem.ContentType);
    }

    /// <summary>The process runs.</summary>
    public static Ok Live() => TypedResults.Ok();

    /// <summary>
    /// The service can do its work: its database answers and keeps what it acknowledges, and it was not told to stop. What else an
    /// operator should look at is <c>degraded</c>, and the service works on.
    /// </summary>
    public static async Task<Results<Ok<ReadinessAnswer>, Problem>> Ready(ServiceReadiness readiness, Drain drain)
    {
        var (answer, isReady) = await readiness.Look();
        if (isReady && !drain.HasBegun)
        {
            return TypedResults.Ok(answer);
        }

        var wrong = answer.Details.Select(detail => $"{detail.Key}: {detail.Value}");
        return Problem.Unavailable(string.Join(' ', drain.HasBegun ? wrong.Prepend("The service is about to stop.") : wrong), checks: answer.Checks);
    }
}
