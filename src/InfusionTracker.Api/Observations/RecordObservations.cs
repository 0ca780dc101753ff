using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using NpgsqlTypes;

namespace InfusionTracker.Api.Observations;

public static class RecordObservations
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Records one observation, or an array of 1 to 1,000 of which all are recorded or none. A value that is critical is
    /// recorded, flagged and announced; one that is not plausible is refused with the range that is.
    /// </summary>
    public static async Task<Results<CreatedRecord<Observation>, CreatedBatch<Observation>, Problem>> Handle(
        Guid sessionId, NewObservations body, Caller caller, Database database, IClock clock, CriticalValues critical)
    {
        if (body.TryGet(out var observations) is { } miscounted)
        {
            return miscounted;
        }

        var judge = new ObservationJudge(clock);
        var contents = observations.Select((o, i) => judge.Judge(o, body.PointerOf(i))).ToList();
        if (judge.Refusal is { } refusal)
        {
            return refusal;
        }

        var identity = body.IsArray
            ? WriteIdentity.OfBatch(Observation.Table, o => o.Id, sessionId, observations, clock)
            : WriteIdentity.Of(Observation.Table, observations[0].Id, sessionId, observations[0], clock);
        var written = await database.Append(
            caller,
            Sql.Statements(),
            Arguments(sessionId, body.IsArray, identity, contents!),
            identity,
            rows => rows.List<Observation>(),
            (id, version) => GetObservation.Recall(caller, database, id, version));
        if (!written.Replayed)
        {
            critical.Announce(caller, written.Records);
        }

        return body.IsArray
            ? new CreatedBatch<Observation>(written)
            : new CreatedRecord<Observation>(written, $"/v1/observations/{written.Record.Id}");
    }

    private static SqlArguments Arguments(Guid sessionId, bool isArray, WriteIdentity identity, List<ObservationContent> contents) => new()
    {
        { "sessionId", sessionId },
        { "isArray", isArray },
        { "ids", identity.Ids },
        { "requestHashes", identity.RequestHashes },
        { "codes", contents.Select(c => c.Code).ToArray() },
        { "values", contents.Select(c => c.Given.Value).ToArray() },
        { "units", contents.Select(c => c.Given.Unit).ToArray() },
        { "canonicalValues", contents.Select(c => c.Accepted.Value?.Value).ToArray() },
        { "canonicalUnits", contents.Select(c => c.Accepted.Value?.Unit).ToArray() },
        { "interpretations", contents.Select(c => c.Accepted.Value?.Interpretation).ToArray() },
        { "components", contents.Select(c => c.Components).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Jsonb },
        { "observedAts", contents.Select(c => c.Given.ObservedAt).ToArray() },
        { "performers", contents.Select(c => c.Given.Performer).ToArray() },
    };
}
