using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InfusionTracker.Benchmarks.LoadGenerator;
using InfusionTracker.Benchmarks.Loading;

namespace InfusionTracker.Benchmarks.Rows;

/// <summary>
/// Asks each operation that has an id in its path for ids of another clinic and for ids that never were, in turns on one connection.
/// The two are of one time class where their medians differ by less than the half of the answers in the middle are apart.
/// </summary>
public static partial class TimeClasses
{
    private const int WarmUp = 50;

    /// <param name="bench">What it is measured on.</param>
    /// <param name="times">How often each is asked for.</param>
    /// <returns>A markdown table and a verdict.</returns>
    public static async Task<string> Measure(Bench bench, int times)
    {
        using var owner = Client(bench, bench.Writes);
        using var stranger = Client(bench, bench.Cohort);
        var ids = await IdsOf(owner, bench.Writes);
        var table = new StringBuilder("| operation | another clinic's: median µs | never was: median µs | apart µs | middle half µs | |\n|---|---:|---:|---:|---:|---|\n");
        var (alike, all) = (0, 0);
        var nobodysNumber = 900_000_000L;
        foreach (var operation in await Operations(stranger))
        {
            var (foreign, never) = (new List<double>(times), new List<double>(times));
            for (var i = -WarmUp; i < times; i++)
            {
                // By turns first and second, and an id that never was is each time another.
                var (other, none) = (operation.Fill(slot => ids[slot]), operation.Fill(_ => bench.Writes.IdOf(Kind.Session, nobodysNumber++).ToString()));
                var isFirst = i % 2 == 0;
                var first = await Ask(stranger, operation, isFirst ? other : none);
                var second = await Ask(stranger, operation, isFirst ? none : other);
                if (i >= 0)
                {
                    foreign.Add(isFirst ? first : second);
                    never.Add(isFirst ? second : first);
                }
            }

            var (theirs, nobodys) = (Bench.Median(foreign), Bench.Median(never));
            var middle = Math.Min(MiddleHalf(foreign), MiddleHalf(never));
            var isAlike = Math.Abs(theirs - nobodys) < middle;
            (alike, all) = (alike + (isAlike ? 1 : 0), all + 1);
            Bench.Say($"{operation.Method} {operation.Path}");
            table.AppendLine(CultureInfo.InvariantCulture, $"| {operation.Method} {operation.Path} | {theirs:#,0} | {nobodys:#,0} | {Math.Abs(theirs - nobodys):#,0} | {middle:#,0} | {(isAlike ? "alike" : "**apart**")} |");
        }

        return table.AppendLine(CultureInfo.InvariantCulture, $"\n{alike} of {all} operations are in the same time class for both kinds of id ({times} of each).").ToString();
    }

    private static async Task<double> Ask(HttpClient http, Operation operation, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), path);
        request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        request.Content = operation.Body is { } body ? new StringContent(body, Encoding.UTF8, "application/json") : null;
        var begun = Stopwatch.GetTimestamp();
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        var took = Stopwatch.GetElapsedTime(begun).TotalMicroseconds;
        return answer.StatusCode == HttpStatusCode.NotFound
            ? took
            : throw new BenchmarkException($"{operation.Method} {path} was answered {(int)answer.StatusCode}: {text}");
    }

    private static double MiddleHalf(List<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count * 3 / 4] - sorted[sorted.Count / 4];
    }

    private static HttpClient Client(Bench bench, LoadedClinic clinic)
    {
        var http = new HttpClient { BaseAddress = bench.Service.Url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", clinic.Key);
        return http;
    }

    /// <summary>The operations of the service's own OpenAPI document that name an id.</summary>
    private static async Task<List<Operation>> Operations(HttpClient http)
    {
        var document = JsonNode.Parse(await http.GetStringAsync("/openapi/v1.json"))!;
        return
        [
            .. from path in document["paths"]!.AsObject()
               where path.Key.Contains("Id}", StringComparison.Ordinal)
               from operation in path.Value!.AsObject()
               select new Operation(operation.Key.ToUpperInvariant(), path.Key, Required(operation.Value!)),
        ];
    }

    private static string Required(JsonNode operation) => string.Join('&', (operation["parameters"]?.AsArray() ?? [])
        .Where(p => (string?)p!["in"] == "query" && (bool?)p["required"] == true)
        .Select(p => $"{(string)p!["name"]!}={Contents.SessionInstrument}"));

    /// <summary>One record of each kind in a clinic.</summary>
    private static async Task<Dictionary<string, string>> IdsOf(HttpClient http, LoadedClinic clinic)
    {
        var session = clinic.IdOf(Kind.Session, 0).ToString();
        return new Dictionary<string, string>
        {
            ["patientId"] = clinic.IdOf(Kind.Patient, 0).ToString(),
            ["sessionId"] = session,
            ["infusionEventId"] = clinic.IdOf(Kind.InfusionEvent, 0).ToString(),
            ["observationId"] = await Post(http, $"/v1/sessions/{session}/observations", Bodies["observations"]),
            ["adverseEventId"] = await Post(http, $"/v1/sessions/{session}/adverse-events", Bodies["adverse-events"]),
            ["wastageId"] = await Post(http, $"/v1/sessions/{session}/wastage", Bodies["wastage"]),
            ["scoreId"] = await Post(http, "/v1/scores", $$"""{"patientId":"{{clinic.IdOf(Kind.Patient, 0)}}","instrument":"HAMA","assessedAt":"2026-03-02T08:30:00Z","total":31}"""),
            ["keyId"] = clinic.ApiKey.KeyId.ToString(),
        };
    }

    private static async Task<string> Post(HttpClient http, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(path, content);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.StatusCode == HttpStatusCode.Created
            ? (string)JsonNode.Parse(text)!["id"]!
            : throw new BenchmarkException($"POST {path} was answered {(int)answer.StatusCode}: {text}");
    }

    /// <summary>A body that would be accepted, by the end of the path.</summary>
    private static readonly Dictionary<string, string> Bodies = new()
    {
        ["merge"] = """{"into":"ffffffff-ffff-ffff-ffff-ffffffffffff","reason":"x"}""",
        ["retraction"] = """{"reason":"x"}""",
        ["corrections"] = """{"reason":"x"}""",
        ["infusion-events"] = """{"type":"stop","occurredAt":"2026-03-02T09:40:00Z","performer":"rn-17"}""",
        ["observations"] = """{"code":"8867-4","value":72,"unit":"/min","observedAt":"2026-03-02T09:05:00Z","performer":"rn-17"}""",
        ["adverse-events"] = """{"code":{"system":"http://snomed.info/sct","code":"422587007"},"severity":"mild","startedAt":"2026-03-02T09:10:00Z","performer":"rn-17"}""",
        ["acknowledgement"] = """{"performer":"md-3","acknowledgedAt":"2026-03-02T09:10:00Z"}""",
        ["wastage"] = """{"drawnMg":50,"wastedMg":15,"occurredAt":"2026-03-02T09:50:00Z","performer":"rn-17","witness":"rn-23"}""",
    };

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Slot();

    private sealed record Operation(string Method, string Path, string Query)
    {
        public string? Body => Method is "GET" or "DELETE" ? null : Bodies.GetValueOrDefault(Path[(Path.LastIndexOf('/') + 1)..], "{}");

        public string Fill(Func<string, string> id) => Slot().Replace(Path, match => id(match.Groups[1].Value)) + (Query.Length == 0 ? "" : "?" + Query);
    }
}
