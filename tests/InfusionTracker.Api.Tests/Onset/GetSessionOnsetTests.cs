using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Platform;
using InfusionTracker.Api.Tests.Scores;

namespace InfusionTracker.Api.Tests.Onset;

/// <summary>What the onset of a session is, as a clinic sees it: all infusions begin on 2026-03-02 at 09:00.</summary>
public sealed class GetSessionOnsetTests(RunningService service) : IClassFixture<RunningService>
{
    private const string T0 = "2026-03-02T09:00:00Z";

    [Fact]
    public async Task A_response_seen_at_two_hours_that_holds_a_day_and_is_lost_within_a_week()
    {
        var (_, session, scores) = await Treated();
        var onset = await Onset(session);
        Assert.Equal((T0, "HAMA", "session", 1), ((string)onset["t0"]!, (string)onset["instrument"]!, (string)onset["scope"]!, (int)onset["ordinal"]));

        var baseline = onset["baseline"];
        Assert.Equal((31, "last-pre-dose", scores[0].Id, 1), ((int)baseline["total"]!, (string)baseline["rule"]!, (string)baseline["scoreId"]!, (int)baseline["version"]!));
        Assert.Equal("2026-03-02T08:30:00Z", (string)baseline["assessedAt"]!);
        Assert.Null(baseline["hoursAfterEarlierInfusion"]);
        Assert.Null(baseline["missing"]);

        Assert.Equal([40, 120, 1440, 10080], Points(onset, "elapsedMinutes").Select(v => (int)v!));
        Assert.Equal(["PT40M", "PT2H", "P1D", "P7D"], Points(onset, "window").Select(v => (string)v!));
        Assert.Equal([26, 14, 12, 20], Points(onset, "total").Select(v => (int)v!));
        Assert.Equal([-5, -17, -19, -11], Points(onset, "change").Select(v => (int)v!));
        Assert.Equal([false, true, true, false], Points(onset, "response").Select(v => (bool)v!));
        Assert.Equal([false, false, false, true], Points(onset, "partial").Select(v => (bool)v!));
        Assert.All(Points(onset, "eligible"), v => Assert.True((bool)v!));
        Assert.Equal(scores.Skip(1).Select(s => s.Id), Points(onset, "scoreId").Select(v => (string)v!));
        Assert.Contains("\"percentChange\":-54.83870967741935,", onset.Text, StringComparison.Ordinal);

        var first = onset["firstResponse"];
        Assert.Equal((120, 40, true, scores[2].Id), ((int)first["elapsedMinutes"]!, (int)first["afterMinutes"]!, (bool)first["sustained"]!, (string)first["scoreId"]!));
        Assert.Equal((10080, 9960), ((int)onset["lossOfResponse"]["elapsedMinutes"]!, (int)onset["lossOfResponse"]["durationMinutes"]!));
        Assert.Null(onset.Json!["firstRemission"]);
        Assert.Null(onset.Json["responseCensoredAtMinutes"]);
        Assert.Null(onset["notEvaluable"]["response"]);
    }

    [Fact]
    public async Task The_rules_behind_the_figures_are_named()
    {
        var (_, session, _) = await Treated();
        var rules = (await Onset(session))["rules"];
        Assert.Equal("HAMA-response 1 percent-reduction>=50", Rule(rules["response"]!));
        Assert.True((bool)rules["response"]!["verified"]!);
        Assert.NotNull(rules["response"]!["source"]);
        Assert.Equal("HAMA-remission 1 level<=7", Rule(rules["remission"]!));
        Assert.False((bool)rules["remission"]!["verified"]!);
        Assert.Contains("baseline-last-pre-dose", rules["definitions"]!.AsArray().Select(d => (string)d!["id"]!));
        Assert.Equal(("P14D", "1/7", false), ((string)rules["lookBack"]!, (string)rules["recallTolerance"]!, (bool)rules["includeRecallOverlap"]!));
        Assert.Equal("PT2H±PT30M", (string)rules["windows"]![1]!);
    }

