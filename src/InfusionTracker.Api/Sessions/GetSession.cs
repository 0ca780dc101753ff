using InfusionTracker.Api.Access;
using InfusionTracker.Api.AdverseEvents;
using InfusionTracker.Api.InfusionEvents;
using InfusionTracker.Api.Observations;
using InfusionTracker.Api.Platform;
using InfusionTracker.Api.Wastage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Sessions;

public static class GetSession
{
    private const string InfusionEvents = "infusion-events";
    private const string Observations = "observations";
    private const string AdverseEvents = "adverse-events";
    private const string Wastage = "wastage";
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Reads a session: as it stands, at one version, or as it stood at a recorded time. With
    /// <c>include=infusion-events,observations,adverse-events,wastage</c> (any of them) it comes with all that was recorded in it,
    /// in the order in which it happened, also as of a recorded time.
    /// </summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="version">A version.</param>
    /// <param name="asOf">A recorded time.</param>
    /// <param name="include"><c>infusion-events</c>, <c>observations</c>, <c>adverse-events</c>, <c>wastage</c>, or some of them, by comma or repeated: parts that come with the session; not with <c>version</c>.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="database">The records.</param>
    public static async Task<Results<CurrentRecord<Session>, Problem>> Handle(
        Guid sessionId, int? version, TimeParameter? asOf, string[]? include, Caller caller, Database database)
    {
        var state = RecordState.Of(version, asOf);
        string[] parts = [.. (include ?? []).SelectMany(names => names.Split(',')).Distinct()];
        if (!Array.TrueForAll(parts, part => part is InfusionEvents or Observations or AdverseEvents or Wastage))
        {
            return Problem.BadParameter("include", $"Give {InfusionEvents}, {Observations}, {AdverseEvents}, {Wastage}, or some of them.");
        }

        if (parts.Length > 0 && version is not null)
        {
            return Problem.BadParameter("include", "What was recorded in a session has versions of its own: give asOf instead of version.");
        }

        List<SqlStatement> statements = [.. Sql.Part("session", state.Flag), .. parts.SelectMany(part => Sql.Part(part.Replace('-', '_'), state.Flag))];
        var session = await database.Read(caller, statements, state.Arguments(sessionId), async rows =>
        {
            var read = await rows.Single<Session>();
            foreach (var part in read is null ? [] : parts)
            {
                read = part switch
                {
                    InfusionEvents => read! with { InfusionEvents = await rows.List<ChartedInfusionEvent>() },
                    Observations => read! with { Observations = await rows.List(Observation.Read) },
                    AdverseEvents => read! with { AdverseEvents = await rows.List<AdverseEvent>() },
                    _ => read! with { Wastage = await rows.List<WastageRecord>() },
                };
            }

            return read;
        });
        return session is null ? Problem.NotFound("session") : new CurrentRecord<Session>(session);
    }

    /// <summary>The version that a request wrote, for its replay.</summary>
    internal static Task<Session?> Recall(Caller caller, Database database, Guid id, int version)
    {
        var state = RecordState.Of(version, null);
        return database.Read(caller, Sql.Part("session", state.Flag), state.Arguments(id), rows => rows.Single<Session>());
    }
}
