using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InfusionTracker.Api.Hosting;
using InfusionTracker.Api.Platform;
using InfusionTracker.Api.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace InfusionTracker.Api.Tests.Conventions;

/// <summary>The OpenAPI document: committed, complete.</summary>
public sealed partial class OpenApiTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task The_committed_document_is_the_one_that_is_served()
    {
        var made = await OpenApi.Document(service.Services);
        var committed = await File.ReadAllTextAsync(SourceTree.In(SpecsCommand.OpenApiFile), TestContext.Current.CancellationToken);
        Assert.True(made == committed, $"{SpecsCommand.OpenApiFile} has drifted. Run: dotnet run --project src/InfusionTracker.Api -- specs");
        Assert.Equal(committed, (await service.Anonymous().Get("/openapi/v1.json")).Text);
    }

    [Fact]
    public async Task No_request_for_the_document_waits_until_it_is_generated()
    {
        await using var app = await service.AnotherInstance();
        app.Services.GetRequiredService<IOptions<SwaggerGeneratorOptions>>().Value.SwaggerDocs.Clear();
        await Assert.ThrowsAnyAsync<Exception>(() => OpenApi.Document(app.Services));
        using var client = new ApiClient(new Uri(app.Urls.First()), null);
        (await client.Get("/openapi/v1.json")).Is(200);
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
    public async Task Every_operation_works_as_its_example_has_it()
    {
        var story = new ExampleStory((await service.Anonymous().Get("/openapi/v1.json")).Is(200).Json!, service.Client, new Random(1));
        foreach (var operation in story.Operations)
        {
            Assert.True(operation.Node["requestBody"] is null || operation.Example is not null, $"{operation.Name} has no example.");
            var answer = await story.Send(operation);
            Assert.True(answer.Status is >= 200 and < 300, $"{operation.Name} gave {answer.Status}: {answer.Text}");
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

    [Fact]
    public async Task Every_parameter_and_every_header_is_described()
    {
        var parameters = (await Operations()).SelectMany(o => (o.Operation["parameters"]?.AsArray() ?? []).Select(p => (Name: $"{o.Operation["operationId"]} {p!["name"]}", Node: p)));
        var document = (await service.Anonymous().Get("/openapi/v1.json")).Is(200).Json!;
        var headers = document["components"]!["headers"]!.AsObject().Select(h => (Name: h.Key, Node: h.Value!));
        Assert.Empty(parameters.Concat(headers).Where(told => string.IsNullOrEmpty((string?)told.Node["description"])).Select(told => told.Name));
    }

    [Fact]
    public async Task An_export_is_told_in_both_of_its_forms()
    {
        var exports = (await Operations()).Where(o => o.Path.StartsWith("/v1/exports/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(exports);
        Assert.All(exports, export =>
        {
            Assert.Equal(["application/x-ndjson", "text/csv"], export.Operation["responses"]!["200"]!["content"]!.AsObject().Select(c => c.Key));
            var format = export.Operation["parameters"]!.AsArray().Single(p => (string)p!["name"]! == "format")!;
            Assert.Equal(["ndjson", "csv"], format["schema"]!["enum"]!.AsArray().Select(form => (string)form!));
        });
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Slot();

    private async Task<List<(string Path, string Method, JsonNode Operation)>> Operations()
    {
        var document = (await service.Anonymous().Get("/openapi/v1.json")).Is(200).Json!;
        return [.. document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(o => (p.Key, o.Key, o.Value!)))];
    }
}
