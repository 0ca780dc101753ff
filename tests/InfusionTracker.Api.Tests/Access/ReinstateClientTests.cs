using InfusionTracker.Api.Tests.Platform;
using Microsoft.AspNetCore.Builder;

namespace InfusionTracker.Api.Tests.Access;

/// <summary>A client that was cut off comes back.</summary>
public sealed class ReinstateClientTests(RunningService service) : IClassFixture<RunningService>, IAsyncLifetime
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
    public async Task A_person_who_was_cut_off_may_be_let_in_again_however_often_it_is_said()
    {
        using var jane = With("jane");
        (await jane.Get("/v1/patients")).Is(200);
        var id = (string)(await service.Client.Get("/v1/clients?sort=-createdAt&limit=1")).Is(200).Items.Single()!["id"]!;
        (await service.Client.Send(HttpMethod.Delete, $"/v1/clients/{id}", null)).Is(204);
        (await jane.Get("/v1/patients")).Is(401);
        for (var i = 0; i < 2; i++)
        {
            var reinstated = (await service.Client.Send(HttpMethod.Post, $"/v1/clients/{id}/reinstatement", null)).Is(200);
            Assert.Equal("jane", (string)reinstated["subject"]!);
            Assert.Null(reinstated.Json!["revokedAt"]);
            (await jane.Get("/v1/patients")).Is(200);
        }
    }

    [Fact]
    public async Task A_late_repeat_lets_nobody_in_who_was_cut_off_since()
    {
        using var john = With("john");
        (await john.Get("/v1/patients")).Is(200);
        var id = (string)(await service.Client.Get("/v1/clients?sort=-createdAt&limit=1")).Is(200).Items.Single()!["id"]!;
        (await service.Client.Send(HttpMethod.Delete, $"/v1/clients/{id}", null)).Is(204);
        var first = (await Reinstate(id, "john-again")).Is(200);
        (await john.Get("/v1/patients")).Is(200);
        (await service.Client.Send(HttpMethod.Delete, $"/v1/clients/{id}", null)).Is(204);
        var repeat = (await Reinstate(id, "john-again")).Is(200);
        Assert.Equal(first.Text, repeat.Text);
        Assert.Equal("true", repeat.Headers.GetValues("Idempotency-Replayed").Single());
        (await john.Get("/v1/patients")).Is(401);
        (await Reinstate($"{Guid.Empty}", "john-again")).Is(422);
        (await Reinstate($"{Guid.Empty}", "nobody")).Is(404);
        (await Reinstate(id, "nobody")).Is(200);
        (await john.Get("/v1/patients")).Is(200);
    }

    [Fact]
    public async Task Only_an_administrator_lets_a_client_in_again()
    {
        using var clinician = await service.As("clinician");
        (await clinician.Send(HttpMethod.Post, $"/v1/clients/{Guid.Empty}/reinstatement", null)).Is(403);
    }

    private Task<Answer> Reinstate(string id, string key) =>
        service.Client.Send(HttpMethod.Post, $"/v1/clients/{id}/reinstatement", null, ("Idempotency-Key", key));

    private ApiClient With(string subject, string members = """ "roles":["dashboard"]""") =>
        new(new Uri(_app.Urls.First()), _issuer.Person(service.ClinicId, subject, members));
}
