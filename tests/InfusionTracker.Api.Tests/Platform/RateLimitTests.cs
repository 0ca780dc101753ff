using System.Buffers.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>Who asks too much is told to wait, and nobody else is.</summary>
public sealed partial class RateLimitTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_client_that_asks_too_much_waits_and_another_does_not()
    {
        await using var app = await service.AnotherInstance("--Rates:Client:PerSecond=1", "--Rates:Client:Burst=3");
        using var hasty = At(app, (await service.As("dashboard")).Key);
        using var calm = At(app, (await service.As("dashboard")).Key);
        (await hasty.Get("/v1/patients")).Is(200);
        (await calm.Get("/v1/patients")).Is(200);
        var answers = await Many(hasty, 30);
        Assert.Equal([200, 429], answers.Select(a => a.Status).Distinct().Order());
        var refused = answers.First(a => a.Status == 429);
        Assert.Equal("/problems/too-many", (string)refused["type"]!);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 3);
        Assert.Contains("\"client\";q=3;w=3", string.Join(", ", refused.Headers.GetValues("RateLimit-Policy")), StringComparison.Ordinal);
        (await calm.Get("/v1/patients")).Is(200);
    }

    [Fact]
    public async Task All_clients_of_a_clinic_together_have_a_rate_and_another_clinic_has_its_own()
    {
        await using var app = await service.AnotherInstance("--Rates:Clinic:PerSecond=1", "--Rates:Clinic:Burst=3");
        using var one = At(app, (await service.As("dashboard")).Key);
        using var two = At(app, (await service.As("dashboard")).Key);
        using var elsewhere = At(app, service.OtherClient.Key);
        foreach (var client in new[] { one, two, elsewhere })
        {
            (await client.Get("/v1/patients")).Is(200);
        }

        var answers = (await Task.WhenAll(Many(one, 15), Many(two, 15))).SelectMany(a => a).ToList();
        Assert.Equal([200, 429], answers.Select(a => a.Status).Distinct().Order());
        (await elsewhere.Get("/v1/patients")).Is(200);
    }

    [Fact]
    public async Task Every_answer_names_the_rates_and_what_is_left()
    {
        var answer = (await service.Client.Get("/v1/patients")).Is(200);
        Assert.Equal("\"client\";q=200000;w=2, \"clinic\";q=200000;w=2", string.Join(", ", (await service.Client.Get("/v1/patients")).Headers.GetValues("RateLimit-Policy")));
        Assert.Matches("""^"client";r=\d+;t=\d+, "clinic";r=\d+;t=\d+$""", string.Join(", ", (await service.Client.Get("/v1/patients")).Headers.GetValues("RateLimit")));
        Assert.True(answer.Headers.Contains("RateLimit"));
    }

    [Fact]
    public async Task A_known_client_stays_known_whatever_is_wrong_with_its_request()
    {
        await using var app = await service.AnotherInstance("--Rates:Address:PerSecond=1", "--Rates:Address:Burst=1");
        using var client = At(app, (await service.As("dashboard")).Key);
        (await client.Get("/v1/patients")).Is(200);
        foreach (var query in (string[])["limit=x", "unknown=1"])
        {
            (await client.Get($"/v1/patients?{query}")).Is(400);
        }

        (await client.Get("/v1/patients", ("Purpose-Of-Use", "CURIOSITY"))).Is(400);
        (await client.Get("/v1/patients")).Is(200);
    }

    [Fact]
    public async Task What_is_wrong_with_a_request_is_told_to_whom_the_key_lets_in_and_counts()
    {
        await using var app = await service.AnotherInstance("--Rates:Address:PerSecond=1", "--Rates:Address:Burst=1");
        using var forger = At(app, service.Client.Key![..^4] + (service.Client.Key.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBB" : "AAAA"));
        (await forger.Get("/v1/patients", ("Purpose-Of-Use", "CURIOSITY"))).Is(401);
        (await forger.Get("/v1/patients", ("Purpose-Of-Use", "CURIOSITY"))).Is(429);
    }

    [Fact]
    public async Task Nobody_uses_up_the_rate_of_a_client_without_its_secret()
    {
        await using var app = await service.AnotherInstance("--Rates:Client:PerSecond=1", "--Rates:Client:Burst=1000");
        using var honest = At(app, (await service.As("dashboard")).Key);
        (await honest.Get("/v1/patients")).Is(200);
        using var forger = At(app, honest.Key![..^4] + (honest.Key.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBB" : "AAAA"));
        Assert.All(await Many(forger, 30), a => a.Is(401));
        Assert.InRange(Left(await honest.Get("/v1/patients")), 990, 1000);
    }

    [Fact]
    public async Task A_key_that_names_another_clinic_learns_nothing_of_its_rate()
    {
        using var honest = await service.As("dashboard");
        (await honest.Get("/v1/patients")).Is(200);
        var text = Base64Url.DecodeFromChars(honest.Key!.AsSpan(4));
        service.OtherClinicId.TryWriteBytes(text, bigEndian: true, out _);
        using var forger = At(service.Url, "itk_" + Base64Url.EncodeToString(text));
        Assert.StartsWith("\"address\"", (await forger.Get("/v1/patients")).Is(401).Headers.GetValues("RateLimit").Single(), StringComparison.Ordinal);
        (await honest.Get("/v1/patients")).Is(200);
    }

    [Fact]
    public async Task A_flood_without_credentials_is_held_off_by_its_address_and_those_with_credentials_work_on()
    {
        await using var app = await service.AnotherInstance("--Rates:Address:PerSecond=1", "--Rates:Address:Burst=3");
        using var honest = At(app, (await service.As("dashboard")).Key);
        (await honest.Get("/v1/patients")).Is(200);
        using var nobody = At(app, null);
        using var elsewhere = At(app, null);
        elsewhere.Http.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        Assert.Equal([401, 429], (await Many(nobody, 30)).Select(a => a.Status).Distinct().Order());
        (await honest.Get("/v1/patients")).Is(200);
        (await elsewhere.Get("/v1/patients")).Is(401);
    }

    [Fact]
    public async Task An_unknown_client_and_a_wrong_secret_are_told_the_same()
    {
        using var wrong = At(service.Url, service.Client.Key![..^4] + (service.Client.Key.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBB" : "AAAA"));
        using var unknown = At(service.Url, "itk_" + new string('A', 86));
        var (one, other) = (await wrong.Get("/v1/patients"), await unknown.Get("/v1/patients"));
        Assert.Equal((string)one.Is(401)["detail"]!, (string)other.Is(401)["detail"]!);
        Assert.Equal(one.Headers.Select(h => h.Key).Order(), other.Headers.Select(h => h.Key).Order());
        Assert.Equal(one.Headers.GetValues("RateLimit-Policy"), other.Headers.GetValues("RateLimit-Policy"));
    }

    private static ApiClient At(WebApplication app, string? key) => At(new Uri(app.Urls.First()), key);

    private static ApiClient At(Uri url, string? key) => new(url, key);

    private static Task<Answer[]> Many(ApiClient client, int count) => Task.WhenAll(Enumerable.Range(0, count).Select(_ => client.Get("/v1/patients")));

    private static int Left(Answer answer) =>
        int.Parse(Remaining().Match(string.Join(", ", answer.Is(200).Headers.GetValues("RateLimit"))).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex("\"client\";r=(\\d+)")]
    private static partial Regex Remaining();
}
