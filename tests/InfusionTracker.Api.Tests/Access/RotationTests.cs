using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Access;

/// <summary>A client changes its key without a gap: the next one works before the last one stops.</summary>
public sealed class RotationTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task Both_keys_work_in_the_overlap_and_the_first_alone_is_given_an_end()
    {
        var (first, id) = await Made("operations");
        var next = (await Rotate(id, ""","overlap":"PT2H","expiresAt":"2190-01-01T00:00:00Z" """)).Is(201);
        using var second = new ApiClient(service.Url, (string)next["key"]!);
        (await first.Get("/v1/patients")).Is(200);
        (await second.Get("/v1/patients")).Is(200);
        (await second.Get("/v1/api-keys")).Is(403);
        Assert.Equal("2190-01-01T00:00:00Z", (string)next["expiresAt"]!);
        var ends = DateTimeOffset.Parse((string)(await Listed(id))["expiresAt"]!, System.Globalization.CultureInfo.InvariantCulture);
        var made = DateTimeOffset.Parse((string)next["createdAt"]!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(120, (ends - made).TotalMinutes, 0.1);
    }

    [Fact]
    public async Task The_client_stays_the_same_in_what_it_writes_and_in_what_it_sends_again()
    {
        var (first, id) = await Made("integration");
        var before = (await first.Post("/v1/patients", "{}", ("Idempotency-Key", "across-a-rotation"))).Is(201);
        var next = (await Rotate(id)).Is(201);
        using var second = new ApiClient(service.Url, (string)next["key"]!);
        var again = (await second.Post("/v1/patients", "{}", ("Idempotency-Key", "across-a-rotation"))).Is(201);
        Assert.Equal(before.Id, again.Id);
        Assert.NotEqual(id, next.Id);
        Assert.Equal(id, (string)next["clientId"]!);
        Assert.Equal(id, (string)(await second.Post("/v1/patients", "{}")).Is(201)["recordedBy"]!);
    }

    [Fact]
    public async Task A_key_whose_overlap_is_over_is_refused_and_its_follower_may_be_rotated_in_turn()
    {
        var (first, id) = await Made("dashboard");
        var next = (await Rotate(id, ""","overlap":"PT0S" """)).Is(201);
        (await first.Get("/v1/patients")).Is(401);
        (await Rotate(id)).Is(409);
        Assert.Equal(id, (string)(await Rotate(next.Id)).Is(201)["clientId"]!);
    }

    [Theory]
    [InlineData("PT-1H")]
    [InlineData("P31D")]
    public async Task An_overlap_is_neither_negative_nor_without_end(string overlap)
    {
        var (first, id) = await Made("dashboard");
        var refused = (await Rotate(id, $$""","overlap":"{{overlap}}" """)).Is(422);
        Assert.Equal("/overlap", (string)refused["errors"][0]!["pointer"]!);
        (await first.Get("/v1/patients")).Is(200);
    }

    [Fact]
    public async Task A_client_never_holds_three_keys_that_work()
    {
        var (first, id) = await Made("dashboard");
        var next = (await Rotate(id)).Is(201);
        (await Rotate(id)).Is(409);
        (await Rotate(next.Id)).Is(409);
        (await service.Client.Send(HttpMethod.Delete, $"/v1/api-keys/{id}", null)).Is(204);
        (await first.Get("/v1/patients")).Is(401);
        (await Rotate(next.Id)).Is(201);
    }

    [Fact]
    public async Task A_rotation_never_gives_a_key_of_another_clinic()
    {
        var theirs = (string)(await service.OtherClient.Get("/v1/api-keys")).Is(200).Items[0]!["id"]!;
        (await Rotate(theirs)).Is(404);
        (await Rotate(Guid.Empty.ToString())).Is(404);
    }

    [Theory]
    [InlineData(""","roles":["administrator"]""", "/roles")]
    [InlineData(""","scopes":["clinic:admin"]""", "/scopes")]
    [InlineData(""","overlap":"P31D" """, "/overlap")]
    public async Task A_rotation_changes_nothing_but_the_key(string members, string pointer)
    {
        var (_, id) = await Made("dashboard");
        Assert.Equal(pointer, (string)(await Rotate(id, members)).Is(422)["errors"]![0]!["pointer"]!);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once_by_every_instance()
    {
        await using var another = await service.AnotherInstance();
        var (here, id) = await Made("dashboard");
        using var there = new ApiClient(new Uri(another.Urls.First()), here.Key);
        (await there.Get("/v1/patients")).Is(200);
        (await service.Client.Send(HttpMethod.Delete, $"/v1/api-keys/{id}", null)).Is(204);
        (await there.Get("/v1/patients")).Is(401);
        (await here.Get("/v1/patients")).Is(401);
    }

    private async Task<(ApiClient Client, string Id)> Made(string role)
    {
        var made = (await service.Client.Post("/v1/api-keys", $$"""{"label":"rotated","roles":["{{role}}"]}""")).Is(201);
        return (new ApiClient(service.Url, (string)made["key"]!), made.Id);
    }

    private Task<Answer> Rotate(string id, string members = "") =>
        service.Client.Post("/v1/api-keys", $$"""{"label":"next","rotates":"{{id}}"{{members}}}""");

    private async Task<System.Text.Json.Nodes.JsonNode> Listed(string id) =>
        (await service.Client.Get("/v1/api-keys?limit=500")).Is(200).Items.Single(k => (string)k!["id"]! == id)!;
}
