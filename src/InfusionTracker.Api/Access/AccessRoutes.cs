using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Access;

public static class AccessRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        var keys = v1.MapGroup("/api-keys").WithTags("Access");
        keys.MapPost("/", CreateApiKey.Handle).WithName(nameof(CreateApiKey)).Needs(Scopes.ClinicAdmin).Answers(404, 409, 413, 415, 422);
        keys.MapGet("/", ListApiKeys.Handle).WithName(nameof(ListApiKeys)).Needs(Scopes.ClinicAdmin).HoldsNoRecord();
        keys.MapDelete("/{keyId:guid}", RevokeApiKey.Handle).WithName(nameof(RevokeApiKey)).Needs(Scopes.ClinicAdmin).Answers(404);
    }
}
