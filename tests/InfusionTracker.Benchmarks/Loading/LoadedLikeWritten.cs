using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using InfusionTracker.Benchmarks.Cluster;
using InfusionTracker.Benchmarks.LoadGenerator;

namespace InfusionTracker.Benchmarks.Loading;

/// <summary>
/// Holds what was loaded to what the service writes: the first session of a clinic is recorded once more over HTTP, and rows and
/// change records are compared, save ids, times and the request.
/// </summary>
public static class LoadedLikeWritten
{
    private static readonly string[] Tables = ["patient", "session", "infusion_event", "observation", "score"];

    /// <exception cref="BenchmarkException">They differ.</exception>
    public static async Task Check(BenchmarkCluster cluster, Executable service, LoadedClinic clinic)
    {
        using var http = new HttpClient { BaseAddress = service.Url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", clinic.Key);
        var start = Contents.StartOf(0);
        var patient = await Post(http, "/v1/patients", $$"""
            {"identifiers":[{"system":"urn:example:mrn","value":"P-again"}],"birthDate":"{{Contents.BirthOf(0):yyyy-MM-dd}}","sex":"{{Contents.SexOf(0)}}"}
            """);
        var session = await Post(http, "/v1/sessions", $$"""
            {"patientId":"{{patient}}","indication":"{{Contents.IndicationOf(0)}}","medication":"{{Contents.Medication}}","route":"{{Contents.Route}}",
             "protocol":"{{Contents.ProtocolOf(0)}}","weightKg":{{Number(Contents.WeightKg)}},"plannedDoseMgPerKg":{{Number(Contents.PlannedDoseMgPerKg)}},
             "plannedDuration":"PT{{Contents.MinutesInfused}}M","scheduledAt":"{{Time(start)}}"}
            """);
        var begun = await Post(http, $"/v1/sessions/{session}/infusion-events", $$"""
            {"type":"start","occurredAt":"{{Time(start)}}","performer":"{{Contents.Performer}}","rate":{"value":{{Number(Contents.RateMgPerHour)}},"unit":"mg/h" } }
            """);
        await Post(http, $"/v1/sessions/{session}/infusion-events", $$"""
            {"type":"stop","occurredAt":"{{Time(start.AddMinutes(Contents.MinutesInfused))}}","performer":"{{Contents.Performer}}"}
            """);
        var (code, unit, value, after) = Contents.Observation(0, 0);
        var observation = await Post(http, $"/v1/sessions/{session}/observations", $$"""
            {"code":"{{code}}","value":{{Number(value)}},"unit":"{{unit}}","observedAt":"{{Time(start + after)}}","performer":"{{Contents.Performer}}"}
            """);
        var (scored, total) = Contents.ScoresOf(0).First();
        var score = await Post(http, "/v1/scores", $$"""
            {"patientId":"{{patient}}","instrument":"{{Contents.SessionInstrument}}","assessedAt":"{{Time(start + scored)}}","performer":"{{Contents.Performer}}","total":{{Number(total)}}}
            """);
        Guid[] written = [patient, session, begun, observation, score];
        for (var i = 0; i < Tables.Length; i++)
        {
            var difference = await cluster.Scalar(
                SqlText.Part("Loading/LoadedLikeWritten.sql", "differences").Replace("'record'", $"'{Tables[i]}'", StringComparison.Ordinal).Replace("\"record\"", Tables[i], StringComparison.Ordinal),
                ("clinic", clinic.Id),
                ("loaded", clinic.IdOf((Kind)(i + 1), 0)),
                ("written", written[i]));
            if (difference is string told)
            {
                throw new BenchmarkException($"A loaded {Tables[i]} is not as the service writes it: {told}");
            }
        }

        // Taken back, so that the lists and figures that are measured are of what was loaded.
        await Post(http, $"/v1/scores/{score}/retraction", """{"reason":"written for a comparison"}""", HttpStatusCode.OK);
        await Post(http, $"/v1/observations/{observation}/retraction", """{"reason":"written for a comparison"}""", HttpStatusCode.OK);
        await Post(http, $"/v1/sessions/{session}/retraction", """{"reason":"written for a comparison"}""", HttpStatusCode.OK);
    }

    private static async Task<Guid> Post(HttpClient http, string path, string body, HttpStatusCode expected = HttpStatusCode.Created)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(path, content);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.StatusCode == expected
            ? Guid.Parse((string)JsonNode.Parse(text)!["id"]!)
            : throw new BenchmarkException($"POST {path} was answered {(int)answer.StatusCode}: {text}");
    }

    private static string Time(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Number(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}
