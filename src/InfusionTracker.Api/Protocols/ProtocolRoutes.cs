using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Monitoring;

namespace InfusionTracker.Api.Protocols;

public static class ProtocolRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        Columns.ReadJson<ProtocolDefinition>();
        var protocols = v1.MapGroup("/protocols").WithTags("Protocols");
        protocols.MapGet("/", ListProtocols.Handle).WithName(nameof(ListProtocols)).Needs(Scopes.RecordsRead);
        protocols.MapGet("/{protocol}", GetProtocol.Handle).WithName(nameof(GetProtocol)).Needs(Scopes.RecordsRead).Answers(404);
        protocols.MapPut("/{protocol}", DefineProtocol.Handle).WithName(nameof(DefineProtocol)).Needs(Scopes.ClinicAdmin).Answers(409, 412, 413, 415, 422, 428);
    }
}
