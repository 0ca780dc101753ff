using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Scores;

public sealed class AcknowledgeScoreTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Seen = """{"performer":"md-3","acknowledgedAt":"2026-06-01T09:20:00Z","note":"safety plan reviewed"}""";

    private ApiClient Client => service.Client;

    [Fact]
    public async Task A_flag_is_acknowledged_with_who_and_when()
    {
        var score = await Phq9(await Patient(), "[0,0,0,0,0,0,0,0,1]");
        Assert.Null(score["acknowledgement"]);
        var seen = (await Client.Post($"/v1/scores/{score.Id}/acknowledgement", Seen)).Is(200);
        Assert.Equal("md-3", (string)seen["acknowledgement"]!["performer"]!);
        Assert.Equal("2026-06-01T09:20:00Z", (string)seen["acknowledgement"]!["acknowledgedAt"]!);
        Assert.Equal("safety plan reviewed", (string)seen["acknowledgement"]!["note"]!);
        Assert.Equal("\"2\"", seen.ETag);
        Assert.Equal("final", (string)seen["status"]!);
        Assert.Equal("md-3", (string)(await Client.Get($"/v1/scores/{score.Id}")).Is(200)["acknowledgement"]!["performer"]!);
        Assert.Null((await Client.Get($"/v1/scores/{score.Id}?version=1")).Is(200)["acknowledgement"]);
    }

    [Fact]
    public async Task The_first_acknowledgement_stands_and_sending_it_again_changes_nothing()
    {
        var path = $"/v1/scores/{(await Phq9(await Patient(), "[0,0,0,0,0,0,0,0,3]")).Id}/acknowledgement";
        (await Client.Post(path, Seen)).Is(200);
        Assert.Equal("\"2\"", (await Client.Post(path, Seen)).Is(200).ETag);
        (await Client.Post(path, """{"performer":"md-4","acknowledgedAt":"2026-06-01T09:30:00Z"}""")).Is(409);
    }

    [Fact]
    public async Task A_score_without_a_flag_has_nothing_to_acknowledge() =>
        (await Client.Post($"/v1/scores/{(await Phq9(await Patient(), "[3,3,3,3,3,3,3,3,0]")).Id}/acknowledgement", Seen)).Is(409);

    [Fact]
    public async Task A_retracted_score_asks_for_nobodys_attention()
    {
        var score = await Phq9(await Patient(), "[0,0,0,0,0,0,0,0,1]");
        (await Client.Post($"/v1/scores/{score.Id}/retraction", """{"reason":"mixed up"}""")).Is(200);
        (await Client.Post($"/v1/scores/{score.Id}/acknowledgement", Seen)).Is(409);
    }

    [Fact]
    public async Task A_correction_that_changes_the_flags_asks_for_attention_anew()
    {
        var score = (await Client.Post(
            "/v1/scores",
            $$"""{"patientId":"{{await Patient()}}","instrument":"CSSRS_SCREEN","assessedAt":"2026-06-01T09:00:00Z","answers":[1,0,null,null,null,0,null]}""")).Is(201);
        Assert.Equal("low", (string)score["safetyFlags"]![0]!["level"]!);
        var seen = (await Client.Post($"/v1/scores/{score.Id}/acknowledgement", Seen)).Is(200);
        var same = (await Client.Correct($"/v1/scores/{score.Id}", """{"reason":"who rated","performer":"md-9"}""", seen.ETag)).Is(200);
        Assert.NotNull(same["acknowledgement"]);
        var worse = (await Client.Correct($"/v1/scores/{score.Id}", """{"reason":"misread","answers":[1,1,0,1,0,0,null]}""", same.ETag)).Is(200);
        Assert.Equal("high", (string)worse["safetyFlags"]![0]!["level"]!);
        Assert.Null(worse["acknowledgement"]);
        var none = (await Client.Correct($"/v1/scores/{score.Id}", """{"reason":"misread","answers":[0,0,null,null,null,0,null]}""", worse.ETag)).Is(200);
        Assert.Empty(none["safetyFlags"]!.AsArray());
    }

    [Fact]
    public async Task No_score_is_moved_past_the_acknowledgement_of_its_flags()
    {
        var score = await Phq9(await Patient(), "[0,0,0,0,0,0,0,0,3]");
        var seen = (await Client.Post($"/v1/scores/{score.Id}/acknowledgement", Seen)).Is(200);
        var refused = (await Client.Correct($"/v1/scores/{score.Id}", """{"reason":"x","assessedAt":"2026-06-01T09:20:01Z"}""", seen.ETag)).Is(422);
        Assert.Equal("/assessedAt", (string)refused["errors"][0]!["pointer"]!);
        (await Client.Correct($"/v1/scores/{score.Id}", """{"reason":"x","assessedAt":"2026-06-01T09:20:00Z"}""", seen.ETag)).Is(200);
    }

    [Fact]
    public async Task Under_the_right_patient_a_flag_is_to_be_acknowledged_there()
    {
        var right = await Patient();
        var score = await Phq9(await Patient(), "[0,0,0,0,0,0,0,0,1]");
        (await Client.Post($"/v1/scores/{score.Id}/acknowledgement", Seen)).Is(200);
        (await Client.Post($"/v1/scores/{score.Id}/retraction", $$"""{"reason":"mixed up","wrongPatient":true,"reenterUnder":"{{right}}"}""")).Is(200);
        var open = Assert.Single((await Client.Get($"/v1/scores?acknowledged=false&patient={right}")).Items);
        Assert.Null(open!["acknowledgement"]);
    }

    [Fact]
    public async Task What_nobody_has_seen_to_is_listed()
    {
        var patient = await Patient();
        var seen = await Phq9(patient, "[0,0,0,0,0,0,0,0,1]");
        var open = await Phq9(patient, "[0,0,0,0,0,0,0,0,2]");
        await Phq9(patient, "[3,3,3,3,3,3,3,3,0]");
        (await Client.Post($"/v1/scores/{seen.Id}/acknowledgement", Seen)).Is(200);
        Assert.Equal(open.Id, (string)Assert.Single((await Client.Get($"/v1/scores?acknowledged=false&patient={patient}")).Items)!["id"]!);
        Assert.Equal(seen.Id, (string)Assert.Single((await Client.Get($"/v1/scores?acknowledged=true&patient={patient}")).Items)!["id"]!);
    }

    [Theory]
    [InlineData("PHQ9", "\"answers\":[0,0,0,0,0,0,0,0,null]", "cannotBeExcluded")]
    [InlineData("PHQ9", "\"total\":24", "cannotBeExcluded")]
    [InlineData("PHQ9", "\"total\":25", "raised")]
    [InlineData("CSSRS_SCREEN", "\"answers\":[0,0,null,null,null,null]", "cannotBeExcluded")]
    public async Task What_cannot_be_excluded_is_listed_until_somebody_saw_to_it(string instrument, string content, string state)
    {
        var patient = await Patient();
        var score = (await Client.Post(
            "/v1/scores", $$"""{"patientId":"{{patient}}","instrument":"{{instrument}}","assessedAt":"2026-06-01T09:00:00Z",{{content}}}""")).Is(201);
        Assert.Equal(state, (string)Assert.Single(score["safetyFlags"]!.AsArray())!["state"]!);
        Assert.Equal(score.Id, (string)Assert.Single((await Client.Get($"/v1/scores?acknowledged=false&patient={patient}")).Items)!["id"]!);
        (await Client.Post($"/v1/scores/{score.Id}/acknowledgement", Seen)).Is(200);
        Assert.Empty((await Client.Get($"/v1/scores?acknowledged=false&patient={patient}")).Items);
    }

    [Fact]
    public async Task A_flag_that_could_not_be_excluded_is_acknowledged_anew_once_the_answer_is_there()
    {
        var score = await Phq9(await Patient(), "[0,0,0,0,0,0,0,0,null]");
        var seen = (await Client.Post($"/v1/scores/{score.Id}/acknowledgement", Seen)).Is(200);
        var raised = (await Client.Correct($"/v1/scores/{score.Id}", """{"reason":"asked","answers":[0,0,0,0,0,0,0,0,1]}""", seen.ETag)).Is(200);
        Assert.Null(raised["acknowledgement"]);
        var none = (await Client.Correct($"/v1/scores/{score.Id}", """{"reason":"asked","answers":[0,0,0,0,0,0,0,0,0]}""", raised.ETag)).Is(200);
        Assert.Empty(none["safetyFlags"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"performer":"md-3","acknowledgedAt":"2026-06-01T08:59:59Z"}""", 422, "/acknowledgedAt")]
    [InlineData("""{"performer":"md-3","acknowledgedAt":"2026-06-15T12:05:01Z"}""", 422, "/acknowledgedAt")]
    [InlineData("""{"performer":"","acknowledgedAt":"2026-06-01T09:20:00Z"}""", 422, "/performer")]
    [InlineData("""{"acknowledgedAt":"2026-06-01T09:20:00Z"}""", 400, "/performer")]
    [InlineData("""{"performer":"md-3"}""", 400, "/acknowledgedAt")]
    public async Task What_is_no_acknowledgement_is_refused(string body, int status, string pointer)
    {
        var score = await Phq9(await Patient(), "[0,0,0,0,0,0,0,0,1]");
        Assert.Equal(pointer, (string)(await Client.Post($"/v1/scores/{score.Id}/acknowledgement", body)).Is(status)["errors"]![0]!["pointer"]!);
    }

    [Fact]
    public async Task A_stale_version_and_another_clinics_score_are_refused()
    {
        var score = await Phq9(await Patient(), "[0,0,0,0,0,0,0,0,1]");
        (await Client.Send(HttpMethod.Post, $"/v1/scores/{score.Id}/acknowledgement", Seen, ("If-Match", "\"7\""))).Is(412);
        (await service.OtherClient.Post($"/v1/scores/{score.Id}/acknowledgement", Seen)).Is(404);
    }

    private async Task<string> Patient() => (await Client.Post("/v1/patients", "{}")).Is(201).Id;

    private async Task<Answer> Phq9(string patient, string answers) => (await Client.Post(
        "/v1/scores", $$"""{"patientId":"{{patient}}","instrument":"PHQ9","assessedAt":"2026-06-01T09:00:00Z","answers":{{answers}}}""")).Is(201);
}
