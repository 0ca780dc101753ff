using System.ComponentModel.DataAnnotations;
using System.Reflection;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using NodaTime;

namespace InfusionTracker.Api.Access;

/// <summary>A key to be made: for a new client, with roles, scopes, or both, or in place of one that a client holds.</summary>
public sealed record NewApiKey
{
    /// <summary>What the key is for.</summary>
    [Named(200)]
    public required string Label { get; init; }

    /// <summary>Roles: <c>clinician</c>, <c>integration</c>, <c>dashboard</c>, <c>operations</c>, <c>auditor</c>, <c>administrator</c>.</summary>
    [MaxLength(20)]
    public IReadOnlyList<string>? Roles { get; init; }

    /// <summary>Scopes given one by one, e.g. <c>records:read</c>.</summary>
    [MaxLength(20)]
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>When the key stops working; never where it is left out.</summary>
    public Instant? ExpiresAt { get; init; }

    /// <summary>
    /// Id of the key that this one follows: of the same client, with the same roles and scopes, which are then left out. Both
    /// work for the overlap.
    /// </summary>
    public Guid? Rotates { get; init; }

    /// <summary>How long the key before still works, at most 30 days; a day where it is left out.</summary>
    public Duration? Overlap { get; init; }
}

public static class CreateApiKey
{
    /// <summary>How long a rotated key works on where nothing else is asked for.</summary>
    public static readonly Duration UsualOverlap = Duration.FromDays(1);

    /// <summary>How long it may be asked to work on.</summary>
    public static readonly Duration LongestOverlap = Duration.FromDays(30);
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Makes a key of a client of this clinic, or the next key of one that has a key. The key is in this answer and nowhere
    /// again: sent again under the same Idempotency-Key, the request is answered without it.
    /// </summary>
    public static async Task<Results<CreatedKey, Problem>> Handle(NewApiKey body, Caller caller, Database database, IClock clock)
    {
        var rotates = body.Rotates is not null;
        var identity = WriteIdentity.Of(IssuedKey.Table, null, null, body, clock);
        var (key, text) = ApiKey.Create(caller.ClinicId, identity.Ids[0]);
        var written = await database.Append(
            caller,
            Sql.Part(rotates ? "rotate" : "write"),
            identity,
            () => Judge(body, key, clock),
            async rows =>
            {
                if (rotates)
                {
                    await rows.Next();
                }

                return await rows.List<IssuedKey>();
            },
            (id, _) => database.Read(caller, Sql.Part("recall"), new SqlArguments { { "id", id } }, rows => rows.Single<IssuedKey>()));

        // An id of this very request: where the service had to ask twice for it, nobody has seen the key yet.
        var isNew = written.Record.Id == identity.Ids[0];
        return new CreatedKey(isNew ? written.Record with { Key = text } : written.Record, !isNew);
    }

    private static Decision<IssuedKey> Judge(NewApiKey body, ApiKey key, IClock clock)
    {
        if (Refuse(body, clock) is { } refusal)
        {
            return refusal;
        }

        var roles = (body.Roles ?? []).Distinct().ToArray();
        return new SqlArguments
        {
            { "keyId", body.Rotates },
            { "overlap", body.Overlap ?? UsualOverlap },
            { "id", key.KeyId },
            { "label", body.Label },
            { "roles", roles },
            { "scopes", roles.SelectMany(role => Access.Scopes.Roles[role]).Concat(body.Scopes ?? []).Distinct().ToArray() },
            { "secretHash", key.SecretHash },
            { "expiresAt", body.ExpiresAt },
        };
    }

    private static Problem? Refuse(NewApiKey body, IClock clock)
    {
        var unknown = Unknown("roles", body.Roles, Access.Scopes.Roles.Keys).Concat(Unknown("scopes", body.Scopes, Access.Scopes.All)).ToArray();
        if (unknown.Length > 0)
        {
            return Problem.Invalid("A role or scope is not known.", unknown);
        }

        if (body.Rotates is not null && (body.Roles ?? body.Scopes) is not null)
        {
            return Problem.Invalid(body.Roles is null ? "/scopes" : "/roles", "Leave this out: a key that follows another may do what that one may.");
        }

        if (body.Rotates is null && body.Overlap is not null)
        {
            return Problem.Invalid("/overlap", "Leave this out, or say which key is rotated.");
        }

        if (body.Overlap < Duration.Zero || body.Overlap > LongestOverlap)
        {
            return Problem.Invalid("/overlap", "Give PT0S to P30D.");
        }

        if (body.Rotates is null && body.Roles is not { Count: > 0 } && body.Scopes is not { Count: > 0 })
        {
            return Problem.Invalid("/roles", "Give a role or a scope: a key without either may do nothing.");
        }

        return body.ExpiresAt <= clock.GetCurrentInstant() ? Problem.Invalid("/expiresAt", "Give a time in the future.") : null;
    }

    private static IEnumerable<ProblemError> Unknown(string member, IReadOnlyList<string>? given, IEnumerable<string> known) =>
        (given ?? []).Index()
            .Where(g => !known.Contains(g.Item))
            .Select(g => new ProblemError($"/{member}/{g.Index}", null, $"Give one of {string.Join(", ", known.Order(StringComparer.Ordinal))}."));
}

/// <summary>201 with the key; without the secret and with <c>Idempotency-Replayed: true</c> where it was made before.</summary>
public sealed class CreatedKey(IssuedKey key, bool replayed) : IResult, IEndpointMetadataProvider
{
    public Task ExecuteAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status201Created;
        return Answers.Write(context, key, replayed);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status201Created, typeof(IssuedKey), ["application/json"]));
}