    [Fact]
    public async Task A_form_about_two_weeks_filled_in_at_two_hours_is_kept_marked_and_left_out()
    {
        var (patient, session) = await Infused();
        await Rated.Total(service.Client, patient, "2026-03-02T08:30:00Z", 15, "GAD7");
        await Rated.Total(service.Client, patient, "2026-03-02T11:00:00Z", 2, "GAD7");
        var onset = await Onset(session, "instrument=GAD7");
        var point = onset["points"].AsArray().Single()!;
        Assert.Equal((true, false), ((bool)point["recallOverlapsBaseline"]!, (bool)point["eligible"]!));
        Assert.Null(point["change"]);
        Assert.Null(point["window"]);
        Assert.Null(onset.Json!["firstResponse"]);
        Assert.Equal(2, (await service.Client.Get($"/v1/scores?patient={patient}")).Items.Count);
    }

    [Fact]
    public async Task A_rating_of_the_past_week_at_two_hours_is_no_evidence_unless_it_is_asked_for()
    {
        var (patient, session) = await Infused();
        await Rated.Total(service.Client, patient, "2026-03-02T08:30:00Z", 31);
        await Rated.Total(service.Client, patient, "2026-03-02T11:00:00Z", 14);
        Assert.Null((await Onset(session)).Json!["firstResponse"]);
        var asked = await Onset(session, "instrument=HAMA&includeRecallOverlap=true");
        Assert.Equal(120, (int)asked["firstResponse"]["elapsedMinutes"]!);
        Assert.True((bool)asked["points"][0]!["recallOverlapsBaseline"]!);
        Assert.True((bool)asked["rules"]["includeRecallOverlap"]!);
    }

    [Fact]
    public async Task How_much_of_a_recall_may_reach_before_the_dose_can_be_chosen()
    {
        var (patient, session) = await Infused();
        await Rated.Total(service.Client, patient, "2026-03-02T08:30:00Z", 31);
        await Rated.Total(service.Client, patient, "2026-03-08T09:00:00Z", 14);
        Assert.Equal([true], Points(await Onset(session), "eligible").Select(v => (bool)v!));
        Assert.Equal([false], Points(await Onset(session, "instrument=HAMA&recallTolerance=0"), "eligible").Select(v => (bool)v!));
        Assert.Equal([true], Points(await Onset(session, "instrument=HAMA&recallTolerance=0.5"), "eligible").Select(v => (bool)v!));
    }

    [Fact]
    public async Task Another_form_than_the_baselines_is_marked_and_left_out_unless_asked_for()
    {
        var (patient, session) = await Infused();
        await Rated.Total(service.Client, patient, "2026-03-01T09:00:00Z", 80, "LSAS", "\"form\":\"LSAS-CA\"");
        await Rated.Total(service.Client, patient, "2026-03-09T09:00:00Z", 20, "LSAS", "\"form\":\"LSAS-SR\"");
        var onset = await Onset(session, "instrument=LSAS");
        Assert.Equal((true, false), ((bool)onset["points"][0]!["versionDiffers"]!, (bool)onset["points"][0]!["eligible"]!));
        Assert.True((bool)(await Onset(session, "instrument=LSAS&includeVersionDiffers=true"))["points"][0]!["response"]!);
    }

    [Fact]
    public async Task Another_clinician_with_the_same_form_is_no_other_version()
    {
        var (patient, session, _) = await Treated();
        (await service.Client.Post("/v1/scores", $$"""
            {"patientId":"{{patient}}","instrument":"HAMA","assessedAt":"2026-03-16T09:00:00Z","performer":"md-9","total":5}
            """)).Is(201);
        Assert.Equal(20160, (int)(await Onset(session))["firstRemission"]["elapsedMinutes"]!);
    }

