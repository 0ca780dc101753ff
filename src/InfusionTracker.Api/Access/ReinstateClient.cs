using System.Reflection;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;

namespace InfusionTracker.Api.Access;

/// <summary>A client is to be let in again; there is nothing else to say.</summary>
internal sealed record Reinstatement;

public static class ReinstateClient
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Lets a client in again that was cut off: its tokens are accepted. Its keys stay revoked; make a new one. Again: nothing
    /// changes. A repeat under the same Idempotency-Key lets nobody in who was cut off since.
    /// </summary>
    public static async Task<Results<ReinstatedClient, Problem>> Handle(Guid clientId, Caller caller, Database database)
    {
        var client = new SqlArguments { { "id", clientId } };
        var written = await database.Append(
            caller,
            Sql.Part("write"),
            WriteIdentity.OfChange("client", "reinstatement", clientId, new Reinstatement()),
            () => client,
            async rows =>
            {
                await rows.Next();
                return await rows.List<Client>();
            },
            (_, _) => database.Read(caller, Sql.Part("recall"), client, rows => rows.Single<Client>()));
        return new ReinstatedClient(written.Record, written.Replayed);
    }
}

/// <summary>200 with the client as it was let in.</summary>
public sealed class ReinstatedClient(Client client, bool replayed) : IResult, IEndpointMetadataProvider
{
    public Task ExecuteAsync(HttpContext context) => Answers.Write(context, client, replayed);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(Client), ["application/json"]));
}
