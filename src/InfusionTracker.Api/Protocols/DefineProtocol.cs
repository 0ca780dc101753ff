using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using InfusionTracker.Api.Sessions;
using InfusionTracker.Domain.Monitoring;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using NpgsqlTypes;

namespace InfusionTracker.Api.Protocols;

/// <summary>A protocol as it is to be from now on; what is left out, it does not ask for.</summary>
[RefusesNulls]
public sealed record NewProtocol
{
    /// <summary>Name for people.</summary>
    [StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>
    /// What is measured, and how often; at most 50 rules, for each phase one a code, and at most 10,000 readings due around an
    /// infusion of a day.
    /// </summary>
    public IReadOnlyList<MonitoringRule>? Monitoring { get; init; }

    /// <summary>Between which values a measurement is expected; at most 30, each code once.</summary>
    public IReadOnlyList<MeasuredLimit>? Limits { get; init; }

    /// <summary>When the patient may leave.</summary>
    public DischargeRule? Discharge { get; init; }

    /// <summary>Scores that follow the infusion; at most 100.</summary>
    public IReadOnlyList<FollowUpRule>? FollowUps { get; init; }

    /// <summary>Why the protocol is as it is from now on.</summary>
    [StringLength(1000, MinimumLength = 1)]
    public string? Reason { get; init; }
}

public static partial class DefineProtocol
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Defines a protocol (201), or its next version (200), for which If-Match is required. The versions before it stay, and
    /// so does what sessions that began under them are held to. Sent twice, it is done once.
    /// </summary>
    /// <param name="protocol">Code of the protocol: letters, digits, dots, underscores and hyphens, up to 64 of them.</param>
    /// <param name="body">The protocol.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="database">The records.</param>
    /// <param name="clock">Tells the time.</param>
    public static async Task<Results<CreatedRecord<Protocol>, CurrentRecord<Protocol>, Problem>> Handle(
        string protocol, NewProtocol body, Caller caller, Database database, IClock clock)
    {
        if (!Code().IsMatch(protocol))
        {
            return Problem.BadParameter("protocol", "Give a code of letters, digits, dots, underscores and hyphens, up to 64 of them.");
        }

        if (caller.IfNoneMatch is not (null or "*") || (caller.IfNoneMatch is not null && caller.IfMatch is not null))
        {
            return Problem.BadParameter("If-None-Match", "Send * to define a new protocol, or If-Match alone to replace one.");
        }

        if (NullOf(body) is { } pointer)
        {
            return Problem.Malformed(pointer, "Give no null here.");
        }

        var definition = new ProtocolDefinition
        {
            Monitoring = body.Monitoring ?? [],
            Limits = body.Limits ?? [],
            Discharge = body.Discharge,
            FollowUps = body.FollowUps ?? [],
        };
        if (definition.Judge() is { Count: > 0 } faults)
        {
            return Problem.Invalid("The protocol asks for what makes no sense.", [.. faults.Select(f => new ProblemError("/" + f.Path, null, f.Detail))]);
        }

        var identity = WriteIdentity.OfDefinition(Protocol.Table, Protocol.IdOf(protocol), body);
        var written = await database.Change(
            caller,
            Sql,
            new SqlArguments { { "id", identity.Ids[0] } },
            identity,
            rows => rows.Single<Protocol>(),
            held => Judge(held, protocol, body, definition, identity, caller),
            rows => rows.List<Protocol>(),
            (id, version) => GetProtocol.Recall(caller, database, id, version));
        return caller.IfMatch is null
            ? new CreatedRecord<Protocol>(written, $"/v1/protocols/{protocol}")
            : new CurrentRecord<Protocol>(written.Record, written.Replayed);
    }

    private static Decision<Protocol> Judge(
        Protocol? held, string code, NewProtocol body, ProtocolDefinition definition, WriteIdentity identity, Caller caller)
    {
        var write = new SqlArguments
        {
            { "id", identity.Ids[0] },
            { "code", code },
            { "name", body.Name },
            { "definition", Json.Text(definition), NpgsqlDbType.Jsonb },
            { "reason", body.Reason },
            { "requestHash", identity.RequestHashes[0] },
        };
        if (held is null)
        {
            return caller.IfMatch is null
                ? Decision<Protocol>.Run(write, "as=new")
                : new Problem(412, "stale", "There is no such protocol yet. Leave If-Match out to define it.");
        }

        if (caller.IfMatch is null)
        {
            return held.Version == 1 && held.RequestHash is { } hash && identity.IsOfThis(hash, 0)
                ? Decision<Protocol>.Repeat()
                : caller.IfNoneMatch is null ? Preconditions.Required() : new Problem(412, "stale", "The protocol is defined already. Send If-Match to replace it.");
        }

        var same = held.Name == body.Name && Json.Text(held.Definition) == Json.Text(definition);
        return (same, Preconditions.Check(caller.IfMatch, held.Version)) switch
        {
            (true, null) => Decision<Protocol>.Keep(held),

            // What this request asks for was done of that very version: it was sent twice (RFC 9110, section 13.1.1).
            (true, _) when Preconditions.Check(caller.IfMatch, held.Version - 1) is null => Decision<Protocol>.Keep(held),
            (_, { } stale) => stale,
            _ => Decision<Protocol>.Run(write, "as=next"),
        };
    }

    /// <summary>Pointer to the first entry of a list that is null, which no type of an entry can refuse.</summary>
    private static string? NullOf(NewProtocol body)
    {
        (string Path, IReadOnlyList<object?>? Entries)[] lists =
        [
            ("monitoring", body.Monitoring), ("limits", body.Limits), ("discharge/conditions", body.Discharge?.Conditions), ("followUps", body.FollowUps),
        ];
        return lists
            .SelectMany(list => (list.Entries ?? []).Select((entry, i) => entry is null ? $"/{list.Path}/{i}" : null))
            .FirstOrDefault(found => found is not null);
    }

    // Alone, the pattern of .NET would let a line break follow.
    [GeneratedRegex(SessionCodes.ProtocolPattern + "(?!\n)")]
    internal static partial Regex Code();
}
