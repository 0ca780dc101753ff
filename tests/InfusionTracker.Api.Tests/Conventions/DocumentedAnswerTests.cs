using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InfusionTracker.Api.Demonstration;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Conventions;

/// <summary>Answers of the running service, held to what the OpenAPI document says of them.</summary>
public sealed partial class DocumentedAnswerTests(RunningService service) : IClassFixture<RunningService>
{
    private const int OfEachKind = 12;

    /// <summary>Headers that are HTTP's own, or tell a browser how to treat any answer.</summary>
    private static readonly string[] OfEveryAnswer =
    [
        "Date", "Transfer-Encoding", "Cache-Control", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Resource-Policy", "Content-Security-Policy",
    ];

    /// <summary>Headers that are left out of a first and only page, and of what is done for the first time; and one that tells of the body.</summary>
    private static readonly string[] OfSome = ["Link", "Idempotency-Replayed", "Content-Disposition"];

    [Fact]
    public async Task Every_operation_answers_as_the_document_says()
    {
        var document = await Document();
        var schemas = new DocumentedSchemas(document);

        // Of the clinic that no other test of this class fills.
        var story = new ExampleStory(document, service.OtherClient, new Random(21));
        foreach (var operation in story.Operations)
        {
            var answer = await story.Send(operation);
            Assert.True(answer.Status < 300, $"{operation.Name} gave {answer.Status}: {answer.Text}");
            schemas.Hold(operation, answer);
            var told = operation.Node["responses"]![answer.Status.ToString(CultureInfo.InvariantCulture)]!["headers"]!.AsObject().Select(h => h.Key).ToList();
            var carried = answer.Headers.Select(h => h.Key).Except(OfEveryAnswer, StringComparer.OrdinalIgnoreCase).ToList();
            Assert.True(carried.Order().SequenceEqual(told.Except(OfSome).Union(carried.Intersect(OfSome)).Order(), StringComparer.OrdinalIgnoreCase),
                $"{operation.Name} carries {string.Join(", ", carried)}, and the document tells of {string.Join(", ", told)}.");
        }
    }

    [Fact]
    public async Task Whatever_is_read_of_a_clinic_with_records_is_as_the_document_says()
    {
        await Fill();
        var document = await Document();
        var schemas = new DocumentedSchemas(document);
        var ids = await Ids();
        foreach (var operation in Operation.Of(document).Where(o => o.Method == HttpMethod.Get))
        {
            var answered = 0;
            foreach (var address in Addresses(operation, ids))
            {
                var answer = await service.Client.Get(address);
                schemas.Hold(operation, answer);
                answered += answer.Status == 200 ? 1 : 0;
            }

            Assert.True(answered > 0, $"{operation.Name} was never answered with 200.");
        }
    }

    [Fact]
    public async Task Refusals_are_as_the_document_says()
    {
        var document = await Document();
        var schemas = new DocumentedSchemas(document);
        using var nobody = service.Anonymous();
        foreach (var operation in Operation.Of(document).Where(o => o.Path.StartsWith("/v1/", StringComparison.Ordinal)))
        {
            var address = Slot().Replace(operation.Path, slot => slot.Groups[1].Value.EndsWith("Id", StringComparison.Ordinal) ? Guid.Empty.ToString() : "x");
            schemas.Hold(operation, (await nobody.Send(operation.Method, address, null)).Is(401));
            schemas.Hold(operation, (await service.Client.Send(operation.Method, address + "?surprise=1", operation.Example?.ToJsonString())).Is(400));
        }
    }

