using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Platform;
using InfusionTracker.Api.Tests.Scores;

namespace InfusionTracker.Api.Tests.Onset;

/// <summary>What a patient's whole time under treatment is, as a clinic sees it: the first infusion is on 2026-03-02 at 09:00.</summary>
public sealed class GetPatientTrajectoryTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task Infusions_stand_in_their_courses_with_the_time_since_the_first()
    {
        var (patient, sessions, _) = await Treated();
        var course = await Trajectory(patient);
        Assert.Equal((patient, "HAMA", "2026-03-02T09:00:00Z"), ((string)course["patientId"]!, (string)course["instrument"]!, (string)course["t0"]!));
        Assert.Equal(sessions, Of(course, "infusions", "sessionId").Select(v => (string)v!));
        Assert.Equal([1, 1, 2], Of(course, "infusions", "course").Select(v => (int)v!));
        Assert.Equal([1, 2, 1], Of(course, "infusions", "ordinal").Select(v => (int)v!));
        Assert.Equal([0, 4320, 63360], Of(course, "infusions", "elapsedMinutes").Select(v => (int)v!));
        Assert.Equal([0m, 3m, 44m], Of(course, "infusions", "elapsedDays").Select(v => (decimal)v!));
        Assert.Equal([2, 1], Of(course, "courses", "infusions").Select(v => (int)v!));
        Assert.Equal(
            ("2026-03-02T09:00:00Z", "2026-03-05T09:00:00Z", "2026-04-15T09:00:00Z", "ketamine"),
            ((string)course["courses"][0]!["firstT0"]!, (string)course["courses"][0]!["lastT0"]!, (string)course["courses"][0]!["nextT0"]!, (string)course["courses"][0]!["medication"]!));
        Assert.Equal("P28D", (string)course["courseGap"]!);
    }

    [Fact]
    public async Task Each_score_follows_the_infusion_before_it_and_changes_from_the_baseline_of_its_course()
    {
        var (patient, sessions, scores) = await Treated();
        var course = await Trajectory(patient);
        Assert.Equal(scores.Select(s => s.Id), Of(course, "scores", "scoreId").Select(v => (string)v!));
        Assert.Equal([null, 120, 4320, 4440, 14400, 63360, 10080], Of(course, "scores", "elapsedMinutes").Select(v => (int?)v));
        Assert.Equal([null, 1, 1, 1, 1, 1, 2], Of(course, "scores", "course").Select(v => (int?)v));
        Assert.Equal([null, sessions[0], sessions[0], sessions[1], sessions[1], sessions[1], sessions[2]], Of(course, "scores", "infusion").Select(v => (string?)v?["sessionId"]));
        Assert.Equal([null, 120, 4320, 120, 10080, 59040, 10080], Of(course, "scores", "infusion").Select(v => (int?)v?["elapsedMinutes"]));
        Assert.Equal([null, "PT2H", "P3D", "PT2H", "P7D", null, "P7D"], Of(course, "scores", "infusion").Select(v => (string?)v?["window"]));
        Assert.Equal([null, -11, -17, -19, -21, -4, -17], Of(course, "scores", "change").Select(v => (int?)v));
        Assert.Equal([null, false, true, true, true, false, true], Of(course, "scores", "response").Select(v => (bool?)v));
        Assert.Equal([31, 27], Of(course, "courses", "baseline").Select(v => (int)v!["total"]!));
    }

    [Theory]
    [InlineData("instrument=HAMA")]
    [InlineData("instrument=HAMA&baseline=mean-pre-dose&response=percent-reduction>=40&sustainedFor=P2D&recallTolerance=0")]
    [InlineData("instrument=HAMA&baseline=screening&minBaseline=28&remission=level<=13&includeRecallOverlap=true")]
    public async Task Its_figures_are_those_of_the_onset_of_each_course(string query)
    {
        var (patient, sessions, _) = await Treated();
        var trajectory = await Trajectory(patient, query);
        foreach (var (session, number) in new[] { (sessions[0], 1), (sessions[1], 1), (sessions[2], 2) })
        {
            var onset = (await service.Client.Get($"/v1/sessions/{session}/onset?scope=course&{query}")).Is(200);
            var course = trajectory["courses"][number - 1]!;
            foreach (var member in new[] { "baseline", "firstMeaningfulChange", "firstResponse", "firstRemission", "lossOfResponse", "responseCensoredAtMinutes", "notEvaluable", "nextT0" })
            {
                Assert.Equal(onset.Json![member]?.ToJsonString(), course[member]?.ToJsonString());
            }

            var scores = trajectory["scores"].AsArray().Where(s => (int?)s!["course"] == number).ToList();
            Assert.Equal(onset["points"].AsArray().Count, scores.Count);
            foreach (var (point, score) in onset["points"].AsArray().Zip(scores))
            {
                foreach (var (member, value) in point!.AsObject().Where(m => m.Key != "window"))
                {
                    Assert.Equal(value?.ToJsonString(), score![member]?.ToJsonString());
                }
            }

            Assert.Equal(onset["rules"].ToJsonString(), trajectory["rules"].ToJsonString());
        }
    }

    [Fact]
    public async Task Days_are_those_of_the_clinics_time_zone()
    {
        var patient = await Given.Patient(service.Client);
        await Given.StartedSession(service.Client, "2026-03-02T23:30:00Z", patient);
        await Rated.Total(service.Client, patient, "2026-03-03T22:59:59Z", 20);
        await Rated.Total(service.Client, patient, "2026-03-03T23:00:00Z", 10);
        await Rated.Total(service.Client, patient, "2026-04-03T22:00:00Z", 10);
        var course = await Trajectory(patient);
        Assert.Equal("Europe/Berlin", (string)course["timeZone"]!);
        Assert.Equal(["2026-03-03", "2026-03-04", "2026-04-04"], Of(course, "scores", "date").Select(v => (string)v!));
        Assert.Equal(["2026-03-03"], Of(course, "infusions", "date").Select(v => (string)v!));
    }

    [Fact]
    public async Task What_the_clinic_has_set_holds_for_courses_and_windows_and_what_it_had_set_stays_known()
    {
        var client = service.OtherClient;
        var patient = await Given.Patient(client);
        await Given.StartedSession(client, "2026-03-02T09:00:00Z", patient);
        await Given.StartedSession(client, "2026-03-12T09:00:00Z", patient);
        var last = await Rated.Total(client, patient, "2026-03-21T09:00:00Z", 20);
        var clinic = (await client.Get("/v1/clinic")).Is(200);
        (await client.Patch("/v1/clinic", """{"courseGap":"P9D","windows":["P9D±P1D"],"timeZone":"Pacific/Auckland","reason":"our schedule"}""", clinic.ETag)).Is(200);
        var course = (await client.Get($"/v1/patients/{patient}/trajectory?instrument=HAMA")).Is(200);
        Assert.Equal(("P9D", "Pacific/Auckland", 2), ((string)course["courseGap"]!, (string)course["timeZone"]!, course["courses"].AsArray().Count));
        Assert.Equal("P9D", (string)course["scores"][0]!["infusion"]!["window"]!);
        Assert.Equal((int)clinic["version"] + 1, (int)course["rules"]["settingsVersion"]!);

        var then = (await client.Get($"/v1/patients/{patient}/trajectory?instrument=HAMA&asOf={last["recordedAt"]}")).Is(200);
        Assert.Equal(("P28D", 1), ((string)then["courseGap"]!, then["courses"].AsArray().Count));
    }

    [Fact]
    public async Task Without_an_infusion_the_scores_are_shown_and_nothing_is_counted()
    {
        var patient = await Given.Patient(service.Client);
        await Given.Session(service.Client, patient);
        await Rated.Total(service.Client, patient, "2026-03-01T09:00:00Z", 31);
        var course = await Trajectory(patient);
        Assert.Null(course.Json!["t0"]);
        Assert.Empty(course["infusions"].AsArray());
        Assert.Empty(course["courses"].AsArray());
        var score = course["scores"].AsArray().Single()!;
        Assert.Equal(31, (int)score["total"]!);
        Assert.All(["infusion", "elapsedMinutes", "course", "change", "response", "remission", "eligible"], member => Assert.Null(score[member]));
    }

    [Fact]
    public async Task What_does_not_count_is_listed_beside_so_that_nothing_is_hidden()
    {
        var (patient, _, _) = await Treated();
        var gap = (await service.Client.Post("/v1/scores", $$"""
            {"patientId":"{{patient}}","instrument":"HAMA","assessedAt":"2026-03-11T09:00:00Z","answers":[1,1,1,1,1,1,1,1,1,1,1,1,1,null]}
            """)).Is(201);
        var twin = await Rated.Total(service.Client, patient, "2026-03-12T09:00:00Z", 11);
        var course = await Trajectory(patient);
        Assert.Equal(gap.Id, (string)course["incomplete"].AsArray().Single()!["scoreId"]!);
        Assert.Equal("2026-03-11T09:00:00Z", (string)course["incomplete"][0]!["assessedAt"]!);
        Assert.Single(course["setAside"].AsArray());
        Assert.Contains(twin.Id, Of(course, "scores", "scoreId").Select(v => (string)v!));
        Assert.DoesNotContain((string)course["setAside"][0]!["scoreId"]!, Of(course, "scores", "scoreId").Select(v => (string)v!));
        (await service.Client.Retract($"/v1/scores/{twin.Id}")).Is(200);
        Assert.Empty((await Trajectory(patient))["setAside"].AsArray());
    }

    [Fact]
    public async Task A_part_of_the_scores_keeps_the_figures_of_the_whole()
    {
        var (patient, _, _) = await Treated();
        var whole = await Trajectory(patient);
        var part = await Trajectory(patient, "instrument=HAMA&from=2026-03-05T09:00:00Z&to=2026-03-12T09:00:00Z");
        Assert.Equal(whole["scores"].AsArray().Skip(2).Take(2).Select(s => s!.ToJsonString()), part["scores"].AsArray().Select(s => s!.ToJsonString()));
        Assert.Equal(whole["courses"].ToJsonString(), part["courses"].ToJsonString());
        (await service.Client.Get($"/v1/patients/{patient}/trajectory?instrument=HAMA&from=2026-03-05T09:00:00Z&to=2026-03-05T09:00:00Z")).Is(400);
    }

    [Fact]
    public async Task A_retracted_score_is_gone_at_once_and_what_was_known_before_stays_readable()
    {
        var (patient, _, scores) = await Treated();
        var before = await Trajectory(patient);
        (await service.Client.Retract($"/v1/scores/{scores[2].Id}")).Is(200);
        (await service.Client.Retract($"/v1/scores/{scores[6].Id}")).Is(200);
        Assert.Equal(scores.Length - 2, (await Trajectory(patient))["scores"].AsArray().Count);
        var then = await Trajectory(patient, $"instrument=HAMA&asOf={scores[^1]["recordedAt"]}");
        Assert.Equal(Without(before, "asOf"), Without(then, "asOf"));
    }

    [Fact]
    public async Task Merged_charts_have_one_course_and_each_chart_of_before_stays_readable()
    {
        var (patient, _, scores) = await Treated();
        var chart = await Given.Patient(service.Client);
        var between = await Given.StartedSession(service.Client, "2026-03-25T09:00:00Z", chart);
        var late = await Rated.Total(service.Client, chart, "2026-03-26T09:00:00Z", 9, members: "\"recallPeriod\":\"P1D\"");
        var (apart, alone) = (await Trajectory(patient), await Trajectory(chart));
        (await service.Client.Post($"/v1/patients/{patient}/merge", $$"""{"into":"{{chart}}","reason":"same person"}""")).Is(200);
        var merged = await Trajectory(chart);
        Assert.Equal([1, 2, 3, 4], Of(merged, "infusions", "ordinal").Select(v => (int)v!));
        Assert.Equal(between, (string)merged["infusions"][2]!["sessionId"]!);
        Assert.Equal(scores.Length + 1, merged["scores"].AsArray().Count);

        var left = await Trajectory(patient);
        Assert.Equal(chart, (string)left["mergedInto"]!);
        Assert.Equal(merged["infusions"].ToJsonString(), left["infusions"].ToJsonString());
        Assert.Equal(merged["scores"].ToJsonString(), left["scores"].ToJsonString());

        var then = await Trajectory(patient, $"instrument=HAMA&asOf={late["recordedAt"]}");
        Assert.Equal(Without(apart, "asOf"), Without(then, "asOf"));
        Assert.Equal(Without(alone, "asOf"), Without(await Trajectory(chart, $"instrument=HAMA&asOf={late["recordedAt"]}"), "asOf"));
    }

    [Fact]
    public async Task A_patient_of_another_clinic_or_not_recorded_yet_is_not_found()
    {
        var patient = await Given.Patient(service.Client);
        (await service.OtherClient.Get($"/v1/patients/{patient}/trajectory?instrument=HAMA")).Is(404);
        (await service.OtherClient.Get($"/v1/patients/{patient}/trajectory?instrument=HAMA&asOf={await service.RecordedNow()}")).Is(404);
        (await service.Client.Get($"/v1/patients/{patient}/trajectory?instrument=HAMA&asOf=2020-01-01T00:00:00Z")).Is(404);
        (await service.Client.Get($"/v1/patients/{patient}/trajectory?instrument=HAMA&asOf={await service.RecordedNow()}")).Is(200);
    }

    [Fact]
    public async Task A_chart_made_in_error_has_no_course()
    {
        var patient = await Given.Patient(service.Client);
        (await service.Client.Retract($"/v1/patients/{patient}")).Is(200);
        (await service.Client.Get($"/v1/patients/{patient}/trajectory?instrument=HAMA")).Is(409);
    }

    [Theory]
    [InlineData("", "instrument")]
    [InlineData("instrument=XYZ", "instrument")]
    [InlineData("instrument=EQ5D5L", "instrument")]
    [InlineData("instrument=HAMA&from=yesterday", "from")]
    [InlineData("instrument=HAMA&item=15", "item")]
    [InlineData("instrument=HAMA&windows=PT2H", "windows")]
    [InlineData("instrument=HAMA&asOf=2026-03-02T09:00:00", "asOf")]
    public async Task What_cannot_be_asked_is_refused_by_its_name(string query, string parameter)
    {
        var patient = await Given.Patient(service.Client);
        var refused = (await service.Client.Get($"/v1/patients/{patient}/trajectory?{query}")).Is(400);
        Assert.Equal(parameter, (string)refused["errors"][0]!["parameter"]!);
    }

    /// <summary>
    /// Infusions on day 0, 3 and 44. Rated 31 before, 20 at 2 h, 14 at the second start, 12 two hours after it, 10 a week after
    /// it, 27 at the third start and 10 a week after it.
    /// </summary>
    private async Task<(string Patient, string[] Sessions, Answer[] Scores)> Treated()
    {
        var patient = await Given.Patient(service.Client);
        string[] sessions =
        [
            await Given.StartedSession(service.Client, "2026-03-02T09:00:00Z", patient),
            await Given.StartedSession(service.Client, "2026-03-05T09:00:00Z", patient),
            await Given.StartedSession(service.Client, "2026-04-15T09:00:00Z", patient),
        ];
        return (patient, sessions,
        [
            await Rated.Total(service.Client, patient, "2026-03-02T08:30:00Z", 31),
            await Rated.Total(service.Client, patient, "2026-03-02T11:00:00Z", 20, members: "\"recallPeriod\":\"PT1H\""),
            await Rated.Total(service.Client, patient, "2026-03-05T09:00:00Z", 14, members: "\"recallPeriod\":\"P1D\""),
            await Rated.Total(service.Client, patient, "2026-03-05T11:00:00Z", 12, members: "\"recallPeriod\":\"PT1H\""),
            await Rated.Total(service.Client, patient, "2026-03-12T09:00:00Z", 10),
            await Rated.Total(service.Client, patient, "2026-04-15T09:00:00Z", 27),
            await Rated.Total(service.Client, patient, "2026-04-22T09:00:00Z", 10),
        ]);
    }

    private async Task<Answer> Trajectory(string patient, string query = "instrument=HAMA") =>
        (await service.Client.Get($"/v1/patients/{patient}/trajectory?{query}")).Is(200);

    private static IEnumerable<JsonNode?> Of(Answer course, string list, string member) => course[list].AsArray().Select(p => p![member]);

    private static string Without(Answer course, string member)
    {
        var copy = course.Json!.DeepClone().AsObject();
        copy.Remove(member);
        return copy.ToJsonString();
    }
}
