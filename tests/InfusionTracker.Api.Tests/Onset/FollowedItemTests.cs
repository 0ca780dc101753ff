using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Platform;
using InfusionTracker.Api.Tests.Scores;

namespace InfusionTracker.Api.Tests.Onset;

/// <summary>One item of an instrument followed instead of its total; the infusion begins on 2026-03-02 at 09:00.</summary>
public sealed class FollowedItemTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task Nightmares_fade_while_the_rest_of_the_form_stays()
    {
        var (patient, session) = await Infused();
        await Answered(patient, "2026-03-01T09:00:00Z", "IESR", 22, (20, 4));
        await Answered(patient, "2026-03-03T09:00:00Z", "IESR", 22, (20, 1), "\"recallPeriod\":\"P1D\"");
        await Answered(patient, "2026-03-09T09:00:00Z", "IESR", 22, (20, 3));
        var onset = await Onset(session, "instrument=IESR&item=20&response=percent-reduction>=50");
        Assert.Equal("""{"number":20,"topic":"nightmares","min":0,"max":4,"isReversed":false}""", onset["item"].ToJsonString());
        Assert.Equal(4, (int)onset["baseline"]["total"]!);
        Assert.Equal([1, 3], Points(onset, "total").Select(v => (int)v!));
        Assert.Equal([-3, -1], Points(onset, "change").Select(v => (int)v!));
        Assert.Equal([-75, -25], Points(onset, "percentChange").Select(v => (int)v!));
        Assert.Equal(["P1D", "P7D"], Points(onset, "window").Select(v => (string)v!));
        Assert.Equal(1440, (int)onset["firstResponse"]["elapsedMinutes"]!);
        Assert.Equal(8640, (int)onset["lossOfResponse"]["durationMinutes"]!);
        Assert.Contains("item-followed", onset["rules"]["definitions"]!.AsArray().Select(d => (string)d!["id"]!));
        Assert.Equal(0, (int)onset["withoutItem"]);

        var total = await Onset(session, "instrument=IESR");
        Assert.Null(total.Json!["item"]);
        Assert.Null(total.Json["withoutItem"]);
        Assert.Equal([22, 24], Points(total, "total").Select(v => (int)v!));
    }

    [Fact]
    public async Task No_rule_of_the_total_judges_an_item_and_none_can_be_borrowed()
    {
        var (patient, session) = await Infused();
        await Answered(patient, "2026-03-01T09:00:00Z", "PCL5", 20, (2, 4));
        await Answered(patient, "2026-03-30T09:00:00Z", "PCL5", 20, (2, 0));
        var onset = await Onset(session, "instrument=PCL5&item=2");
        Assert.Null(onset["rules"]["response"]);
        Assert.Null(onset["rules"]["meaningfulChange"]);
        Assert.Null(onset["points"][0]!["response"]);
        Assert.Null(onset["points"][0]!["meaningful"]);
        Assert.Equal("noRule", (string)onset["notEvaluable"]["response"]!);
        (await service.Client.Get($"/v1/sessions/{session}/onset?instrument=PCL5&item=2&response=PCL5-response")).Is(400);
    }

    [Fact]
    public async Task A_score_without_the_item_is_no_point_and_is_counted()
    {
        var (patient, session) = await Infused();
        await Rated.Total(service.Client, patient, "2026-03-01T08:00:00Z", 40, "IESR");
        await Answered(patient, "2026-03-01T09:00:00Z", "IESR", 22, (20, 4));
        await Answered(patient, "2026-03-09T09:00:00Z", "IESR", 22, (20, 2));
        await Rated.Total(service.Client, patient, "2026-03-10T09:00:00Z", 30, "IESR");
        (await service.Client.Post("/v1/scores", $$"""
            {"patientId":"{{patient}}","instrument":"IESR","assessedAt":"2026-03-11T09:00:00Z","answers":[null{{string.Concat(Enumerable.Repeat(",1", 21))}}]}
            """)).Is(201);
        var next = await Given.StartedSession(service.Client, "2026-03-20T09:00:00Z", patient);
        await Rated.Total(service.Client, patient, "2026-03-27T09:00:00Z", 20, "IESR");
        var onset = await Onset(session, "instrument=IESR&item=20");
        Assert.Equal([2], Points(onset, "total").Select(v => (int)v!));
        Assert.Equal(2, (int)onset["withoutItem"]);
        Assert.Equal(2, (int)(await Onset(next, "instrument=IESR&item=20"))["withoutItem"]);

        var course = (await service.Client.Get($"/v1/patients/{patient}/trajectory?instrument=IESR&item=20")).Is(200);
        Assert.Equal([4, 2], course["scores"].AsArray().Select(s => (int)s!["total"]!));
        Assert.Equal((3, 1), ((int)course["withoutItem"], course["incomplete"].AsArray().Count));
        Assert.Equal("nightmares", (string)course["item"]["topic"]!);
        Assert.Equal(-2, (int)course["scores"][1]!["change"]!);
    }

    [Fact]
    public async Task An_item_that_is_turned_round_counts_as_it_is_scored()
    {
        var (patient, session) = await Infused();
        await Answered(patient, "2026-03-01T09:00:00Z", "PSWQ", 16, (1, 2));
        await Answered(patient, "2026-03-09T09:00:00Z", "PSWQ", 16, (1, 4));
        var onset = await Onset(session, "instrument=PSWQ&item=1&includeRecallOverlap=true");
        Assert.Equal("""{"number":1,"topic":null,"min":1,"max":5,"isReversed":true}""", onset["item"].ToJsonString());
        Assert.Equal((4, 2), ((int)onset["baseline"]["total"]!, (int)onset["points"][0]!["total"]!));
        Assert.Equal(2, (int)onset["points"][0]!["improvement"]!);
    }

    [Fact]
    public async Task The_avoidance_of_a_situation_is_one_of_the_48_answers_of_the_lsas()
    {
        var (patient, session) = await Infused();
        await Answered(patient, "2026-03-01T09:00:00Z", "LSAS", 48, (48, 3));
        await Answered(patient, "2026-03-09T09:00:00Z", "LSAS", 48, (48, 0));
        var onset = await Onset(session, "instrument=LSAS&item=48");
        Assert.Equal((3, 0), ((int)onset["baseline"]["total"]!, (int)onset["points"][0]!["total"]!));
        (await service.Client.Get($"/v1/sessions/{session}/onset?instrument=LSAS&item=49")).Is(400);
    }

    [Fact]
    public async Task A_corrected_answer_counts_and_the_old_one_stays_readable()
    {
        var (patient, session) = await Infused();
        await Answered(patient, "2026-03-01T09:00:00Z", "IESR", 22, (20, 4));
        var score = await Answered(patient, "2026-03-09T09:00:00Z", "IESR", 22, (20, 2));
        var answers = string.Join(',', Enumerable.Repeat("1", 22));
        (await service.Client.Correct($"/v1/scores/{score.Id}", $$"""{"reason":"misread","answers":[{{answers}}]}""", score.ETag)).Is(200);
        Assert.Equal([1], Points(await Onset(session, "instrument=IESR&item=20"), "total").Select(v => (int)v!));
        var asOf = $"instrument=IESR&item=20&asOf={score["recordedAt"]}";
        Assert.Equal([2], Points(await Onset(session, asOf), "total").Select(v => (int)v!));
        Assert.Equal(2, (int)(await service.Client.Get($"/v1/patients/{patient}/trajectory?{asOf}")).Is(200)["scores"][1]!["total"]!);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("23")]
    [InlineData("-1")]
    [InlineData("nightmares")]
    [InlineData("")]
    public async Task An_item_that_the_form_does_not_have_is_refused_by_name(string item)
    {
        var (patient, session) = await Infused();
        foreach (var path in new[] { $"/v1/sessions/{session}/onset", $"/v1/patients/{patient}/trajectory" })
        {
            var refused = (await service.Client.Get($"{path}?instrument=IESR&item={item}")).Is(400);
            Assert.Equal("item", (string)refused["errors"][0]!["parameter"]!);
        }
    }

    [Fact]
    public async Task A_cohort_is_not_asked_about_an_item() =>
        (await service.Client.Get("/v1/cohorts/onset?instrument=IESR&item=20")).Is(400);

    private async Task<(string Patient, string Session)> Infused()
    {
        var patient = await Given.Patient(service.Client);
        return (patient, await Given.StartedSession(service.Client, "2026-03-02T09:00:00Z", patient));
    }

    /// <summary>A form with 1 everywhere but in one answer.</summary>
    private async Task<Answer> Answered(string patient, string assessedAt, string instrument, int count, (int Item, int Answer) but, string? members = null) =>
        (await service.Client.Post("/v1/scores", $$"""
            {"patientId":"{{patient}}","instrument":"{{instrument}}","assessedAt":"{{assessedAt}}",
             "answers":[{{string.Join(',', Enumerable.Range(1, count).Select(i => i == but.Item ? but.Answer : 1))}}]{{(members is null ? "" : "," + members)}}}
            """)).Is(201);

    private async Task<Answer> Onset(string session, string query) => (await service.Client.Get($"/v1/sessions/{session}/onset?{query}")).Is(200);

    private static IEnumerable<JsonNode?> Points(Answer onset, string member) => onset["points"].AsArray().Select(p => p![member]);
}
