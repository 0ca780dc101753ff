using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Scores;

/// <summary>An incomplete form has no total, unless one by the instrument's published rule is asked for; the answer then names it.</summary>
public sealed class ProratedTotalTests(RunningService service) : IClassFixture<RunningService>
{
    /// <summary>21 of 22 answers that add up to 43: 43 × 22 ÷ 21 points.</summary>
    private const string OneMissing = "[3,2,2,2,2,2,2,2,2,2,2,2,2,2,2,2,2,2,2,2,2,null]";

    private const decimal OfOneMissing = 45.04761904761904761904761905m;

    [Fact]
    public async Task A_total_is_prorated_on_request_by_the_published_rule_and_the_answer_names_it()
    {
        var score = await Rated("IESR", OneMissing, "2026-06-15T08:00:00Z", await Given.Patient(service.Client));
        Assert.Null(score.Json!["total"]);
        foreach (var path in new[] { $"/v1/scores/{score.Id}?", $"/v1/scores/{score.Id}?version=1&", $"/v1/scores?patient={score["patientId"]}&" })
        {
            var told = await Read(path);
            Assert.Null(told["total"]);
            Assert.Null(told["prorated"]);
            var prorated = await Read(path + "prorate=published");
            Assert.Equal(OfOneMissing, (decimal)prorated["total"]!);
            Assert.Equal("probable PTSD", (string)prorated["band"]!);
            Assert.Equal(("published", 21, 22), ((string)prorated["prorated"]!["rule"]!, (int)prorated["prorated"]!["answered"]!, (int)prorated["prorated"]!["items"]!));
            Assert.Contains("means of the items answered", (string)prorated["prorated"]!["source"]!, StringComparison.Ordinal);
            Assert.False((bool)prorated["complete"]!);
            Assert.Equal(22, (int)prorated["missing"]!.AsArray().Single()!);
        }

        async Task<JsonNode> Read(string path)
        {
            var answer = (await service.Client.Get(path)).Is(200);
            return answer.Json!["items"] is { } items ? items.AsArray().Single()! : answer.Json!;
        }
    }

    [Fact]
    public async Task An_instrument_without_a_published_rule_has_no_prorated_total_whatever_is_asked()
    {
        var score = await Rated("PHQ9", "[1,1,1,1,1,1,1,null,0]", "2026-06-15T08:00:00Z", await Given.Patient(service.Client));
        var read = (await service.Client.Get($"/v1/scores/{score.Id}?prorate=published")).Is(200);
        Assert.Null(read.Json!["total"]);
        Assert.Null(read.Json!["prorated"]);
        var session = await Given.StartedSession(service.Client, "2026-06-15T09:00:00Z", (string)score["patientId"]!);
        await Refused($"/v1/sessions/{session}/onset?instrument=PHQ9&prorate=published");
        await Refused($"/v1/sessions/{session}/onset?instrument=IESR&prorate=published&item=3");
        await Refused($"/v1/patients/{score["patientId"]}/trajectory?instrument=HAMA&prorate=published");
        await Refused($"/v1/scores/{score.Id}?prorate=mean");
        await Refused("/v1/scores?prorate=mean");

        async Task Refused(string path) => Assert.Equal("prorate", (string)(await service.Client.Get(path)).Is(400)["errors"][0]!["parameter"]!);
    }

    [Fact]
    public async Task A_complete_form_and_a_given_total_stay_as_they_are()
    {
        var patient = await Given.Patient(service.Client);
        var whole = await Rated("IESR", OneMissing.Replace("null", "0", StringComparison.Ordinal), "2026-06-15T08:00:00Z", patient);
        Assert.Equal(whole.Text, (await service.Client.Get($"/v1/scores/{whole.Id}?prorate=published")).Is(200).Text);
        var total = await Scores.Rated.Total(service.Client, patient, "2026-06-15T08:00:00Z", 41, "IESR");
        Assert.Equal(total.Text, (await service.Client.Get($"/v1/scores/{total.Id}?prorate=published")).Is(200).Text);
    }

    [Fact]
    public async Task Prorated_scores_are_points_and_baselines_only_where_that_is_asked_and_are_marked_there()
    {
        var patient = await Given.Patient(service.Client);
        await Rated("IESR", OneMissing, "2026-06-14T08:00:00Z", patient);
        var session = await Given.StartedSession(service.Client, "2026-06-15T09:00:00Z", patient);
        await Rated("IESR", "[null,null,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", "2026-06-15T11:00:00Z", patient, ",\"recallPeriod\":\"PT1H\"");
        await Scores.Rated.Total(service.Client, patient, "2026-06-15T11:30:00Z", 20, "IESR", "\"recallPeriod\":\"PT1H\"");
        var state = $"&asOf={await service.RecordedNow()}";
        foreach (var when in new[] { "", state })
        {
            var onset = (await service.Client.Get($"/v1/sessions/{session}/onset?instrument=IESR{when}")).Is(200);
            Assert.Null(onset["baseline"]["total"]);
            Assert.Equal([20m], onset["points"].AsArray().Select(p => (decimal)p!["total"]!));
            Assert.DoesNotContain("prorated-published", onset["rules"].ToJsonString(), StringComparison.Ordinal);

            var asked = (await service.Client.Get($"/v1/sessions/{session}/onset?instrument=IESR&prorate=published{when}")).Is(200);
            Assert.Equal(OfOneMissing, (decimal)asked["baseline"]["total"]!);
            Assert.True((bool)asked["baseline"]["scores"]![0]!["prorated"]!);
            Assert.Equal([(22m, true), (20m, false)], asked["points"].AsArray().Select(p => ((decimal)p!["total"]!, (bool)p["prorated"]!)));
            Assert.Equal(22m - OfOneMissing, (decimal)asked["points"][0]!["change"]!);
            Assert.Contains("prorated-published", asked["rules"]["definitions"]!.AsArray().Select(d => (string)d!["id"]!));

            var trajectory = (await service.Client.Get($"/v1/patients/{patient}/trajectory?instrument=IESR&prorate=published{when}")).Is(200);
            Assert.Equal([(OfOneMissing, true), (22m, true), (20m, false)], trajectory["scores"].AsArray().Select(s => ((decimal)s!["total"]!, (bool)s["prorated"]!)));
            Assert.Empty(trajectory["incomplete"].AsArray());
            var without = (await service.Client.Get($"/v1/patients/{patient}/trajectory?instrument=IESR{when}")).Is(200);
            Assert.Equal(2, without["incomplete"].AsArray().Count);
        }
    }

    private async Task<Answer> Rated(string instrument, string answers, string assessedAt, string patient, string members = "") =>
        (await service.Client.Post("/v1/scores", $$"""
            {"patientId":"{{patient}}","instrument":"{{instrument}}","assessedAt":"{{assessedAt}}","performer":"md-3","answers":{{answers}}{{members}}}
            """)).Is(201);
}
