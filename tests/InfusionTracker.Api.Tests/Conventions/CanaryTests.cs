using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Conventions;

/// <summary>
/// No value of a patient's record comes out where operators look. Each text and figure of every example is made one that
/// stands nowhere else, and then looked for.
/// </summary>
public sealed partial class CanaryTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Canary = "canary-7c1e";

    [Fact]
    public async Task No_text_of_a_record_is_in_a_log_a_metric_a_trace_or_a_refusal()
    {
        using var telemetry = new Telemetry(service);
        var document = (await service.Anonymous().Get("/openapi/v1.json")).Is(200).Json!;
        var story = new ExampleStory(document, service.Client, new Random(7));
        var recorded = 0;
        foreach (var operation in story.Operations)
        {
            var answer = await story.Send(operation, body => Marked(body));
            Assert.True(answer.Status < 300, $"{operation.Name} gave {answer.Status}: {answer.Text}");
            recorded += answer.Text.Contains(Canary, StringComparison.Ordinal) ? 1 : 0;

            // Sent again it is refused, or done already; bent it is refused.
            string?[] again = operation.Example is null ? [null] : [Marked(story.Body(operation)!)!.ToJsonString(), "{\"performer\":\"" + Canary + "\"}", "{\"note\":\"" + Canary];
            foreach (var body in again)
            {
                var refused = await service.Client.Send(operation.Method, story.Address(operation), body, ("If-Match", "\"1\""));
                Assert.True(refused.Status < 400 || !refused.Text.Contains(Canary, StringComparison.Ordinal), refused.Text);
            }
        }

        Assert.True(recorded > 20, $"Only {recorded} answers held the canary: nothing was looked for.");
        Assert.NotEmpty(telemetry.Lines);
        Assert.DoesNotContain(telemetry.Lines, line => line.Contains(Canary, StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_text_of_a_record_is_in_the_log_where_the_database_refuses()
    {
        using var telemetry = new Telemetry(service);
        var patient = await Given.Patient(service.Client);
        await service.Superuser("alter table patient add constraint nothing_is_taken check (identifiers = '[]') not valid");
        var refused = await service.Client.Post("/v1/patients", $$"""{"identifiers":[{"system":"urn:x","value":"{{Canary}}"}]}""");
        Assert.InRange(refused.Status, 400, 499);
        Assert.DoesNotContain(Canary, refused.Text, StringComparison.Ordinal);
        await service.Superuser("alter table patient drop constraint nothing_is_taken");
        await service.Superuser("alter table patient rename column sex to gender");
        (await service.Client.Post("/v1/patients", $$"""{"identifiers":[{"system":"urn:x","value":"{{Canary}}"}],"sex":"female"}""")).Is(503);
        await service.Superuser("alter table patient rename column gender to sex");
        (await service.Client.Get($"/v1/patients/{patient}")).Is(200);
        Assert.Contains(telemetry.Lines, line => line.Contains("met a fault of the database (42703", StringComparison.Ordinal));
        Assert.DoesNotContain(telemetry.Lines, line => line.Contains(Canary, StringComparison.Ordinal));
    }

    /// <summary>The body with its free texts marked; codes, times and ids stay what they are.</summary>
    private static JsonNode? Marked(JsonNode? body) =>
        body is null ? null : JsonNode.Parse(FreeText().Replace(body.ToJsonString(), $"\"$1\":\"$2 {Canary}\""));

    [GeneratedRegex("\"(performer|witness|note|reason|lot|label|name)\":\"([^\"]*)\"")]
    private static partial Regex FreeText();
}
