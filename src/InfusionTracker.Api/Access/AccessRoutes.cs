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

        var clients = v1.MapGroup("/clients").WithTags("Access");
        clients.MapGet("/", ListClients.Handle).WithName(nameof(ListClients)).Needs(Scopes.ClinicAdmin).HoldsNoRecord();
        clients.MapDelete("/{clientId:guid}", RevokeClient.Handle).WithName(nameof(RevokeClient)).Needs(Scopes.ClinicAdmin).Answers(404);
        clients.MapPost("/{clientId:guid}/reinstatement", ReinstateClient.Handle).WithName(nameof(ReinstateClient))
            .Needs(Scopes.ClinicAdmin).Answers(404, 409, 422);
    }
}