    [Theory]
    [InlineData("response=percent-reduction>=60", "query 1 percent-reduction>=60", 1440)]
    [InlineData("response=absolute-reduction%3E%3D5", "query 1 absolute-reduction>=5", 40)]
    [InlineData("response=level<=12.5", "query 1 level<=12.5", 1440)]
    [InlineData("response=HAMA-response", "HAMA-response 1 percent-reduction>=50", 120)]
    public async Task A_query_may_bring_its_own_rule_of_response(string query, string rule, int elapsedMinutes)
    {
        var (_, session, _) = await Treated();
        var onset = await Onset(session, $"instrument=HAMA&{query}");
        Assert.Equal(rule, Rule(onset["rules"]["response"]!));
        Assert.Equal(elapsedMinutes, (int)onset["firstResponse"]["elapsedMinutes"]!);
    }

    [Fact]
    public async Task Remission_and_meaningful_change_may_be_asked_by_other_rules_too()
    {
        var (_, session, _) = await Treated();
        var onset = await Onset(session, "instrument=HAMA&remission=level<=12&meaningfulChange=absolute-reduction>=5");
        Assert.Equal(1440, (int)onset["firstRemission"]["elapsedMinutes"]!);
        Assert.Equal(40, (int)onset["firstMeaningfulChange"]["elapsedMinutes"]!);
        Assert.Equal(0, (int)onset["firstMeaningfulChange"]["afterMinutes"]!);
    }

    [Theory]
    [InlineData("P1D", null)]
    [InlineData("PT22H", true)]
    [InlineData("P7D", false)]
    public async Task How_long_a_response_must_hold_can_be_chosen(string span, bool? sustained)
    {
        var (_, session, _) = await Treated();
        Assert.Equal(sustained, (bool?)(await Onset(session, $"instrument=HAMA&sustainedFor={span}"))["firstResponse"]["sustained"]);
    }

    [Theory]
    [InlineData("PT2H±PT30M, P1D±PT6H")]
    [InlineData("PT2H%2B-PT30M,P1D%2B-PT6H")]
    [InlineData("PT2H+-PT30M,P1D+-PT6H")]
    public async Task A_query_may_bring_its_own_windows(string windows)
    {
        var (_, session, _) = await Treated();
        var onset = await Onset(session, $"instrument=HAMA&windows={windows}");
        Assert.Equal([null, "PT2H", "P1D", null], Points(onset, "window").Select(v => (string?)v));
        Assert.Equal(["PT2H±PT30M", "P1D±PT6H"], onset["rules"]["windows"]!.AsArray().Select(v => (string)v!));
    }

    [Theory]
    [InlineData("instrument=HAMA&minBaseline=32", "belowMinBaseline")]
    [InlineData("instrument=HAMA&remission=level<=31", "inRemissionAtBaseline")]
    [InlineData("instrument=HAMA&response=absolute-reduction>=32", "ruleUnreachable")]
    [InlineData("instrument=HAMA&lookBack=PT29M", "noBaseline")]
    public async Task Where_response_cannot_be_judged_the_reason_is_told(string query, string reason)
    {
        var (_, session, _) = await Treated();
        var onset = await Onset(session, query);
        Assert.Equal(reason, (string)onset["notEvaluable"]["response"]!);
        Assert.All(Points(onset, "response"), Assert.Null);
        Assert.Null(onset.Json!["firstResponse"]);
    }

    [Fact]
    public async Task Without_a_baseline_the_points_are_there_and_the_reason_too()
    {
        var (patient, session) = await Infused();
        await Rated.Total(service.Client, patient, "2026-02-16T08:59:59Z", 31);
        await Rated.Total(service.Client, patient, "2026-03-09T09:00:00Z", 7);
        var onset = await Onset(session);
        Assert.Equal("olderThanLookBack", (string)onset["baseline"]["missing"]!);
        Assert.Null(onset["baseline"]["total"]);
        Assert.Null(onset["points"][0]!["change"]);
        Assert.True((bool)onset["points"][0]!["remission"]!);
        Assert.Equal("noBaseline", (string)onset["notEvaluable"]["remission"]!);
        Assert.Null(onset.Json!["firstRemission"]);
        Assert.Equal(31, (int)(await Onset(session, "instrument=HAMA&lookBack=P15D"))["baseline"]["total"]!);
    }

