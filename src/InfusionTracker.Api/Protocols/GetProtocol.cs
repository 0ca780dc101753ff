using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Protocols;

public static class GetProtocol
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Reads a protocol: as it stands, at one version, or as it stood at a recorded time.</summary>
    /// <param name="protocol">Code of the protocol.</param>
    /// <param name="version">A version.</param>
    /// <param name="asOf">A recorded time.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="database">The records.</param>
    public static async Task<Results<CurrentRecord<Protocol>, Problem>> Handle(
        string protocol, int? version, TimeParameter? asOf, Caller caller, Database database)
    {
        var state = RecordState.Of(version, asOf);
        var found = DefineProtocol.Code().IsMatch(protocol) ? await Read(caller, database, Protocol.IdOf(protocol), state) : null;
        return found is null ? Problem.NotFound("protocol") : new CurrentRecord<Protocol>(found);
    }

    /// <summary>The version that a request wrote, for its replay.</summary>
    internal static Task<Protocol?> Recall(Caller caller, Database database, Guid id, int version) =>
        Read(caller, database, id, RecordState.Of(version, null));

    private static Task<Protocol?> Read(Caller caller, Database database, Guid id, RecordState state) =>
        database.Read(caller, Sql.Statements(state.Flag), state.Arguments(id), rows => rows.Single<Protocol>());
}
