using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Access;

public static class ReinstateClient
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Lets a client in again that was cut off: its tokens are accepted. Its keys stay revoked; make a new one. Again: nothing changes.</summary>
    public static async Task<Results<Ok<Client>, Problem>> Handle(Guid clientId, Caller caller, Database database)
    {
        var reinstated = await database.Set(caller, Sql.Statements(), new SqlArguments { { "id", clientId } }, rows => rows.List<Client>());
        return reinstated is [var client] ? TypedResults.Ok(client) : Problem.NotFound("client");
    }
}
