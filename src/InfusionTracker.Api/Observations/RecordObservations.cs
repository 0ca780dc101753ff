using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace InfusionTracker.Api.Observations;

public static class RecordObservations
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Records one observation, or an array of 1 to 1,000 of which all are recorded or none. A value that is critical is
    /// recorded, flagged and announced; one that is not plausible is refused with the range that is. Both are the clinic's,
    /// where it has set them.
    /// </summary>
    public static async Task<Results<CreatedRecord<Observation>, CreatedBatch<Observation>, Problem>> Handle(
        Guid sessionId, NewObservations body, Caller caller, Database database, IClock clock, CriticalValues critical, RangesInForce ranges)
    {
        if (body.TryGet(out var sent) is { } miscounted)
        {
            return miscounted;
        }

        var told = caller.Performer is { } performer ? [.. sent.Select(o => o with { Performer = o.Performer ?? performer })] : sent;
        var identity = body.IsArray
            ? WriteIdentity.OfBatch(Observation.Table, o => o.Id, sessionId, sent, clock, told)
            : WriteIdentity.Of(Observation.Table, sent[0].Id, sessionId, sent[0], clock, told[0]);
        var recording = new Recording(sessionId, body, told, identity, clock);
        var written = await AsLastSeen(recording, caller, database, ranges) ?? await AsItHolds(recording, caller, database, ranges);

        // Also where it was written before: whoever wrote it may not have lived to say so.
        critical.Announce(caller, written.Records);

        return body.IsArray
            ? new CreatedBatch<Observation>(written)
            : new CreatedRecord<Observation>(written, $"/v1/observations/{written.Record.Id}");
    }

    /// <summary>
    /// One trip, judged by the ranges that this instance last saw. Null where they do not hold any more, or where nothing
    /// would be accepted by them, which they alone cannot say.
    /// </summary>
    private static async Task<Written<Observation>?> AsLastSeen(Recording recording, Caller caller, Database database, RangesInForce ranges)
    {
        if (ranges.LastSeen(caller.ClinicId) is not { } seen || recording.Judge(seen, out _) is not { } arguments)
        {
            return null;
        }

        try
        {
            return await database.Append(
                caller,
                Sql.Part("write", ["asLastSeen", .. recording.Flags]),
                recording.Identity,
                () => arguments,
                rows => rows.List(Observation.Read),
                (id, version) => GetObservation.Recall(caller, database, id, version));
        }
        catch (PostgresException e) when (e.SqlState == SqlStates.SettingsChanged)
        {
            return null;
        }
    }

    /// <summary>Two trips, judged by the ranges as they hold.</summary>
    private static Task<Written<Observation>> AsItHolds(Recording recording, Caller caller, Database database, RangesInForce ranges) => database.Change(
        caller,
        Sql,
        [],
        recording.Identity,
        rows => rows.Single<ClinicRanges>(),
        held =>
        {
            ranges.See(caller.ClinicId, held!);
            Decision<Observation> decision = recording.Judge(held!, out var refusal) is { } arguments ? Decision<Observation>.Run(arguments, recording.Flags) : refusal!;
            return decision;
        },
        rows => rows.List(Observation.Read),
        (id, version) => GetObservation.Recall(caller, database, id, version));

    /// <summary>What is to be recorded, under which ids.</summary>
    private sealed record Recording(Guid SessionId, NewObservations Body, IReadOnlyList<NewObservation> Observations, WriteIdentity Identity, IClock Clock)
    {
        /// <summary>What the write has beside the usual: an observation that has neither identifiers nor a device pays for none.</summary>
        public string[] Flags { get; } = Observations.Any(o => o.Identifiers is { Count: > 0 } || o.Device is not null) ? ["identified"] : [];

        /// <summary>The arguments of the write; null with a refusal where something is wrong.</summary>
        public SqlArguments? Judge(ClinicRanges ranges, out Problem? refusal)
        {
            var judge = new ObservationJudge(Clock, ranges.InForce);
            var contents = Observations.Select((o, i) => judge.Judge(o, Body.PointerOf(i))).ToList();
            refusal = judge.Refusal;
            return refusal is null ? Arguments(contents!, ranges.Version) : null;
        }

        private SqlArguments Arguments(List<ObservationContent> contents, int settingsVersion) => new()
        {
            { "sessionId", SessionId },
            { "isArray", Body.IsArray },
            { "settingsVersion", settingsVersion },
            { "ids", Identity.Ids },
            { "requestHashes", Identity.RequestHashes },
            { "codes", contents.Select(c => c.Code).ToArray() },
            { "values", contents.Select(c => c.Given.Value).ToArray() },
            { "units", contents.Select(c => c.Given.Unit).ToArray() },
            { "canonicalValues", contents.Select(c => c.Accepted.Value?.Value).ToArray() },
            { "canonicalUnits", contents.Select(c => c.Accepted.Value?.Unit).ToArray() },
            { "interpretations", contents.Select(c => c.Accepted.Value?.Interpretation).ToArray() },
            { "components", contents.Select(c => c.Components).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Jsonb },
            { "observedAts", contents.Select(c => c.Given.ObservedAt).ToArray() },
            { "performers", contents.Select(c => c.Given.Performer).ToArray() },
            { "identifiers", contents.Select(c => Identifier.Stored(c.Given.Identifiers)).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Jsonb },
            { "deviceSystems", contents.Select(c => c.Given.Device?.System).ToArray() },
            { "deviceValues", contents.Select(c => c.Given.Device?.Value).ToArray() },
        };
    }
}
