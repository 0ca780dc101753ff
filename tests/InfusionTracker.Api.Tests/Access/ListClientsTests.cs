using InfusionTracker.Api.Tests.Platform;
using Microsoft.AspNetCore.Builder;

namespace InfusionTracker.Api.Tests.Access;

/// <summary>Who has come to a clinic.</summary>
public sealed class ListClientsTests(RunningService service) : IClassFixture<RunningService>, IAsyncLifetime
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
    public async Task Those_who_came_with_a_token_are_listed_beside_those_with_keys_and_none_of_another_clinic()
    {
        using var jane = With("listed");
        (await jane.Get("/v1/patients")).Is(200);
        var list = (await service.Client.Get("/v1/clients?limit=500&count=exact")).Is(200);
        Assert.Equal(list.Items.Count, (int)list["count"]);
        var listed = list.Items.Single(c => (string?)c!["subject"] == "listed")!;
        Assert.Equal(Issuer.Name, (string)listed["issuer"]!);
        Assert.Contains(list.Items, c => c!["issuer"] is null);
        var all = list.Items.Select(c => (string)c!["id"]!).ToList();
        var page = (await service.Client.Get("/v1/clients?limit=1&sort=-createdAt")).Is(200);
        Assert.Equal(all[^1], (string)page.Items.Single()!["id"]!);
        Assert.Equal(all[^2], (string)(await service.Client.Get($"/v1/clients?limit=1&sort=-createdAt&cursor={page["next"]}")).Is(200).Items.Single()!["id"]!);
        Assert.DoesNotContain((await service.OtherClient.Get("/v1/clients?limit=500")).Is(200).Items, c => all.Contains((string)c!["id"]!));
    }

    private ApiClient With(string subject, string members = """ "roles":["dashboard"]""") =>
        new(new Uri(_app.Urls.First()), _issuer.Person(service.ClinicId, subject, members));
}
