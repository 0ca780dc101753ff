using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Conventions;

/// <summary>An operation of the OpenAPI document.</summary>
public sealed record Operation(string Path, HttpMethod Method, JsonNode Node)
{
    public string Name => (string)Node["operationId"]!;

    public JsonNode? Example => Node["requestBody"]?["content"]!["application/json"]!["example"];

    public bool NeedsIfMatch => Node["responses"]!["428"] is not null && Method != HttpMethod.Put;

    public IEnumerable<JsonNode> Parameters(string place) => (Node["parameters"]?.AsArray() ?? []).Where(p => (string)p!["in"]! == place)!;

    public static List<Operation> Of(JsonNode document) =>
    [
        .. document["paths"]!.AsObject().SelectMany(
            p => p.Value!.AsObject().Select(o => new Operation(p.Key, new HttpMethod(o.Key.ToUpperInvariant()), o.Value!))),
    ];
}

/// <summary>
/// The operations of the document in an order in which every one succeeds, sent with the document's own examples. Each story
/// has ids of its own.
/// </summary>
public sealed partial class ExampleStory(JsonNode document, ApiClient client, Random random)
{
    private static readonly string[] Order = ["Define", "Create", "Record", "Get", "List", "Stream", "", "Acknowledge", "Change", "Correct", "Retract", "Revoke", "Merge"];

    private static readonly string[] Last = ["RecordInfusionEvent", "RetractInfusionEvent", "RetractSession", "MergePatient", "RetractPatient"];

    private readonly Dictionary<string, string> _ids = [];

    /// <summary>The operations in their order.</summary>
    public IEnumerable<Operation> Operations { get; } =
    [
        .. Operation.Of(document)
            .OrderBy(o => Array.IndexOf(Last, o.Name) > 0 ? Array.IndexOf(Last, o.Name) : 0)
            .ThenBy(o => Array.FindIndex(Order, verb => verb.Length > 0 && o.Name.StartsWith(verb, StringComparison.Ordinal)) is >= 0 and var place
                ? place
                : Array.IndexOf(Order, ""))
            .ThenBy(o => Array.IndexOf(Last, o.Name))
            .ThenBy(o => o.Path.Contains("sessions", StringComparison.Ordinal)),
    ];

    /// <summary>The address of an operation with this story's ids, and with what it requires of its query.</summary>
    public string Address(Operation operation)
    {
        var examples = operation.Parameters("path").ToDictionary(p => (string)p["name"]!, p => (string?)p["example"]);
        var path = Slot().Replace(operation.Path, slot => slot.Groups[1].Value switch
        {
            "format" => "ndjson",
            "code" => "HAMA",
            "keyId" => _ids["keyId"],
            "clientId" => _ids["clientId"],
            "patientId" when operation.Name == "MergePatient" => _ids["otherPatientId"],
            var name => Fresh(examples[name]!),
        });
        var query = operation.Parameters("query").Where(p => (bool?)p["required"] == true)
            .Select(p => (string)p["name"]! switch { "event" => "event=response", "instrument" => "instrument=HAMA", "identifier" => "identifier=urn%3Aexample%3Amrn%7CP-002", var name => $"{name}=HAMA" });
        return string.Join('?', ((string[])[path, string.Join('&', query)]).Where(part => part.Length > 0));
    }

    /// <summary>The example body of an operation under this story's ids; null where it has none.</summary>
    public JsonNode? Body(Operation operation) => operation.Example is { } example ? JsonNode.Parse(Fresh(example.ToJsonString())) : null;

    /// <summary>Sends an operation as it stands in the document.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="change">What is done to its body before.</param>
    public async Task<Answer> Send(Operation operation, Func<JsonNode?, JsonNode?>? change = null)
    {
        if (operation.Name == "MergePatient")
        {
            _ids["otherPatientId"] = (await client.Post("/v1/patients", "{}")).Is(201).Id;
        }

        var address = Address(operation);
        (string, string)[] headers = operation.NeedsIfMatch ? [("If-Match", await CurrentETag(address))] : [];
        var body = change is null ? Body(operation) : change(Body(operation));
        var answer = await client.Send(operation.Method, address, body?.ToJsonString(), headers);
        if (operation.Name == "CreateApiKey")
        {
            _ids["keyId"] = (string)answer["id"]!;
            _ids["clientId"] = (string)answer["clientId"]!;
        }

        return answer;
    }

    private async Task<string> CurrentETag(string address) =>
        (await client.Get(address.Replace("/corrections", "", StringComparison.Ordinal))).Is(200).ETag;

    /// <summary>The same text with this story's ids in place of the document's.</summary>
    private string Fresh(string text) => ExampleId().Replace(text, id =>
        _ids.TryGetValue(id.Value, out var fresh) ? fresh : _ids[id.Value] = NewId());

    private string NewId()
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Slot();

    [GeneratedRegex("0196f7a0-0000-7000-8000-[0-9]{12}")]
    private static partial Regex ExampleId();
}