    [Fact]
    public async Task What_the_document_does_not_let_be_null_is_refused()
    {
        var document = await Document();
        var schemas = new DocumentedSchemas(document);
        var (tried, ofChanges) = (0, 0);
        foreach (var operation in Operation.Of(document).Where(o => o.Example is JsonObject))
        {
            var schema = operation.Node["requestBody"]!["content"]!["application/json"]!["schema"]!;
            var isChange = operation.Method == HttpMethod.Patch || operation.Method == HttpMethod.Put || operation.Path.EndsWith("/corrections", StringComparison.Ordinal);
            foreach (var member in Members(document, schema))
            {
                var body = operation.Example!.DeepClone();
                body[member] = null;
                var mayBeNull = schemas.Faults(schema, body.ToJsonString()).Length == 0;
                if (!mayBeNull)
                {
                    var address = Slot().Replace(operation.Path, slot => slot.Groups[1].Value.EndsWith("Id", StringComparison.Ordinal) ? Guid.Empty.ToString() : "x");
                    var answer = await service.Client.Send(operation.Method, address, body.ToJsonString());
                    Assert.True(answer.Status == 400, $"{operation.Name} with a null {member} gave {answer.Status}: {answer.Text}");
                    (tried, ofChanges) = (tried + 1, ofChanges + (isChange ? 1 : 0));
                }
            }
        }

        Assert.True(tried > ofChanges && ofChanges > 25, $"Only {tried} members were tried, {ofChanges} of changes.");
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Slot();

    private async Task<JsonNode> Document() => (await service.Anonymous().Get("/openapi/v1.json")).Is(200).Json!;

    /// <summary>Names of the members of an object by its schema, or of the first of those that it may be.</summary>
    private static IEnumerable<string> Members(JsonNode document, JsonNode schema)
    {
        while (schema["$ref"] is { } reference)
        {
            schema = document["components"]!["schemas"]![((string)reference!).Split('/')[^1]]!;
        }

        return schema["oneOf"] is { } either ? Members(document, either[0]!) : schema["properties"]!.AsObject().Select(member => member.Key);
    }

    /// <summary>A clinic of the demonstration, which tells of its smallest groups too.</summary>
    private async Task Fill()
    {
        var design = CohortDesign.Load();
        var small = design with { Clinics = [design.Clinics[0] with { Patients = 8 }] };
        var loader = new CohortLoader(service.Client.Http, [service.Client.Key!]);
        Assert.Empty(await loader.Define(small.Protocols, TestContext.Current.CancellationToken));
        Assert.Empty(await loader.Load(new Cohort(small, small.Seed, RunningService.Now).Stories(), (_, _) => { }, TestContext.Current.CancellationToken));
        (await service.Client.Patch("/v1/clinic", """{"minimumCell":1}""", (await service.Client.Get("/v1/clinic")).ETag)).Is(200);
    }

    /// <summary>What there is to be asked for, by the name that an address has for it.</summary>
    private async Task<Dictionary<string, string[]>> Ids()
    {
        var sessions = await All("/v1/sessions?limit=500");
        var scores = await All("/v1/scores?limit=500");
        var whole = (await service.Client.Get($"/v1/sessions/{sessions.First(s => (string?)s["status"] == "completed")["id"]}?include=infusion-events,observations,adverse-events,wastage")).Is(200);
        return new Dictionary<string, string[]>
        {
            ["patientId"] = [.. (await All("/v1/patients?limit=500")).Select(Id)],
            ["sessionId"] = [.. sessions.Select(Id)],
            ["scoreId"] = [.. scores.Select(Id)],
            ["infusionEventId"] = [.. whole["infusionEvents"].AsArray().Select(Id)],
            ["observationId"] = [.. whole["observations"].AsArray().Select(Id)],
            ["adverseEventId"] = [(await service.Client.Post($"/v1/sessions/{whole.Id}/adverse-events",
                """{"code":{"system":"http://snomed.info/sct","code":"422587007"},"severity":"mild","startedAt":"2026-06-01T09:10:00Z","performer":"rn-17"}""")).Is(201).Id],
            ["wastageId"] = [(await service.Client.Post($"/v1/sessions/{whole.Id}/wastage",
                """{"drawnMg":50,"wastedMg":15,"occurredAt":"2026-06-01T09:50:00Z","performer":"rn-17","witness":"rn-23"}""")).Is(201).Id],
            ["protocol"] = [.. (await All("/v1/protocols")).Select(p => (string)p["code"]!)],
            ["code"] = [.. (await All("/v1/instruments")).Select(i => (string)i["code"]!)],
            ["format"] = ["ndjson", "csv"],
            ["instrument"] = [.. scores.Select(s => (string)s["instrument"]!).Distinct()],
            ["event"] = ["response&groupBy=protocol", "remission&groupBy=sex", "relapse"],
        };

        async Task<List<JsonNode>> All(string path) => [.. (await service.Client.Get(path)).Is(200).Items.Select(item => item!)];

        static string Id(JsonNode? record) => (string)record!["id"]!;
    }

    /// <summary>Addresses of an operation, with as many ids as there are of each kind (of records, the first dozen), and with all of its parts.</summary>
    private static IEnumerable<string> Addresses(Operation operation, Dictionary<string, string[]> ids)
    {
        IEnumerable<string> addresses = [operation.Path];
        foreach (var slot in Slot().Matches(operation.Path).Select(match => match.Groups[1].Value))
        {
            var some = slot == "code" ? ids[slot] : ids[slot].Take(OfEachKind);
            addresses = addresses.SelectMany(address => some.Select(id => address.Replace($"{{{slot}}}", id, StringComparison.Ordinal)));
        }

        foreach (var name in operation.Parameters("query").Where(p => (bool?)p["required"] == true).Select(p => (string)p["name"]!))
        {
            addresses = addresses.SelectMany(address => ids[name].Select(value => $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{name}={value}"));
        }

        return addresses.SelectMany(address => operation.Name switch
        {
            "GetSession" => (string[])[address, address + "?include=infusion-events,observations,adverse-events,wastage"],
            "GetSessionSeries" => [address, address + "?bucket=PT5M"],
            "GetSessionOnset" => [address, address + "&item=1", address + "&scope=course"],
            "GetPatientTrajectory" => [address, address + "&item=1"],
            "ListScores" or "ListSessions" => [address + "?limit=500&count=exact"],
            _ => [address],
        });
    }
}
