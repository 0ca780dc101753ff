using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Scores;

public sealed class RecordScoreTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Noon = "2026-06-15T12:00:00Z";

    [Fact]
    public async Task The_answers_of_a_form_come_to_a_total_and_a_band()
    {
        var answer = await Post("\"instrument\":\"GAD7\",\"answers\":[3,2,1,3,2,1,3]", 201);
        Assert.Equal("\"1\"", answer.ETag);
        Assert.Equal($"/v1/scores/{answer.Id}", answer.Headers.Location!.ToString());
        Assert.Equal(15, (int)answer["total"]);
        Assert.True((bool)answer["complete"]);
        Assert.Equal("severe", (string)answer["band"]!);
        Assert.Equal([3, 2, 1, 3, 2, 1, 3], answer["answers"].AsArray().Select(a => (int)a!));
        Assert.Equal("final", (string)answer["status"]!);
        Assert.Equal(answer.Text, (await service.Client.Get($"/v1/scores/{answer.Id}")).Is(200).Text);
    }

    [Fact]
    public async Task A_form_with_a_gap_is_kept_without_a_total()
    {
        var answer = await Post("\"instrument\":\"GAD7\",\"answers\":[3,null,1,3,2,1,3]", 201);
        Assert.Null(answer.Json!["total"]);
        Assert.Null(answer.Json["band"]);
        Assert.False((bool)answer["complete"]);
        Assert.Equal([2], answer["missing"].AsArray().Select(a => (int)a!));
    }

    [Fact]
    public async Task Thoughts_of_suicide_are_flagged_whatever_the_total()
    {
        var answer = await Post("\"instrument\":\"PHQ9\",\"answers\":[0,0,0,0,0,0,0,0,1]", 201);
        Assert.Equal(1, (int)answer["total"]);
        Assert.Equal("suicide-risk", (string)answer["safetyFlags"][0]!["flag"]!);
        Assert.Equal(9, (int)answer["safetyFlags"][0]!["item"]!);
    }

    [Fact]
    public async Task The_parts_of_an_instrument_have_values_of_their_own()
    {
        var answer = await Post("\"instrument\":\"HAMA\",\"answers\":[4,4,4,4,4,4,0,0,0,0,0,0,0,4]", 201);
        Assert.Equal(["psychic 28", "somatic 0"], answer["subscales"].AsArray().Select(s => $"{s!["code"]} {s["value"]}"));
    }

    [Fact]
    public async Task Symptoms_are_counted_by_cluster()
    {
        var answer = await Post("\"instrument\":\"PCL5\",\"answers\":[2,2,0,0,0,2,0,2,2,0,0,0,0,0,2,2,0,0,0,0]", 201);
        Assert.Equal((2, 1, 2, 2), ((int)answer["symptomCounts"]["B"]!, (int)answer["symptomCounts"]["C"]!, (int)answer["symptomCounts"]["D"]!, (int)answer["symptomCounts"]["E"]!));
        Assert.True((bool)answer["provisionalDiagnosis"]);
    }

    [Fact]
    public async Task A_triage_has_a_level_and_no_total()
    {
        var answer = await Post("\"instrument\":\"CSSRS_SCREEN\",\"answers\":[1,1,0,0,0,0]", 201);
        Assert.Null(answer.Json!["total"]);
        Assert.Equal("low", (string)answer["riskLevel"]!);
        Assert.Equal("low", (string)answer["safetyFlags"].AsArray().Last(f => (string)f!["flag"]! == "suicide-risk")!["level"]!);
    }

    [Fact]
    public async Task A_form_that_is_not_named_is_the_standard_one() =>
        Assert.Equal("PDSS", (string)(await Post("\"instrument\":\"PDSS\",\"total\":12", 201))["form"]!);

    [Fact]
    public async Task A_measured_total_keeps_its_digits() =>
        Assert.Contains("\"total\":43.50,", (await Post("\"instrument\":\"VASANX\",\"total\":43.50", 201)).Text, StringComparison.Ordinal);

    [Fact]
    public async Task A_shorter_recall_is_kept_where_the_instrument_allows_one() =>
        Assert.Equal("PT1H", (string)(await Post("\"instrument\":\"HAMA\",\"total\":14,\"recallPeriod\":\"PT1H\"", 201))["recallPeriod"]!);

    [Theory]
    [InlineData("\"instrument\":\"XYZ\",\"total\":3", 422, "/instrument")]
    [InlineData("\"instrument\":\"gad7\",\"total\":3", 422, "/instrument")]
    [InlineData("\"instrument\":\"GAD7\",\"answers\":[1,2,3]", 422, "/answers")]
    [InlineData("\"instrument\":\"GAD7\",\"answers\":[null,null,null,null,null,null,null]", 422, "/answers")]
    [InlineData("\"instrument\":\"GAD7\",\"answers\":[0,0,0,4,0,0,0]", 422, "/answers/3")]
    [InlineData("\"instrument\":\"GAD7\",\"answers\":[0,0,0,-1,0,0,0]", 422, "/answers/3")]
    [InlineData("\"instrument\":\"GAD7\",\"answers\":[0,0,0,2147483647,0,0,0]", 422, "/answers/3")]
    [InlineData("\"instrument\":\"GAD7\",\"answers\":[0,0,0,1.5,0,0,0]", 400, "/answers/3")]
    [InlineData("\"instrument\":\"GAD7\",\"answers\":[0,0,0,\"1\",0,0,0]", 400, "/answers/3")]
    [InlineData("\"instrument\":\"GAD7\",\"answers\":[0,0,0,1e400,0,0,0]", 400, "/answers/3")]
    [InlineData("\"instrument\":\"GAD7\",\"total\":22", 422, "/total")]
    [InlineData("\"instrument\":\"GAD7\",\"total\":1.5", 422, "/total")]
    [InlineData("\"instrument\":\"GAD7\",\"total\":-1", 422, "/total")]
    [InlineData("\"instrument\":\"GAD7\",\"total\":1e400", 400, "/total")]
    [InlineData("\"instrument\":\"EQ5D5L\",\"total\":5", 422, "/total")]
    [InlineData("\"instrument\":\"CSSRS_SCREEN\",\"total\":1", 422, "/total")]
    [InlineData("\"instrument\":\"GAD7\",\"total\":7,\"answers\":[1,1,1,1,1,1,1]", 422, "/total")]
    [InlineData("\"instrument\":\"GAD7\"", 400, "/answers")]
    [InlineData("\"instrument\":\"GAD7\",\"total\":7,\"recallPeriod\":\"PT4H\"", 422, "/recallPeriod")]
    [InlineData("\"instrument\":\"HAMA\",\"total\":7,\"recallPeriod\":\"P8D\"", 422, "/recallPeriod")]
    [InlineData("\"instrument\":\"HAMA\",\"total\":7,\"recallPeriod\":\"PT0S\"", 422, "/recallPeriod")]
    [InlineData("\"instrument\":\"HAMA\",\"total\":7,\"recallPeriod\":\"1 hour\"", 400, "/recallPeriod")]
    [InlineData("\"instrument\":\"PDSS\",\"total\":7,\"form\":\"PDSS-X\"", 422, "/form")]
    [InlineData("\"instrument\":\"GAD7\",\"total\":7,\"form\":\"GAD7-X\"", 422, "/form")]
    [InlineData("\"instrument\":\"GAD7\",\"total\":7,\"performer\":\"\"", 422, "/performer")]
    [InlineData("\"instrument\":\"GAD7\",\"total\":7,\"recordedBy\":\"x\"", 400, "/recordedBy")]
    public async Task What_the_instrument_cannot_give_is_refused_with_a_pointer(string members, int status, string pointer)
    {
        var answer = await Post(members, status);
        Assert.Equal(pointer, (string)answer["errors"][0]!["pointer"]!);
    }

    [Fact]
    public async Task Every_answer_that_is_wrong_is_named_at_once() =>
        Assert.Equal(
            ["/answers/0", "/answers/6"],
            (await Post("\"instrument\":\"GAD7\",\"answers\":[4,0,0,0,0,0,9]", 422))["errors"].AsArray().Select(e => (string)e!["pointer"]!));

    [Theory]
    [InlineData("2026-06-15T12:05:00Z", 201)]
    [InlineData("2026-06-15T12:05:01Z", 422)]
    [InlineData("2026-06-15T14:00:00+02:00", 201)]
    [InlineData("2026-06-15T12:00:00", 400)]
    [InlineData("1980-04-30T22:00:00Z", 201)]
    [InlineData("1980-04-30T21:59:59Z", 422)]
    [InlineData("0001-01-01T00:00:00Z", 422)]
    public async Task Nobody_is_assessed_in_the_future_or_before_the_day_of_birth(string assessedAt, int status)
    {
        var answer = await Post("\"instrument\":\"GAD7\",\"total\":7", status, assessedAt);
        if (status != 201)
        {
            Assert.Equal("/assessedAt", (string)answer["errors"][0]!["pointer"]!);
        }
    }

    [Fact]
    public async Task A_score_is_of_a_patient_of_the_clinic()
    {
        (await service.Client.Post("/v1/scores", Body(await Given.Patient(service.OtherClient), "\"total\":7"))).Is(404);
        (await service.Client.Post("/v1/scores", Body(Guid.Empty.ToString(), "\"total\":7"))).Is(404);
        var retracted = await Given.Patient(service.Client);
        (await service.Client.Retract($"/v1/patients/{retracted}")).Is(200);
        (await service.Client.Post("/v1/scores", Body(retracted, "\"total\":7"))).Is(409);
    }

    [Fact]
    public async Task The_same_id_with_the_same_content_answers_as_the_first_time_did()
    {
        var body = Body(await Given.Patient(service.Client), $"\"total\":7,\"id\":\"{Guid.CreateVersion7(RunningService.Now.ToDateTimeOffset())}\"");
        var first = (await service.Client.Post("/v1/scores", body)).Is(201);
        var second = (await service.Client.Post("/v1/scores", body)).Is(201);
        Assert.Equal(first.Text, second.Text);
        Assert.Equal("true", second.Headers.GetValues("Idempotency-Replayed").Single());
        (await service.Client.Post("/v1/scores", body.Replace("\"total\":7", "\"total\":8", StringComparison.Ordinal))).Is(409);
    }

    [Fact]
    public async Task The_same_key_is_answered_twice_and_done_once()
    {
        var patient = await Given.Patient(service.Client);
        var first = (await service.Client.Post("/v1/scores", Body(patient, "\"answers\":[1,1,1,1,1,1,1]"), ("Idempotency-Key", "s1"))).Is(201);
        var second = (await service.Client.Post("/v1/scores", Body(patient, "\"answers\":[1,1,1,1,1,1,1]"), ("Idempotency-Key", "s1"))).Is(201);
        Assert.Equal(first.Text, second.Text);
        Assert.Equal(1, (int)(await service.Client.Get($"/v1/scores?patient={patient}&count=exact"))["count"]);
        (await service.Client.Post("/v1/scores", Body(patient, "\"total\":8"), ("Idempotency-Key", "s1"))).Is(422);
    }

    [Fact]
    public async Task Whether_a_score_asks_about_the_time_before_the_infusion_is_told_with_it()
    {
        var patient = await Given.Patient(service.Client);
        Assert.Null((await Rated.Total(service.Client, patient, "2026-03-02T08:00:00Z", 31)).Json!["recallOverlapsBaseline"]);
        await Given.StartedSession(service.Client, "2026-03-02T09:00:00Z", patient);
        Assert.Null((await Rated.Total(service.Client, patient, "2026-03-02T09:00:00Z", 31)).Json!["recallOverlapsBaseline"]);
        Assert.True((bool)(await Rated.Total(service.Client, patient, "2026-03-02T11:00:00Z", 14))["recallOverlapsBaseline"]);
        Assert.False((bool)(await Rated.Total(service.Client, patient, "2026-03-02T11:00:00Z", 14, members: "\"recallPeriod\":\"PT1H\""))["recallOverlapsBaseline"]);
        Assert.False((bool)(await Rated.Total(service.Client, patient, "2026-03-08T09:00:00Z", 14))["recallOverlapsBaseline"]);
    }

    private static string Body(string patientId, string members, string instrument = "GAD7") =>
        $$"""{"patientId":"{{patientId}}","instrument":"{{instrument}}","assessedAt":"{{Noon}}",{{members}}}""";

    private async Task<Answer> Post(string members, int status, string assessedAt = Noon) =>
        (await service.Client.Post("/v1/scores", $$"""{"patientId":"{{await Given.Patient(service.Client)}}","assessedAt":"{{assessedAt}}",{{members}}}""")).Is(status);
}
