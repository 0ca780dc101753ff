using InfusionTracker.Api.Tests.Audit;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Access;

public sealed class RevokeApiKeyTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_revoked_key_is_dead_at_once_and_stays_listed()
    {
        using var client = await service.As("dashboard");
        var id = (string)(await service.Client.Get("/v1/api-keys?sort=-createdAt&limit=1")).Is(200).Items.Single()!["id"]!;
        (await client.Get("/v1/patients")).Is(200);
        Assert.Equal("", (await service.Client.Send(HttpMethod.Delete, $"/v1/api-keys/{id}", null)).Is(204).Text);
        (await client.Get("/v1/patients")).Is(401);
        var revokedAt = await RevokedAt(id);
        Assert.NotNull(revokedAt);
        (await service.Client.Send(HttpMethod.Delete, $"/v1/api-keys/{id}", null)).Is(204);
        Assert.Equal(revokedAt, await RevokedAt(id));
    }

    [Fact]
    public async Task What_becomes_of_a_key_is_in_the_audit_without_what_proves_it()
    {
        var made = (await service.Client.Post("/v1/api-keys", """{"label":"kept","roles":["dashboard"]}""")).Is(201);
        (await service.Client.Send(HttpMethod.Delete, $"/v1/api-keys/{made.Id}", null)).Is(204);
        (await service.Client.Send(HttpMethod.Delete, $"/v1/api-keys/{made.Id}", null)).Is(204);
        await Seals.AreDone(service);
        var entries = (await service.Client.Get($"/v1/audit?recordId={made.Id}&recordType=api_key")).Is(200);
        Assert.Equal(["insert", "update"], entries.Items.Select(e => (string)e!["operation"]!));
        Assert.All(entries.Items, e => Assert.NotNull(e!["recordedBy"]));
        Assert.Null(entries.Items[0]!["after"]!["revokedAt"]);
        Assert.NotNull(entries.Items[1]!["after"]!["revokedAt"]);
        Assert.DoesNotContain("secret", entries.Text, StringComparison.Ordinal);
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => service.Superuser($"update api_key set revoked_at = null where id = '{made.Id}'"));
    }

    [Fact]
    public async Task A_key_of_another_clinic_is_not_found_and_goes_on_working()
    {
        var theirs = (string)(await service.OtherClient.Get("/v1/api-keys")).Is(200).Items[0]!["id"]!;
        (await service.Client.Send(HttpMethod.Delete, $"/v1/api-keys/{theirs}", null)).Is(404);
        (await service.Client.Send(HttpMethod.Delete, $"/v1/api-keys/{Guid.Empty}", null)).Is(404);
        (await service.OtherClient.Get("/v1/patients")).Is(200);
    }

    [Fact]
    public async Task Only_an_administrator_revokes_keys()
    {
        using var clinician = await service.As("clinician");
        (await clinician.Send(HttpMethod.Delete, $"/v1/api-keys/{Guid.Empty}", null)).Is(403);
    }

    private async Task<string?> RevokedAt(string id) =>
        (string?)(await service.Client.Get("/v1/api-keys?limit=500")).Is(200).Items.Single(k => (string)k!["id"]! == id)!["revokedAt"];
}
