using System.ComponentModel.DataAnnotations;
using System.Reflection;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using NodaTime;

namespace InfusionTracker.Api.Access;

/// <summary>A key to be made for a client. It is given roles, scopes, or both.</summary>
public sealed record NewApiKey
{
    /// <summary>What the key is for.</summary>
    [StringLength(200, MinimumLength = 1)]
    public required string Label { get; init; }

    /// <summary>Roles: <c>clinician</c>, <c>integration</c>, <c>dashboard</c>, <c>operations</c>, <c>auditor</c>, <c>administrator</c>.</summary>
    [MaxLength(20)]
    public IReadOnlyList<string>? Roles { get; init; }

    /// <summary>Scopes given one by one, e.g. <c>records:read</c>.</summary>
    [MaxLength(20)]
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>When the key stops working; never where it is left out.</summary>
    public Instant? ExpiresAt { get; init; }
}

public static class CreateApiKey
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Makes a key of a client of this clinic. The key is in this answer and nowhere again: sent again under the same
    /// Idempotency-Key, the request is answered without it.
    /// </summary>
    public static async Task<Results<CreatedKey, Problem>> Handle(NewApiKey body, Caller caller, Database database, IClock clock)
    {
        if (Refuse(body, clock) is { } refusal)
        {
            return refusal;
        }

        var roles = (body.Roles ?? []).Distinct().ToArray();
        var identity = WriteIdentity.Of(IssuedKey.Table, null, null, body, clock);
        var (key, text) = ApiKey.Create(caller.ClinicId, identity.Ids[0]);
        var written = await database.AppendUnversioned(
            caller,
            Sql.Part("write"),
            new SqlArguments
            {
                { "id", key.ClientId },
                { "label", body.Label },
                { "roles", roles },
                { "scopes", roles.SelectMany(role => Access.Scopes.Roles[role]).Concat(body.Scopes ?? []).Distinct().ToArray() },
                { "secretHash", key.SecretHash },
                { "expiresAt", body.ExpiresAt },
            },
            identity,
            rows => rows.List<IssuedKey>(),
            id => database.Read(caller, Sql.Part("recall"), new SqlArguments { { "id", id } }, rows => rows.Single<IssuedKey>()));
        return new CreatedKey(written.Replayed ? written.Record : written.Record with { Key = text }, written.Replayed);
    }

    private static Problem? Refuse(NewApiKey body, IClock clock)
    {
        var unknown = Unknown("roles", body.Roles, Access.Scopes.Roles.Keys).Concat(Unknown("scopes", body.Scopes, Access.Scopes.All)).ToArray();
        if (unknown.Length > 0)
        {
            return Problem.Invalid("A role or scope is not known.", unknown);
        }

        if (body.Roles is not { Count: > 0 } && body.Scopes is not { Count: > 0 })
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