    [Fact]
    public async Task The_baseline_may_be_the_screening_or_the_mean_before_the_dose()
    {
        var (patient, session) = await Infused();
        await Rated.Total(service.Client, patient, "2026-01-15T09:00:00Z", 35);
        await Rated.Total(service.Client, patient, "2026-03-01T09:00:00Z", 30);
        await Rated.Total(service.Client, patient, "2026-03-02T09:00:00Z", 31);
        Assert.Equal(31, (int)(await Onset(session))["baseline"]["total"]!);
        var screening = (await Onset(session, "instrument=HAMA&baseline=screening"))["baseline"];
        Assert.Equal((35, "screening"), ((int)screening["total"]!, (string)screening["rule"]!));
        var mean = (await Onset(session, "instrument=HAMA&baseline=mean-pre-dose"))["baseline"];
        Assert.Equal(30.5m, (decimal)mean["total"]!);
        Assert.Null(mean["scoreId"]);
        Assert.Equal([30, 31], mean["scores"]!.AsArray().Select(s => (int)s!["total"]!));
    }

    [Fact]
    public async Task The_next_infusion_ends_the_points_and_begins_from_a_treated_state()
    {
        var (patient, session, _) = await Treated();
        var next = await Given.StartedSession(service.Client, "2026-03-09T09:00:00Z", patient);
        await Rated.Total(service.Client, patient, "2026-03-09T11:00:00Z", 10, members: "\"recallPeriod\":\"PT1H\"");
        var first = await Onset(session);
        Assert.Equal("2026-03-09T09:00:00Z", (string)first["nextT0"]!);
        Assert.Equal(10080, (int)Points(first, "elapsedMinutes").Last()!);
        var second = await Onset(next);
        Assert.Equal((20, 168, 2), ((int)second["baseline"]["total"]!, (int)second["baseline"]["hoursAfterEarlierInfusion"]!, (int)second["ordinal"]));
        Assert.Equal([120], Points(second, "elapsedMinutes").Select(v => (int)v!));
        var course = await Onset(next, "instrument=HAMA&scope=course");
        Assert.Equal((T0, 31, 5), ((string)course["t0"]!, (int)course["baseline"]["total"]!, course["points"].AsArray().Count));
    }

    [Fact]
    public async Task A_score_with_a_gap_is_no_point()
    {
        var (patient, session) = await Infused();
        (await service.Client.Post("/v1/scores", $$"""
            {"patientId":"{{patient}}","instrument":"HAMA","assessedAt":"2026-03-09T09:00:00Z","answers":[1,1,1,1,1,1,1,1,1,1,1,1,1,null]}
            """)).Is(201);
        Assert.Empty((await Onset(session))["points"].AsArray());
    }

    [Fact]
    public async Task A_retracted_score_is_gone_from_the_onset_at_once()
    {
        var (_, session, scores) = await Treated();
        (await service.Client.Retract($"/v1/scores/{scores[2].Id}")).Is(200);
        var onset = await Onset(session);
        Assert.Equal([26, 12, 20], Points(onset, "total").Select(v => (int)v!));
        Assert.Equal((1440, 40, false), ((int)onset["firstResponse"]["elapsedMinutes"]!, (int)onset["firstResponse"]["afterMinutes"]!, (bool)onset["firstResponse"]["sustained"]!));
    }

