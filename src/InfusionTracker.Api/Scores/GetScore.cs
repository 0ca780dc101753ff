using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Scores;

public static class GetScore
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Reads a score: as it stands, at one version, or as it stood at a recorded time. Whether its recall overlaps is judged
    /// by the infusions that were known then: now, when the version was recorded, or at that time. With <c>prorate=published</c> an
    /// incomplete form has a total where the instrument's authors published how, and <c>prorated</c> names it.
    /// </summary>
    /// <param name="scoreId">The score.</param>
    /// <param name="version">A version.</param>
    /// <param name="asOf">A recorded time.</param>
    /// <param name="prorate"><c>published</c>: a total by the instrument's published rule for missing items (IESR); without it, none.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="database">The records.</param>
    public static async Task<Results<CurrentRecord<Score>, Problem>> Handle(
        Guid scoreId, int? version, TimeParameter? asOf, string? prorate, Caller caller, Database database)
    {
        var isProrated = ScoreProration.IsAsked(prorate);
        var score = await Read(caller, database, scoreId, RecordState.Of(version, asOf));
        return score is null ? Problem.NotFound("score") : new CurrentRecord<Score>(isProrated ? ScoreProration.Of(score) : score);
    }

    /// <summary>The version that a request wrote, for its replay.</summary>
    internal static Task<Score?> Recall(Caller caller, Database database, Guid id, int version) =>
        Read(caller, database, id, RecordState.Of(version, null));

    private static Task<Score?> Read(Caller caller, Database database, Guid id, RecordState state) =>
        database.Read(caller, Sql.Statements(state.Flag), state.Arguments(id), rows => rows.Single<Score>());
}
