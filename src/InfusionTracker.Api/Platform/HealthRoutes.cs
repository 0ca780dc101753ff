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

    /// <summary>The service can do its work: its database answers, and it was not told to stop.</summary>
    public static async Task<Results<Ok, Problem>> Ready(Database database, Drain drain, CancellationToken cancellation) =>
        drain.HasBegun ? Problem.Unavailable("The service is about to stop.")
        : await database.Answers(cancellation) ? TypedResults.Ok()
        : Problem.Unavailable("The database does not answer.");
}
