using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Scores;

public sealed class CorrectScoreTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_correction_gives_the_new_value_and_why()
    {
        var score = await Hama();
        var corrected = (await Correct(score, "\"total\":30,\"assessedAt\":\"2026-03-02T10:30:00+02:00\",\"performer\":\"md-4\",\"recallPeriod\":\"P1D\"")).Is(200);
        Assert.Equal("\"2\"", corrected.ETag);
        Assert.Equal("corrected", (string)corrected["status"]!);
        Assert.Equal("wrong", (string)corrected["reason"]!);
        Assert.Equal((30, "2026-03-02T08:30:00Z", "md-4", "P1D"), ((int)corrected["total"], (string)corrected["assessedAt"]!, (string)corrected["performer"]!, (string)corrected["recallPeriod"]!));
        Assert.Equal((string)score["patientId"]!, (string)corrected["patientId"]!);
    }

    [Fact]
    public async Task Answers_take_the_place_of_a_total_and_a_total_that_of_answers()
    {
        var patient = await Given.Patient(service.Client);
        var score = await Rated.Total(service.Client, patient, "2026-03-02T08:00:00Z", 20, "GAD7");
        var answered = (await Correct(score, "\"answers\":[1,1,1,1,1,1,1]")).Is(200);
        Assert.Equal(7, (int)answered["total"]);
        var kept = (await Correct(answered, "\"performer\":\"md-4\"")).Is(200);
        Assert.Equal(7, kept["answers"].AsArray().Count);
        var totalled = (await Correct(kept, "\"total\":9")).Is(200);
        Assert.Null(totalled.Json!["answers"]);
        Assert.Equal(9, (int)totalled["total"]);
    }

    [Theory]
    [InlineData("\"total\":null", 400, "/total")]
    [InlineData("\"total\":30,\"assessedAt\":null", 400, "/assessedAt")]
    [InlineData("\"total\":57", 422, "/total")]
    [InlineData("\"answers\":[1]", 422, "/answers")]
    [InlineData("\"answers\":[0,0,0,0,0,0,0,0,0,0,0,0,0,5]", 422, "/answers/13")]
    [InlineData("\"recallPeriod\":\"P8D\"", 422, "/recallPeriod")]
    [InlineData("\"form\":\"x\"", 422, "/form")]
    [InlineData("\"assessedAt\":\"2026-06-16T12:00:00Z\"", 422, "/assessedAt")]
    [InlineData("\"assessedAt\":\"1970-01-01T00:00:00Z\"", 422, "/assessedAt")]
    [InlineData("\"patientId\":\"00000000-0000-0000-0000-000000000000\"", 400, "/patientId")]
    [InlineData("\"instrument\":\"GAD7\"", 400, "/instrument")]
    public async Task What_the_instrument_cannot_give_is_refused_with_a_pointer(string members, int status, string pointer)
    {
        var answer = (await Correct(await Hama(), members)).Is(status);
        Assert.Equal(pointer, (string)answer["errors"][0]!["pointer"]!);
    }

    [Fact]
    public async Task A_correction_says_what_changes_why_and_of_which_version()
    {
        var score = await Hama();
        var path = $"/v1/scores/{score.Id}";
        (await service.Client.Post(path + "/corrections", """{"reason":"x","total":30}""")).Is(428);
        (await service.Client.Correct(path, """{"total":30}""", score.ETag)).Is(400);
        (await service.Client.Correct(path, """{"reason":"","total":30}""", score.ETag)).Is(422);
        (await service.Client.Correct(path, """{"reason":"x"}""", score.ETag)).Is(422);
        (await Correct(score, "\"total\":30")).Is(200);
        (await Correct(score, "\"total\":29")).Is(412);
        Assert.Equal(30, (int)(await service.Client.Get(path))["total"]);
    }

    [Fact]
    public async Task The_same_key_corrects_once()
    {
        var score = await Hama();
        Task<Answer> Send() => service.Client.Post($"/v1/scores/{score.Id}/corrections", """{"reason":"x","total":30}""", ("If-Match", score.ETag), ("Idempotency-Key", "c1"));
        Assert.Equal((await Send()).Is(200).Text, (await Send()).Is(200).Text);
        Assert.Equal(2, (int)(await service.Client.Get($"/v1/scores/{score.Id}"))["version"]);
    }

    [Fact]
    public async Task A_retracted_score_changes_no_more()
    {
        var score = await Hama();
        var retracted = (await service.Client.Retract($"/v1/scores/{score.Id}")).Is(200);
        (await Correct(retracted, "\"total\":30")).Is(409);
    }

    [Fact]
    public async Task A_score_of_another_clinic_is_none_here()
    {
        var score = await Rated.Total(service.OtherClient, await Given.Patient(service.OtherClient), "2026-03-02T08:00:00Z", 31);
        (await Correct(score, "\"total\":30")).Is(404);
    }

    private async Task<Answer> Hama() => await Rated.Total(service.Client, await Given.Patient(service.Client), "2026-03-02T08:00:00Z", 31);

    private Task<Answer> Correct(Answer score, string members) =>
        service.Client.Correct($"/v1/scores/{score.Id}", $$"""{"reason":"wrong",{{members}}}""", score.ETag);
}
