using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InfusionTracker.Api.Hosting;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Conventions;

/// <summary>The OpenAPI document: committed, complete.</summary>
public sealed partial class OpenApiTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task The_committed_document_is_the_one_that_is_served()
    {
        var served = await SpecsCommand.OpenApiDocument(service.Services);
        var committed = await File.ReadAllTextAsync(SourceTree.In(SpecsCommand.OpenApiFile), TestContext.Current.CancellationToken);
        Assert.True(served == committed, $"{SpecsCommand.OpenApiFile} has drifted. Run: dotnet run --project src/InfusionTracker.Api -- specs");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(served), (await service.Anonymous().Get("/openapi/v1.json")).Json));
    }

    [Fact]
    public async Task Every_operation_has_a_name_a_summary_and_its_outcomes()
    {
        foreach (var (path, method, operation) in await Operations())
        {
            Assert.False(string.IsNullOrEmpty((string?)operation["operationId"]), $"{method} {path} has no operationId.");
            Assert.False(string.IsNullOrEmpty((string?)operation["summary"]), $"{method} {path} has no summary.");
            Assert.All(operation["responses"]!.AsObject(), r => Assert.False(string.IsNullOrEmpty((string?)r.Value!["description"])));
            Assert.True(operation["responses"]!.AsObject().Count > 1 || path == "/health/live", $"{method} {path} names no problem.");
        }
    }

    [Fact]
    public async Task Every_operation_on_records_needs_a_key_and_says_which_scope()
    {
        foreach (var (path, method, operation) in (await Operations()).Where(o => o.Path.StartsWith("/v1/", StringComparison.Ordinal)))
        {
            Assert.True(operation["security"] is not null, $"{method} {path} needs no key.");
            Assert.Contains("Needs the scope", (string)operation["description"]!, StringComparison.Ordinal);
            var address = Slot().Replace(path, match => match.Value.EndsWith("Id}", StringComparison.Ordinal) ? Guid.Empty.ToString() : "x");
            (await service.Anonymous().Send(new HttpMethod(method.ToUpperInvariant()), address, null)).Is(401);
        }
    }

    [Fact]
    public async Task Every_example_body_works_as_it_stands()
    {
        string[] order = ["Create", "Record", "Acknowledge", "Change", "Correct", "Retract", "Merge"];
        string[] last = ["RecordInfusionEvent", "RetractInfusionEvent", "RetractSession", "RetractPatient"];
        var operations = (await Operations()).Where(o => o.Operation["requestBody"] is not null && (string)o.Operation["operationId"]! != "MergePatient")
            .OrderBy(o => Array.FindIndex(order, verb => ((string)o.Operation["operationId"]!).StartsWith(verb, StringComparison.Ordinal)))
            .ThenBy(o => Array.IndexOf(last, (string)o.Operation["operationId"]!))
            .ThenBy(o => o.Path.Contains("sessions", StringComparison.Ordinal));
        foreach (var (path, method, operation) in operations)
        {
            var name = (string)operation["operationId"]!;
            var media = operation["requestBody"]!["content"]!["application/json"]!;
            Assert.True(media["example"] is not null, $"{name} has no example.");
            var ids = operation["parameters"]!.AsArray().Where(p => (string)p!["in"]! == "path").ToDictionary(p => (string)p!["name"]!, p => (string?)p!["example"]);
            var address = Slot().Replace(path, match => ids[match.Value[1..^1]]!);
            var etag = name.StartsWith('C') && operation["responses"]!["428"] is not null ? (await service.Client.Get(address.Replace("/corrections", "", StringComparison.Ordinal))).ETag : "\"1\"";
            var answer = await service.Client.Send(new HttpMethod(method.ToUpperInvariant()), address, media["example"]!.ToJsonString(), ("If-Match", etag));
            Assert.True(answer.Status is 200 or 201, $"{name} gave {answer.Status}: {answer.Text}");
        }
    }

    [Fact]
    public async Task Every_member_of_every_schema_is_described()
    {
        var document = (await service.Anonymous().Get("/openapi/v1.json")).Is(200).Json!;
        var bare = document["components"]!["schemas"]!.AsObject()
            .SelectMany(s => (s.Value!["properties"]?.AsObject() ?? []).Where(p => p.Value!["description"] is null && p.Value["$ref"] is null).Select(p => $"{s.Key}.{p.Key}"));
        Assert.Empty(bare);
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Slot();

    private async Task<List<(string Path, string Method, JsonNode Operation)>> Operations()
    {
        var document = (await service.Anonymous().Get("/openapi/v1.json")).Is(200).Json!;
        return [.. document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(o => (p.Key, o.Key, o.Value!)))];
    }
}
