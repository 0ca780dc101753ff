using InfusionTracker.Api.Tests.Platform;
using Microsoft.AspNetCore.Builder;

namespace InfusionTracker.Api.Tests.Access;

/// <summary>People and programs that the configured issuer has signed in.</summary>
public sealed class TokenTests(RunningService service) : IClassFixture<RunningService>, IAsyncLifetime
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
    public async Task A_token_is_let_in_with_its_scopes_and_the_scopes_of_its_roles()
    {
        using var client = With(_issuer.Rs256(Payload(members: """ "scope":"openid scores:write unknown:scope","roles":["dashboard","visitor"]""")));
        (await client.Get("/v1/patients")).Is(200);
        (await client.Post("/v1/scores", "{}")).Is(400);
        (await client.Post("/v1/patients", "{}")).Is(403);
        (await client.Get("/v1/api-keys")).Is(403);
    }

    [Fact]
    public async Task Small_cells_are_shown_to_a_token_that_may_see_them()
    {
        using var few = With(_issuer.Rs256(Payload(members: """ "scope":"analytics:read analytics:small-cells" """)));
        using var none = With(_issuer.Rs256(Payload(members: """ "scope":"analytics:read" """)));
        Assert.NotEqual(
            (await none.Get("/v1/cohorts/onset?instrument=HAMA")).Is(200)["minimumCell"].ToString(),
            (await few.Get("/v1/cohorts/onset?instrument=HAMA")).Is(200)["minimumCell"].ToString());
    }

    [Fact]
    public async Task One_subject_is_one_client_whatever_the_token_and_its_algorithm()
    {
        using var first = With(_issuer.Rs256(Payload("jane", """ "roles":"integration" """)));
        using var second = With(_issuer.Es384(Payload("jane", """ "roles":"clinician","jti":"2" """)));
        using var other = With(_issuer.Rs256(Payload("john", """ "roles":"integration" """)));
        var written = (await first.Post("/v1/patients", "{}", ("Idempotency-Key", "jane-1"))).Is(201);
        Assert.Equal(written.Id, (await second.Post("/v1/patients", "{}", ("Idempotency-Key", "jane-1"))).Is(201).Id);
        var johns = (await other.Post("/v1/patients", "{}", ("Idempotency-Key", "jane-1"))).Is(201);
        Assert.NotEqual(written.Id, johns.Id);
        Assert.NotEqual((string)written["recordedBy"]!, (string)johns["recordedBy"]!);
        Assert.Equal("jane", await service.Superuser($"select subject from client where id = '{written["recordedBy"]}'"));
    }

    [Fact]
    public async Task A_token_is_bound_to_its_clinic()
    {
        var patient = await Given.Patient(service.Client);
        using var elsewhere = With(_issuer.Rs256(Payload(clinic: service.OtherClinicId.ToString())));
        (await elsewhere.Get($"/v1/patients/{patient}")).Is(404);
        using var nowhere = With(_issuer.Rs256(Payload(clinic: Guid.Empty.ToString())));
        (await nowhere.Get("/v1/patients")).Is(401);
    }

    [Fact]
    public async Task A_person_signed_in_performs_what_names_nobody_else()
    {
        using var nurse = With(_issuer.Rs256(Payload("rn-17", """ "roles":"clinician","client_id":"charting" """)));
        var session = await Given.Session(service.Client);
        var start = (await nurse.Post($"/v1/sessions/{session}/infusion-events", """{"type":"start","occurredAt":"2026-03-02T09:00:00Z","rate":{"value":52.5,"unit":"mg/h"}}""")).Is(201);
        var observed = (await nurse.Post($"/v1/sessions/{session}/observations", """
            [{"code":"8867-4","value":72,"unit":"/min","observedAt":"2026-03-02T09:01:00Z"},
             {"code":"8867-4","value":73,"unit":"/min","observedAt":"2026-03-02T09:02:00Z","performer":"rn-18"}]
            """)).Is(201);
        Assert.Equal("rn-17", (string)start["performer"]!);
        Assert.Equal(["rn-17", "rn-18"], observed.Items.Select(o => (string)o!["performer"]!));
    }

    [Fact]
    public async Task Neither_a_program_nor_a_key_performs_anything()
    {
        using var program = With(_issuer.Rs256(Payload("gateway", """ "roles":"integration","client_id":"gateway" """)));
        var session = await Given.Session(service.Client);
        foreach (var client in new[] { program, service.Client })
        {
            foreach (var (path, body) in new[]
            {
                ("infusion-events", """{"type":"start","occurredAt":"2026-03-02T09:00:00Z","rate":{"value":52.5,"unit":"mg/h"}}"""),
                ("observations", """{"code":"8867-4","value":72,"unit":"/min","observedAt":"2026-03-02T09:01:00Z"}"""),
                ("wastage", """{"drawnMg":50,"wastedMg":0,"occurredAt":"2026-03-02T09:01:00Z"}"""),
            })
            {
                var answer = (await client.Post($"/v1/sessions/{session}/{path}", body)).Is(400);
                Assert.Equal("/performer", (string)answer["errors"]![0]!["pointer"]!);
            }
        }
    }

    [Fact]
    public async Task A_token_holds_from_its_beginning_to_its_end_by_clocks_that_differ_a_little()
    {
        var now = RunningService.Now.ToUnixTimeSeconds();
        foreach (var (from, to, status) in new[] { (now - 60, now + 60, 200), (now + 20, now + 60, 200), (now - 60, now - 20, 200), (now + 40, now + 90, 401), (now - 90, now - 40, 401) })
        {
            using var client = With(_issuer.Rs256(Payload(times: $"\"nbf\":{from},\"exp\":{to}")));
            (await client.Get("/v1/patients")).Is(status);
        }
    }

    [Fact]
    public async Task A_token_may_last_a_day_and_no_longer_unless_the_operator_says_so()
    {
        var now = RunningService.Now.ToUnixTimeSeconds();
        const long day = 24 * 60 * 60;
        foreach (var (times, status) in new[]
        {
            ($"\"exp\":{now + day}", 200),
            ($"\"exp\":{now + day + 60}", 401),
            ($"\"exp\":{now + (3650 * day)}", 401),
            ($"\"iat\":{now - day + 60},\"exp\":{now + 60}", 200),
            ($"\"iat\":{now - day},\"exp\":{now + 60}", 401),
            ($"\"iat\":{now + day},\"exp\":{now + day + 60}", 401),
        })
        {
            using var client = With(_issuer.Rs256(Payload(times: times)));
            (await client.Get("/v1/patients")).Is(status);
        }

        await using var generous = await service.AnotherInstance([.. _issuer.Settings, "--Access:Jwt:LongestHours=48"]);
        using var longer = new ApiClient(new Uri(generous.Urls.First()), _issuer.Rs256(Payload(times: $"\"exp\":{now + (2 * day)}")));
        (await longer.Get("/v1/patients")).Is(200);
    }

    [Theory]
    [InlineData("at+jwt")]
    [InlineData("application/at+jwt")]
    [InlineData("Application/AT+JWT")]
    [InlineData("JWT")]
    public async Task The_type_of_a_token_may_be_written_in_full(string type)
    {
        using var client = With(_issuer.Rs256(Payload(), $$"""{"alg":"RS256","typ":"{{type}}","kid":"rsa"}"""));
        (await client.Get("/v1/patients")).Is(200);
    }

    [Theory]
    [InlineData("\"exp\":1e300")]
    [InlineData("\"exp\":-1e18")]
    [InlineData("\"exp\":\"tomorrow\"")]
    [InlineData("\"exp\":null")]
    [InlineData("\"exp\":1781525100,\"iat\":\"yesterday\"")]
    [InlineData("\"exp\":1781525100,\"iat\":1e300")]
    [InlineData("\"exp\":1781525100,\"nbf\":[1]")]
    public async Task A_token_with_an_odd_time_proves_nothing(string times)
    {
        using var client = With(_issuer.Rs256(Payload(times: times)));
        var answer = await client.Get("/v1/patients");
        Assert.True(answer.Status is 200 or 401, answer.Text);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("HS256 with the public key as secret")]
    [InlineData("RS512, which is not allowed")]
    [InlineData("another's key")]
    [InlineData("another issuer")]
    [InlineData("another audience")]
    [InlineData("no audience")]
    [InlineData("an id token's type")]
    [InlineData("no end")]
    [InlineData("no clinic")]
    [InlineData("no subject")]
    [InlineData("a changed payload")]
    [InlineData("a critical extension")]
    [InlineData("a subject that no text holds")]
    [InlineData("a scope that no text holds")]
    [InlineData("no token at all")]
    public async Task A_token_that_proves_nothing_is_refused_and_always_alike(string what)
    {
        var good = Payload();
        var token = what switch
        {
            "none" => Issuer.None(good),
            "HS256 with the public key as secret" => _issuer.Swapped(good),
            "RS512, which is not allowed" => _issuer.Rs512(good),
            "another's key" => Issuer.Forged(good),
            "another issuer" => _issuer.Rs256(good.Replace(Issuer.Name, "https://other.example", StringComparison.Ordinal)),
            "another audience" => _issuer.Rs256(good.Replace(Issuer.Audience, "billing", StringComparison.Ordinal)),
            "no audience" => _issuer.Rs256(good.Replace("\"aud\"", "\"also\"", StringComparison.Ordinal)),
            "an id token's type" => _issuer.Rs256(good, """{"alg":"RS256","typ":"id+jwt","kid":"rsa"}"""),
            "no end" => _issuer.Rs256(Payload(times: "\"iat\":1")),
            "no clinic" => _issuer.Rs256(good.Replace("clinic_id", "clinic", StringComparison.Ordinal)),
            "no subject" => _issuer.Rs256(good.Replace("\"sub\"", "\"subject\"", StringComparison.Ordinal)),
            "a critical extension" => _issuer.Rs256(good, """{"alg":"RS256","typ":"at+jwt","kid":"rsa","crit":["b64x"],"b64x":true}"""),
            "a subject that no text holds" => _issuer.Rs256(Payload("jane\\u0000")),
            "a scope that no text holds" => _issuer.Rs256(Payload(members: """ "scope":["\ud800"] """)),
            "a changed payload" => Mixed(_issuer.Rs256(Payload("jane")), _issuer.Rs256(Payload("john"))),
            _ => "eyJ.eyJ.x",
        };
        using var client = With(token);
        var answer = (await client.Get("/v1/patients")).Is(401);
        Assert.Equal("The token is not one of the configured issuer, is not in force, or lasts longer than this service accepts.", (string)answer["detail"]!);
        Assert.Equal("Bearer error=\"invalid_token\"", answer.Headers.WwwAuthenticate.Single().ToString());
        Assert.Equal("/problems/unauthenticated", (string)answer["type"]!);
    }

    [Fact]
    public async Task Keys_work_beside_tokens_and_tokens_only_where_an_issuer_is_configured()
    {
        using var key = With(service.Client.Key!);
        (await key.Get("/v1/patients")).Is(200);
        using var token = new ApiClient(service.Url, _issuer.Rs256(Payload()));
        (await token.Get("/v1/patients")).Is(401);
    }

    private ApiClient With(string credential) => new(new Uri(_app.Urls.First()), credential);

    private string Payload(string subject = "jane", string members = """ "roles":["dashboard"]""", string? clinic = null, string? times = null) =>
        $$"""{"iss":"{{Issuer.Name}}","aud":"{{Issuer.Audience}}","sub":"{{subject}}","clinic_id":"{{clinic ?? service.ClinicId.ToString()}}",{{times ?? $"\"exp\":{RunningService.Now.ToUnixTimeSeconds() + 300}"}},{{members}}}""";

    /// <summary>One token's payload under another's signature.</summary>
    private static string Mixed(string payload, string signature) =>
        string.Join('.', payload.Split('.')[..2].Append(signature.Split('.')[2]));
}