    [Fact]
    public async Task A_corrected_score_counts_with_its_new_value_and_the_old_figures_stay_readable()
    {
        var (_, session, scores) = await Treated();
        var before = await Onset(session);
        var corrected = (await service.Client.Correct($"/v1/scores/{scores[2].Id}", """{"reason":"an item was misread","total":20}""", scores[2].ETag)).Is(200);
        var after = await Onset(session);
        Assert.Equal((1440, 2), ((int)after["firstResponse"]["elapsedMinutes"]!, (int)after["points"][1]!["version"]!));
        var then = await Onset(session, $"instrument=HAMA&asOf={scores[^1]["recordedAt"]}");
        Assert.Equal((string)scores[^1]["recordedAt"]!, (string)then["asOf"]!);
        Assert.Equal(Without(before, "asOf"), Without(then, "asOf"));
        var now = await Onset(session, $"instrument=HAMA&asOf={corrected["recordedAt"]}");
        Assert.Equal(Without(after, "asOf"), Without(now, "asOf"));
    }

    [Fact]
    public async Task The_scores_and_infusions_of_merged_charts_count_as_one_patients()
    {
        var (patient, session, scores) = await Treated();
        var chart = await Given.Patient(service.Client);
        var late = await Rated.Total(service.Client, chart, "2026-03-08T09:00:00Z", 10);
        await Given.StartedSession(service.Client, "2026-03-08T10:00:00Z", chart);
        var apart = await Onset(session);
        (await service.Client.Post($"/v1/patients/{patient}/merge", $$"""{"into":"{{chart}}","reason":"same person"}""")).Is(200);
        var merged = await Onset(session);
        Assert.Equal("2026-03-08T10:00:00Z", (string)merged["nextT0"]!);
        Assert.Equal([scores[1].Id, scores[2].Id, scores[3].Id, late.Id], Points(merged, "scoreId").Select(v => (string)v!));
        var then = await Onset(session, $"instrument=HAMA&asOf={late["recordedAt"]}");
        Assert.Equal(Without(apart, "asOf"), Without(then, "asOf"));
    }

    [Fact]
    public async Task A_score_entered_under_the_right_patient_leaves_the_one_onset_and_joins_the_other()
    {
        var (_, session, scores) = await Treated();
        var (right, other) = await Infused();
        (await service.Client.Post($"/v1/scores/{scores[2].Id}/retraction", $$"""{"reason":"wrong chart","wrongPatient":true,"reenterUnder":"{{right}}"}""")).Is(200);
        Assert.DoesNotContain(14, Points(await Onset(session), "total").Select(v => (int)v!));
        Assert.Equal([14], Points(await Onset(other), "total").Select(v => (int)v!));
    }

    [Fact]
    public async Task Without_a_start_there_is_no_onset()
    {
        var planned = await Given.Session(service.Client);
        Assert.Contains("not started", (string)(await service.Client.Get($"/v1/sessions/{planned}/onset?instrument=HAMA")).Is(409)["detail"]!, StringComparison.Ordinal);
        (await service.Client.Retract($"/v1/sessions/{planned}")).Is(200);
        (await service.Client.Get($"/v1/sessions/{planned}/onset?instrument=HAMA")).Is(409);
    }

    [Fact]
    public async Task A_session_that_was_not_recorded_yet_or_is_of_another_clinic_is_not_found()
    {
        var (_, session) = await Infused();
        (await service.Client.Get($"/v1/sessions/{session}/onset?instrument=HAMA&asOf=2020-01-01T00:00:00Z")).Is(404);
        (await service.OtherClient.Get($"/v1/sessions/{session}/onset?instrument=HAMA")).Is(404);
        (await service.OtherClient.Get($"/v1/sessions/{session}/onset?instrument=HAMA&asOf={await service.RecordedNow()}")).Is(404);
        (await service.Client.Get($"/v1/sessions/{session}/onset?instrument=HAMA&asOf={await service.RecordedNow()}")).Is(200);
    }

    [Fact]
    public async Task The_instrument_must_be_named()
    {
        var (_, session) = await Infused();
        Assert.Equal("instrument", (string)(await service.Client.Get($"/v1/sessions/{session}/onset")).Is(400)["errors"][0]!["parameter"]!);
    }

