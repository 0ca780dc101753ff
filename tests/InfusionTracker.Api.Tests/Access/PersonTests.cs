using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Access;

/// <summary>Whoever did, saw or rated something is named by what can be read.</summary>
public sealed class PersonTests(RunningService service) : IClassFixture<RunningService>
{
    private const string At = "2026-06-15T11:00:00Z";
    private const string Wasted = $$"""{"drawnMg":50,"wastedMg":10,"occurredAt":"{{At}}","performer":"PERFORMER","witness":"WITNESS"}""";
    private static readonly string[] Blanks = [" ", "  ", "\\t", "\\n", "\u00a0", "\u3000", "\u200b", " \u2060\ufeff "];

    [Theory]
    [InlineData("infusion-events", $$"""{"type":"start","occurredAt":"{{At}}","performer":"PERFORMER","rate":{"value":52.5,"unit":"mg/h"} }""")]
    [InlineData("observations", $$"""{"code":"8867-4","value":72,"unit":"/min","observedAt":"{{At}}","performer":"PERFORMER"}""")]
    [InlineData("adverse-events", $$"""{"code":{"system":"http://snomed.info/sct","code":"404640003"},"severity":"mild","startedAt":"{{At}}","performer":"PERFORMER"}""")]
    [InlineData("wastage", Wasted)]
    public async Task Nobody_records_or_corrects_as_a_blank(string kind, string body)
    {
        var path = $"/v1/sessions/{await Given.Session(service.Client)}/{kind}";
        var good = body.Replace("WITNESS", "rn-23", StringComparison.Ordinal);
        foreach (var blank in Blanks)
        {
            await IsRefused(service.Client.Post(path, good.Replace("PERFORMER", blank, StringComparison.Ordinal)), "/performer");
        }

        var recorded = (await service.Client.Post(path, good.Replace("PERFORMER", " rn 17", StringComparison.Ordinal))).Is(201);
        await IsRefused(service.Client.Correct($"/v1/{kind}/{recorded.Id}", """{"reason":"x","performer":" "}""", recorded.ETag), "/performer");
    }

    [Fact]
    public async Task Nothing_is_witnessed_by_a_blank()
    {
        var path = $"/v1/sessions/{await Given.Session(service.Client)}/wastage";
        var body = Wasted.Replace("PERFORMER", "rn-17", StringComparison.Ordinal);
        foreach (var blank in Blanks)
        {
            await IsRefused(service.Client.Post(path, body.Replace("WITNESS", blank, StringComparison.Ordinal)), "/witness");
        }

        var recorded = (await service.Client.Post(path, body.Replace("WITNESS", "rn-23", StringComparison.Ordinal))).Is(201);
        await IsRefused(service.Client.Correct($"/v1/wastage/{recorded.Id}", """{"reason":"x","witness":"\t"}""", recorded.ETag), "/witness");
    }

    [Fact]
    public async Task Nobody_observes_a_thousand_times_as_a_blank()
    {
        var one = $$"""{"code":"8867-4","value":72,"unit":"/min","observedAt":"{{At}}","performer":"rn-17"}""";
        await IsRefused(
            service.Client.Post($"/v1/sessions/{await Given.Session(service.Client)}/observations", $"[{one},{one.Replace("rn-17", "  ", StringComparison.Ordinal)}]"),
            "/1/performer");
    }

    [Fact]
    public async Task Nobody_rates_or_sees_to_a_flag_as_a_blank()
    {
        var patient = await Given.Patient(service.Client);
        string Body(string performer) => $$"""
            {"patientId":"{{patient}}","instrument":"PHQ9","assessedAt":"{{At}}","performer":"{{performer}}","answers":[0,0,0,0,0,0,0,0,1]}
            """;
        await IsRefused(service.Client.Post("/v1/scores", Body(" ")), "/performer");
        var score = (await service.Client.Post("/v1/scores", Body("md-3"))).Is(201);
        await IsRefused(service.Client.Correct($"/v1/scores/{score.Id}", """{"reason":"x","performer":" "}""", score.ETag), "/performer");
        await IsRefused(service.Client.Post($"/v1/scores/{score.Id}/acknowledgement", $$"""{"performer":" ","acknowledgedAt":"{{At}}"}"""), "/performer");
    }

    private static async Task IsRefused(Task<Answer> answer, string pointer) =>
        Assert.Equal(pointer, (string)(await answer).Is(422)["errors"][0]!["pointer"]!);
}
