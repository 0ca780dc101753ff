using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Access;

public static class RevokeApiKey
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Revokes a key: it stops working at once, and stays in the list with the time. Again: nothing changes.</summary>
    public static async Task<Results<NoContent, Problem>> Handle(Guid keyId, Caller caller, Database database)
    {
        // Run twice it writes what it wrote the first time, so that it may be repeated like a read.
        var revoked = await database.Read(
            caller, Sql.Statements(), new SqlArguments { { "id", keyId } }, rows => rows.List<IssuedKey>());
        return revoked is [] ? Problem.NotFound("key") : TypedResults.NoContent();
    }
}