    [Theory]
    [InlineData("instrument=")]
    [InlineData("instrument=XYZ")]
    [InlineData("instrument=HAMA&instrument=GAD7")]
    [InlineData("instrument=EQ5D5L")]
    [InlineData("instrument=CSSRS_SCREEN")]
    [InlineData("instrument=HAMA&baseline=day-0")]
    [InlineData("instrument=HAMA&baseline=0")]
    [InlineData("instrument=HAMA&windows=PT2H")]
    [InlineData("instrument=HAMA&windows=PT1H±PT31M,PT2H±PT30M")]
    [InlineData("instrument=HAMA&response=better")]
    [InlineData("instrument=HAMA&response=percent-reduction=50")]
    [InlineData("instrument=HAMA&response=GAD7-response")]
    [InlineData("instrument=HAMA&recallTolerance=1")]
    [InlineData("instrument=HAMA&recallTolerance=-0.1")]
    [InlineData("instrument=HAMA&recallTolerance=1/0")]
    [InlineData("instrument=HAMA&lookBack=-P1D")]
    [InlineData("instrument=HAMA&lookBack=P1M")]
    [InlineData("instrument=HAMA&sustainedFor=soon")]
    [InlineData("instrument=HAMA&minBaseline=NaN")]
    [InlineData("instrument=HAMA&minBaseline=3,1")]
    [InlineData("instrument=HAMA&minBaseline=3,100")]
    [InlineData("instrument=HAMA&minBaseline=%204")]
    [InlineData("instrument=HAMA&includeRecallOverlap=yes")]
    [InlineData("instrument=HAMA&scope=patient")]
    [InlineData("instrument=HAMA&asOf=2026-03-02T09:00:00")]
    [InlineData("instrument=HAMA&limit=5")]
    public async Task What_cannot_be_asked_is_refused(string query)
    {
        var (_, session) = await Infused();
        (await service.Client.Get($"/v1/sessions/{session}/onset?{query}")).Is(400);
    }

    /// <summary>A patient who was infused.</summary>
    private async Task<(string Patient, string Session)> Infused()
    {
        var patient = await Given.Patient(service.Client);
        return (patient, await Given.StartedSession(service.Client, T0, patient));
    }

    /// <summary>A patient who was infused, and rated 31 before, 26 at 40 min, 14 at 2 h, 12 at a day and 20 at a week.</summary>
    private async Task<(string Patient, string Session, Answer[] Scores)> Treated()
    {
        var (patient, session) = await Infused();
        return (patient, session,
        [
            await Rated.Total(service.Client, patient, "2026-03-02T08:30:00Z", 31),
            await Rated.Total(service.Client, patient, "2026-03-02T09:40:00Z", 26, members: "\"recallPeriod\":\"PT40M\""),
            await Rated.Total(service.Client, patient, "2026-03-02T11:00:00Z", 14, members: "\"recallPeriod\":\"PT1H\""),
            await Rated.Total(service.Client, patient, "2026-03-03T09:00:00Z", 12, members: "\"recallPeriod\":\"P1D\""),
            await Rated.Total(service.Client, patient, "2026-03-09T09:00:00Z", 20),
        ]);
    }

    private async Task<Answer> Onset(string session, string query = "instrument=HAMA") =>
        (await service.Client.Get($"/v1/sessions/{session}/onset?{query}")).Is(200);

    private static IEnumerable<JsonNode?> Points(Answer onset, string member) => onset["points"].AsArray().Select(p => p![member]);

    private static string Rule(JsonNode rule) => $"{rule["id"]} {rule["version"]} {rule["kind"]}{rule["op"]}{rule["value"]}";

    private static string Without(Answer onset, string member)
    {
        var copy = onset.Json!.DeepClone().AsObject();
        copy.Remove(member);
        return copy.ToJsonString();
    }
}
