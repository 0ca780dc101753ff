using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Platform;
using Json.Schema;

namespace InfusionTracker.Api.Tests.Conventions;

/// <summary>The schemas of the OpenAPI document, as another program reads them.</summary>
public sealed class DocumentedSchemas(JsonNode document)
{
    private static readonly EvaluationOptions Strictly = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    private readonly Dictionary<string, JsonSchema> _read = [];

    /// <summary>The parts that schemas of the document refer to.</summary>
    private readonly string _parts = document["components"]!["schemas"]!.ToJsonString();

    /// <summary>Holds that an answer is one of those that the document tells of, in its status, its headers and its body.</summary>
    public void Hold(Operation operation, Answer answer)
    {
        var outcome = operation.Node["responses"]![answer.Status.ToString(CultureInfo.InvariantCulture)];
        Assert.True(outcome is not null, $"{operation.Name} gave {answer.Status}, which is not documented: {answer.Text}");
        var content = outcome["content"]?.AsObject().ToDictionary(c => c.Key, c => c.Value!["schema"]!) ?? [];
        if (answer.Json is null)
        {
            Assert.True(content.Count == 0 ? answer.Text.Length == 0 : content.Values.All(schema => (string?)schema["type"] == "string"), $"{operation.Name} gave {answer.Status} without JSON.");
            return;
        }

        var faults = Faults(Assert.Single(content).Value, answer.Text);
        Assert.True(faults.Length == 0, $"{operation.Name} gave {answer.Status} that is not as documented: {faults}\n{answer.Text}");
    }

    /// <summary>What is wrong with a text of JSON by a schema of the document; empty where nothing is.</summary>
    public string Faults(JsonNode schema, string json)
    {
        var text = schema.ToJsonString();
        if (!_read.TryGetValue(text, out var read))
        {
            read = _read[text] = JsonSchema.FromText($$"""{"allOf":[{{text}}],"$defs":{{_parts}}}""".Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal));
        }

        using var parsed = JsonDocument.Parse(json);
        var found = read.Evaluate(parsed.RootElement, Strictly);
        return found.IsValid ? "" : string.Join("; ", (found.Details ?? []).SelectMany(at => (at.Errors ?? new Dictionary<string, string>()).Select(e => $"{at.InstanceLocation}: {e.Value}")).Prepend("by the schema"));
    }
}
