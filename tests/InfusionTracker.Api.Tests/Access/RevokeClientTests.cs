using System.Text.Json.Nodes;
using InfusionTracker.Api.Audit;
using InfusionTracker.Api.Tests.Audit;
using InfusionTracker.Api.Tests.Platform;
using Microsoft.AspNetCore.Builder;

namespace InfusionTracker.Api.Tests.Access;

/// <summary>A client is cut off, whatever it comes with.</summary>
public sealed class RevokeClientTests(RunningService service) : IClassFixture<RunningService>, IAsyncLifetime
{
    private readonly Issuer _issuer = new();
    private WebApplication _app = null!;

    public async ValueTask InitializeAsync() => _app = await service.AnotherInstance(_issuer.Settings);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _issuer.Dispose();
    }

    [Fact]
    public async Task A_person_who_is_cut_off_is_refused_at_once_with_every_token_and_may_be_let_in_again()
    {
        using var jane = With("jane");
        using var john = With("john");
        (await jane.Get("/v1/patients")).Is(200);
        (await john.Get("/v1/patients")).Is(200);
        var id = await IdOf("jane");
        (await service.Client.Send(HttpMethod.Delete, $"/v1/clients/{id}", null)).Is(204);
        (await jane.Get("/v1/patients")).Is(401);
        using var fresh = With("jane", """ "roles":["administrator"],"jti":"2" """);
        (await fresh.Post("/v1/patients", "{}")).Is(401);
        (await john.Get("/v1/patients")).Is(200);
        var revokedAt = await RevokedAt(id);
        Assert.NotNull(revokedAt);
        (await service.Client.Send(HttpMethod.Delete, $"/v1/clients/{id}", null)).Is(204);
        Assert.Equal(revokedAt, await RevokedAt(id));
        Assert.Null((await service.Client.Post($"/v1/clients/{id}/reinstatement", "{}")).Is(200)["revokedAt"]);
        (await jane.Get("/v1/patients")).Is(200);
    }

    [Fact]
    public async Task A_client_with_keys_is_cut_off_with_all_of_them()
    {
        var first = (await service.Client.Post("/v1/api-keys", """{"label":"nightly","roles":["dashboard"]}""")).Is(201);
        var next = (await service.Client.Post("/v1/api-keys", $$"""{"label":"nightly","rotates":"{{first.Id}}"}""")).Is(201);
        (await service.Client.Send(HttpMethod.Delete, $"/v1/clients/{first["clientId"]}", null)).Is(204);
        foreach (var made in new[] { first, next })
        {
            using var client = new ApiClient(service.Url, (string)made["key"]!);
            (await client.Get("/v1/patients")).Is(401);
        }

        (await service.Client.Post($"/v1/clients/{first["clientId"]}/reinstatement", "{}")).Is(200);
        (await service.Client.Post("/v1/api-keys", $$"""{"label":"again","rotates":"{{next.Id}}"}""")).Is(409);
    }

    [Fact]
    public async Task What_becomes_of_a_client_is_in_the_audit()
    {
        using var jane = With("audited");
        (await jane.Get("/v1/patients")).Is(200);
        var id = await IdOf("audited");
        (await service.Client.Send(HttpMethod.Delete, $"/v1/clients/{id}", null)).Is(204);
        (await service.Client.Post($"/v1/clients/{id}/reinstatement", "{}")).Is(200);
        await Seals.AreDone(service);
        var entries = (await service.Client.Get($"/v1/audit?recordId={id}&recordType=client")).Is(200);
        Assert.Equal(["insert", "update", "update"], entries.Items.Select(e => (string)e!["operation"]!));
        Assert.Equal(0, await AuditCommands.Verify(service.Superuser(), null, null, TextWriter.Null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_client_of_another_clinic_is_not_found_and_goes_on()
    {
        var theirs = (string)(await service.OtherClient.Get("/v1/api-keys")).Is(200).Items[0]!["clientId"]!;
        (await service.Client.Send(HttpMethod.Delete, $"/v1/clients/{theirs}", null)).Is(404);
        (await service.Client.Post($"/v1/clients/{theirs}/reinstatement", "{}")).Is(404);
        (await service.Client.Send(HttpMethod.Delete, $"/v1/clients/{Guid.Empty}", null)).Is(404);
        (await service.OtherClient.Get("/v1/patients")).Is(200);
    }

    [Fact]
    public async Task The_operator_lists_clients_cuts_one_off_and_lets_it_in_again()
    {
        using var jane = With("by hand");
        (await jane.Get("/v1/patients")).Is(200);
        var id = await IdOf("by hand");
        Assert.Contains($"{id}  by hand of {Issuer.Name}  first seen ", (await Clients("list")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await Clients("revoke", "--client", id)).Code);
        (await jane.Get("/v1/patients")).Is(401);
        Assert.Contains(", cut off ", (await Clients("list")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await Clients("reinstate", "--client", id)).Code);
        (await jane.Get("/v1/patients")).Is(200);
        (await Clients("revoke", "--client", Guid.Empty.ToString())).IsRefused("The clinic has no such client.");
    }

    private ApiClient With(string subject, string members = """ "roles":["dashboard"]""") =>
        new(new Uri(_app.Urls.First()), _issuer.Person(service.ClinicId, subject, members));

    private async Task<string> IdOf(string subject) => (string)(await Listed()).Single(c => (string?)c["subject"] == subject)["id"]!;

    private async Task<IEnumerable<JsonNode>> Listed() => (await service.Client.Get("/v1/clients?limit=500")).Is(200).Items.Select(c => c!);

    private async Task<string?> RevokedAt(string id) => (string?)(await Listed()).Single(c => (string)c["id"]! == id)["revokedAt"];

    private Task<CommandLine> Clients(string command, params string[] arguments) =>
        CommandLine.On(service.Address.Service, ["clients", command, "--clinic", service.ClinicId.ToString(), .. arguments]);
}
