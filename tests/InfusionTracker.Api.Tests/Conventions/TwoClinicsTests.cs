using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Conventions;

/// <summary>Every operation with an id in its path, of the OpenAPI document, with the ids of the other clinic.</summary>
public sealed partial class TwoClinicsTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task Every_id_of_another_clinic_is_as_one_that_never_was()
    {
        var ids = await OneOfEach(service.Client);
        var document = (await service.Anonymous().Get("/openapi/v1.json")).Is(200).Json!;
        var tried = 0;
        foreach (var (path, operations) in document["paths"]!.AsObject().Where(p => p.Key.Contains("Id}", StringComparison.Ordinal)))
        {
            foreach (var (method, operation) in operations!.AsObject())
            {
                var address = Slot().Replace(path, match => ids[match.Groups[1].Value]) + RequiredQuery(operation!);
                var body = method is "get" or "delete" ? null : Body(path, ids);
                var foreign = await service.OtherClient.Send(new HttpMethod(method.ToUpperInvariant()), address, body, ("If-Match", "\"1\""));
                Assert.True(foreign.Status == 404, $"{method} {path} gave {foreign.Status} to another clinic: {foreign.Text}");
                var never = await service.OtherClient.Send(new HttpMethod(method.ToUpperInvariant()), Slot().Replace(path, Guid.Empty.ToString()) + RequiredQuery(operation!), body, ("If-Match", "\"1\""));
                Assert.Equal((string)never["detail"]!, (string)foreign["detail"]!);
                tried++;
            }
        }

        Assert.True(tried > 25, $"Only {tried} operations were tried.");
    }

    [Theory]
    [InlineData("/v1/sessions", """{"patientId":"{patientId}","indication":"other","medication":"ketamine","route":"intravenous"}""")]
    [InlineData("/v1/scores", """{"patientId":"{patientId}","instrument":"HAMA","assessedAt":"2026-03-02T09:00:00Z","total":20}""")]
    [InlineData("/v1/api-keys", """{"label":"x","rotates":"{keyId}"}""")]
    public async Task An_id_of_another_clinic_in_a_body_is_as_one_that_never_was(string path, string body)
    {
        var ids = await OneOfEach(service.Client);
        (await service.OtherClient.Post(path, Slot().Replace(body, match => ids[match.Groups[1].Value]))).Is(404);
    }

    [Theory]
    [InlineData("/v1/patients")]
    [InlineData("/v1/sessions")]
    [InlineData("/v1/scores")]
    [InlineData("/v1/exports/sessions.ndjson")]
    [InlineData("/v1/exports/infusion-events.ndjson")]
    [InlineData("/v1/exports/observations.ndjson")]
    [InlineData("/v1/exports/scores.ndjson")]
    [InlineData("/v1/exports/adverse-events.ndjson")]
    [InlineData("/v1/exports/wastage.ndjson")]
    public async Task Lists_and_exports_show_nothing_of_another_clinic(string path)
    {
        var ids = await OneOfEach(service.Client);
        var mine = (await service.Client.Get(path)).Is(200).Text;
        Assert.Contains(ids.Values, id => mine.Contains(id, StringComparison.Ordinal));
        var theirs = (await service.OtherClient.Get(path)).Is(200).Text;
        Assert.DoesNotContain(ids.Values, id => theirs.Contains(id, StringComparison.Ordinal));
    }

    private static async Task<Dictionary<string, string>> OneOfEach(ApiClient client)
    {
        var patient = await Given.Patient(client);
        var session = await Given.Session(client, patient);
        var started = await Given.Event(client, session, "start", "2026-03-02T09:00:00Z", "\"rate\":{\"value\":52.5,\"unit\":\"mg/h\"}");
        var observation = await client.Post($"/v1/sessions/{session}/observations", """{"code":"8867-4","value":72,"unit":"/min","observedAt":"2026-03-02T09:05:00Z","performer":"rn-17"}""");
        var adverse = await client.Post($"/v1/sessions/{session}/adverse-events", """{"code":{"system":"http://snomed.info/sct","code":"422587007"},"severity":"mild","startedAt":"2026-03-02T09:10:00Z","performer":"rn-17"}""");
        var waste = await client.Post($"/v1/sessions/{session}/wastage", """{"drawnMg":50,"wastedMg":15,"occurredAt":"2026-03-02T09:50:00Z","performer":"rn-17","witness":"rn-23"}""");
        var score = await client.Post("/v1/scores", $$"""{"patientId":"{{patient}}","instrument":"HAMA","assessedAt":"2026-03-02T08:30:00Z","total":31}""");
        return new Dictionary<string, string>
        {
            ["patientId"] = patient,
            ["sessionId"] = session,
            ["infusionEventId"] = started.Id,
            ["observationId"] = observation.Is(201).Id,
            ["adverseEventId"] = adverse.Is(201).Id,
            ["wastageId"] = waste.Is(201).Id,
            ["scoreId"] = score.Is(201).Id,
            ["keyId"] = (string)started["recordedBy"]!,
        };
    }

    private static string Body(string path, Dictionary<string, string> ids) => path switch
    {
        _ when path.EndsWith("/merge", StringComparison.Ordinal) => $$"""{"into":"{{ids["patientId"]}}","reason":"x"}""".Replace(ids["patientId"], Guid.AllBitsSet.ToString(), StringComparison.Ordinal),
        _ when path.EndsWith("/retraction", StringComparison.Ordinal) || path.EndsWith("/corrections", StringComparison.Ordinal) => """{"reason":"x"}""",
        _ when path.EndsWith("/infusion-events", StringComparison.Ordinal) => """{"type":"stop","occurredAt":"2026-03-02T09:40:00Z","performer":"rn-17"}""",
        _ when path.EndsWith("/observations", StringComparison.Ordinal) => """{"code":"8867-4","value":72,"unit":"/min","observedAt":"2026-03-02T09:05:00Z","performer":"rn-17"}""",
        _ when path.EndsWith("/adverse-events", StringComparison.Ordinal) => """{"code":{"system":"http://snomed.info/sct","code":"422587007"},"severity":"mild","startedAt":"2026-03-02T09:10:00Z","performer":"rn-17"}""",
        _ when path.EndsWith("/acknowledgement", StringComparison.Ordinal) => """{"performer":"md-3","acknowledgedAt":"2026-03-02T09:10:00Z"}""",
        _ when path.EndsWith("/wastage", StringComparison.Ordinal) => """{"drawnMg":50,"wastedMg":15,"occurredAt":"2026-03-02T09:50:00Z","performer":"rn-17","witness":"rn-23"}""",
        _ => "{}",
    };

    private static string RequiredQuery(JsonNode operation)
    {
        var required = (operation["parameters"]?.AsArray() ?? []).Where(p => (string?)p!["in"] == "query" && (bool?)p["required"] == true).Select(p => (string)p!["name"]!);
        var query = string.Join('&', required.Select(name => $"{name}=HAMA"));
        return query.Length == 0 ? "" : "?" + query;
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Slot();
}
