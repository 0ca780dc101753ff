using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Conventions;

/// <summary>Every operation with an id in its path, of the OpenAPI document, with the ids of the other clinic.</summary>
public sealed partial class TwoClinicsTests(RunningService service) : IClassFixture<RunningService>
{
    private const string NeverWas = "0196f7a0-0000-7000-8000-ffffffffffff";

    [Fact]
    public async Task Every_id_of_another_clinic_is_as_one_that_never_was()
    {
        var ids = await OneOfEach(service.Client);
        var tried = 0;
        foreach (var operation in await Operations())
        {
            var foreign = await Ask(slot => ids[slot]);
            Assert.True(foreign.Status == 404, $"{operation.Method} {operation.Path} gave {foreign.Status} to another clinic: {foreign.Text}");
            Assert.Equal((string)(await Ask(_ => NeverWas))["detail"]!, (string)foreign["detail"]!);
            tried++;

            Task<Answer> Ask(Func<string, string> id) =>
                service.OtherClient.Send(operation.Method, operation.Address(id), operation.Body(ids), ("If-Match", "\"1\""));
        }

        Assert.True(tried > 25, $"Only {tried} operations were tried.");
    }

    /// <summary>
    /// Times are measured by the benchmarks and asserted nowhere. What they come from is held here: the same statements, each of
    /// which has one plan for all values, and the same answer, byte by byte.
    /// </summary>
    [Fact]
    public async Task An_id_of_another_clinic_costs_the_statements_that_one_that_never_was_costs()
    {
        await using var source = Service.ServiceDataSource(service.Address.Service);
        await using var plans = source.CreateCommand("select current_setting('plan_cache_mode')");
        Assert.Equal("force_generic_plan", await plans.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        var ids = await OneOfEach(service.Client);
        foreach (var operation in await Operations())
        {
            // What is kept of a clinic is read the first time.
            await Told(operation, _ => NeverWas);
            var (never, foreign) = (await Told(operation, _ => NeverWas), await Told(operation, slot => ids[slot]));
            Assert.True(never.Statements.Length > 0, $"{operation} asked the database nothing.");
            Assert.Equal($"{operation}\n{never.Statements}", $"{operation}\n{foreign.Statements}");
            Assert.Equal($"{operation}\n{never.Answer}", $"{operation}\n{foreign.Answer}");
        }

        async Task<(string Statements, string Answer)> Told(Operation operation, Func<string, string> id)
        {
            using var told = new StatementsOfRequest();
            using var request = operation.Request(id, ids);
            using var answer = await service.OtherClient.Http.SendAsync(request, TestContext.Current.CancellationToken);
            var headers = answer.Headers.Concat(answer.Content.Headers).Where(h => h.Key is not ("Date" or "X-Request-ID" or "RateLimit"));
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return (told.All, $"{answer.StatusCode} {string.Join('\n', headers.Select(h => $"{h.Key}: {string.Join(',', h.Value)}"))}\n{RequestId().Replace(text, "")}");
        }
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
            ["clientId"] = (string)started["recordedBy"]!,
        };
    }

    /// <summary>The operations with an id in their path.</summary>
    private async Task<List<Operation>> Operations()
    {
        var document = (await service.Anonymous().Get("/openapi/v1.json")).Is(200).Json!;
        return
        [
            .. from path in document["paths"]!.AsObject()
               where path.Key.Contains("Id}", StringComparison.Ordinal)
               from operation in path.Value!.AsObject()
               select new Operation(new HttpMethod(operation.Key.ToUpperInvariant()), path.Key, RequiredQuery(operation.Value!)),
        ];
    }

    private static string RequiredQuery(JsonNode operation)
    {
        var required = (operation["parameters"]?.AsArray() ?? []).Where(p => (string?)p!["in"] == "query" && (bool?)p["required"] == true).Select(p => (string)p!["name"]!);
        var query = string.Join('&', required.Select(name => $"{name}=HAMA"));
        return query.Length == 0 ? "" : "?" + query;
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Slot();

    [GeneratedRegex("\"requestId\":\"[^\"]*\"")]
    private static partial Regex RequestId();

    private sealed record Operation(HttpMethod Method, string Path, string Query)
    {
        public string Address(Func<string, string> id) => Slot().Replace(Path, match => id(match.Groups[1].Value)) + Query;

        public HttpRequestMessage Request(Func<string, string> id, Dictionary<string, string> ids)
        {
            var request = new HttpRequestMessage(Method, Address(id));
            request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
            request.Content = Body(ids) is { } body ? new StringContent(body, Encoding.UTF8, "application/json") : null;
            return request;
        }

        public string? Body(Dictionary<string, string> ids) => Method == HttpMethod.Get || Method == HttpMethod.Delete ? null : Path switch
        {
            _ when Path.EndsWith("/merge", StringComparison.Ordinal) => $$"""{"into":"{{ids["patientId"]}}","reason":"x"}""".Replace(ids["patientId"], Guid.AllBitsSet.ToString(), StringComparison.Ordinal),
            _ when Path.EndsWith("/unmerge", StringComparison.Ordinal) => """{"reason":"x"}""",
            _ when Path.EndsWith("/retraction", StringComparison.Ordinal) || Path.EndsWith("/corrections", StringComparison.Ordinal) => """{"reason":"x"}""",
            _ when Path.EndsWith("/infusion-events", StringComparison.Ordinal) => """{"type":"stop","occurredAt":"2026-03-02T09:40:00Z","performer":"rn-17"}""",
            _ when Path.EndsWith("/observations", StringComparison.Ordinal) => """{"code":"8867-4","value":72,"unit":"/min","observedAt":"2026-03-02T09:05:00Z","performer":"rn-17"}""",
            _ when Path.EndsWith("/adverse-events", StringComparison.Ordinal) => """{"code":{"system":"http://snomed.info/sct","code":"422587007"},"severity":"mild","startedAt":"2026-03-02T09:10:00Z","performer":"rn-17"}""",
            _ when Path.EndsWith("/acknowledgement", StringComparison.Ordinal) => """{"performer":"md-3","acknowledgedAt":"2026-03-02T09:10:00Z"}""",
            _ when Path.EndsWith("/wastage", StringComparison.Ordinal) => """{"drawnMg":50,"wastedMg":15,"occurredAt":"2026-03-02T09:50:00Z","performer":"rn-17","witness":"rn-23"}""",
            _ => "{}",
        };
    }

    /// <summary>What the service asks the database for one request, told by Npgsql under the trace that the request begins.</summary>
    private sealed class StatementsOfRequest : IDisposable
    {
        private readonly ConcurrentQueue<string> _told = new();
        private readonly Activity _request = new Activity("request").Start();
        private readonly ActivityListener _listener;

        public StatementsOfRequest()
        {
            var trace = _request.TraceId;
            _listener = new ActivityListener
            {
                ShouldListenTo = _ => true,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity =>
                {
                    if (activity.Source.Name == "Npgsql" && activity.TraceId == trace && activity.GetTagItem("db.query.text") is string statements)
                    {
                        _told.Enqueue(statements);
                    }
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public string All => string.Join('\n', _told);

        public void Dispose()
        {
            _listener.Dispose();
            _request.Dispose();
        }
    }
}
