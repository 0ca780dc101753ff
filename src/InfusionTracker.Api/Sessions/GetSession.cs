using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Sessions;

public static class GetSession
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Reads a session: as it stands, at one version, or as it stood at a recorded time.</summary>
    public static async Task<Results<CurrentRecord<Session>, Problem>> Handle(
        Guid sessionId, int? version, TimeParameter? asOf, Caller caller, Database database)
    {
        var state = RecordState.Of(version, asOf);
        var session = await database.Read(
            caller, Sql.Statements(state.Flag), state.Arguments(sessionId), rows => rows.Single<Session>());
        return session is null ? Problem.NotFound("session") : new CurrentRecord<Session>(session);
    }

    /// <summary>The version that a request wrote, for its replay.</summary>
    internal static Task<Session?> Recall(Caller caller, Database database, Guid id, int version)
    {
        var state = RecordState.Of(version, null);
        return database.Read(caller, Sql.Statements(state.Flag), state.Arguments(id), rows => rows.Single<Session>());
    }
}
