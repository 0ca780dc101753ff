using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Access;

public sealed class CreateApiKeyTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_key_works_at_once_and_may_do_what_its_roles_and_scopes_say()
    {
        var made = (await service.Client.Post("/v1/api-keys", """{"label":"ward tablet","roles":["dashboard"],"scopes":["scores:write","records:read"],"expiresAt":"2190-01-01T00:00:00+01:00"}""")).Is(201);
        Assert.Equal(["analytics:read", "records:read", "scores:write"], made["scopes"].AsArray().Select(s => (string)s!).Order(StringComparer.Ordinal));
        Assert.Equal("2189-12-31T23:00:00Z", (string)made["expiresAt"]!);
        Assert.True(made.Headers.CacheControl!.NoStore);
        using var client = new ApiClient(service.Url, (string)made["key"]!);
        (await client.Get("/v1/patients")).Is(200);
        (await client.Post("/v1/patients", "{}")).Is(403);
        (await client.Get("/v1/api-keys")).Is(403);
    }

    [Fact]
    public async Task What_a_client_writes_names_its_key()
    {
        var made = (await service.Client.Post("/v1/api-keys", """{"label":"pump","roles":["integration"]}""")).Is(201);
        using var client = new ApiClient(service.Url, (string)made["key"]!);
        Assert.Equal(made.Id, (string)(await client.Post("/v1/patients", "{}")).Is(201)["recordedBy"]!);
    }

    [Fact]
    public async Task A_secret_is_never_replayed()
    {
        const string body = """{"label":"twice","roles":["auditor"]}""";
        var first = (await service.Client.Post("/v1/api-keys", body, ("Idempotency-Key", "key-1"))).Is(201);
        var second = (await service.Client.Post("/v1/api-keys", body, ("Idempotency-Key", "key-1"))).Is(201);
        Assert.Equal(first.Id, second.Id);
        Assert.Equal("true", second.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.NotNull(first.Json!["key"]);
        Assert.DoesNotContain("itk_", second.Text, StringComparison.Ordinal);
        (await service.Client.Post("/v1/api-keys", """{"label":"twice","roles":["administrator"]}""", ("Idempotency-Key", "key-1"))).Is(422);
    }

    [Fact]
    public async Task An_expired_key_is_refused()
    {
        var made = (await service.Client.Post("/v1/api-keys", """{"label":"short","roles":["dashboard"],"expiresAt":"2026-06-15T12:00:01Z"}""")).Is(201);
        await service.Superuser($"update api_key set expires_at = least(expires_at, clock_timestamp()) where id = '{made.Id}'");
        using var client = new ApiClient(service.Url, (string)made["key"]!);
        (await client.Get("/v1/patients")).Is(401);
    }

    [Theory]
    [InlineData("""{"roles":["auditor"]}""", 400, "/label")]
    [InlineData("""{"label":"","roles":["auditor"]}""", 422, "/label")]
    [InlineData("""{"label":" \u200b","roles":["auditor"]}""", 422, "/label")]
    [InlineData("""{"label":"x"}""", 422, "/roles")]
    [InlineData("""{"label":"x","roles":[],"scopes":[]}""", 422, "/roles")]
    [InlineData("""{"label":"x","roles":["auditor","king"]}""", 422, "/roles/1")]
    [InlineData("""{"label":"x","scopes":["everything"]}""", 422, "/scopes/0")]
    [InlineData("""{"label":"x","roles":[null]}""", 422, "/roles/0")]
    [InlineData("""{"label":"x","roles":["auditor"],"expiresAt":"2026-06-15T12:00:00Z"}""", 422, "/expiresAt")]
    [InlineData("""{"label":"x","roles":["auditor"],"key":"itk_mine"}""", 400, "/key")]
    public async Task What_cannot_be_a_key_is_refused_with_a_pointer(string body, int status, string pointer)
    {
        var answer = (await service.Client.Post("/v1/api-keys", body)).Is(status);
        Assert.Equal(pointer, (string)answer["errors"][0]!["pointer"]!);
    }

    [Fact]
    public async Task Only_an_administrator_makes_keys()
    {
        using var clinician = await service.As("clinician", "operations", "auditor");
        (await clinician.Post("/v1/api-keys", """{"label":"x","roles":["administrator"]}""")).Is(403);
    }
}
