using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Access;

public static class RevokeApiKey
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Revokes a key: it stops working at once, and stays in the list with the time. Again: nothing changes.</summary>
    public static async Task<Results<NoContent, Problem>> Handle(Guid keyId, Caller caller, Database database)
    {
        var revoked = await database.Set(caller, Sql.Statements(), new SqlArguments { { "id", keyId } }, rows => rows.List<IssuedKey>());
        return revoked is [] ? Problem.NotFound("key") : TypedResults.NoContent();
    }
}
