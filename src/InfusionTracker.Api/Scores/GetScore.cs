using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Scores;

public static class GetScore
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Reads a score: as it stands, at one version, or as it stood at a recorded time. Whether its recall overlaps is judged
    /// by the infusions that were known then: now, when the version was recorded, or at that time.
    /// </summary>
    public static async Task<Results<CurrentRecord<Score>, Problem>> Handle(
        Guid scoreId, int? version, TimeParameter? asOf, Caller caller, Database database)
    {
        var score = await Read(caller, database, scoreId, RecordState.Of(version, asOf));
        return score is null ? Problem.NotFound("score") : new CurrentRecord<Score>(score);
    }

    /// <summary>The version that a request wrote, for its replay.</summary>
    internal static Task<Score?> Recall(Caller caller, Database database, Guid id, int version) =>
        Read(caller, database, id, RecordState.Of(version, null));

    private static Task<Score?> Read(Caller caller, Database database, Guid id, RecordState state) =>
        database.Read(caller, Sql.Statements(state.Flag), state.Arguments(id), rows => rows.Single<Score>());
}
