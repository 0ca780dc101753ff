using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Access;

public static class RevokeClient
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Cuts a client off at once: its tokens are refused, however long they last, and its keys are revoked. It stays in the
    /// list with the time. Again: nothing changes.
    /// </summary>
    public static async Task<Results<NoContent, Problem>> Handle(Guid clientId, Caller caller, Database database)
    {
        var isKnown = await database.Set(caller, Sql.Statements(), new SqlArguments { { "id", clientId } }, rows => rows.Scalar<bool>());
        return isKnown ? TypedResults.NoContent() : Problem.NotFound("client");
    }
}
