using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Observations;

public sealed class CorrectObservationTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_correction_gives_the_new_value_and_keeps_the_old_one_readable()
    {
        var id = (await Given.HeartRate(service.Client)).Id;
        var before = (string)(await service.Client.Get($"/v1/observations/{id}")).Is(200)["recordedAt"]!;
        var answer = (await service.Client.Correct($"/v1/observations/{id}", """{"reason":"misread","value":27.0}""", "\"1\"")).Is(200);
        Assert.Equal("\"2\"", answer.ETag);
        Assert.Equal("corrected", (string)answer["status"]!);
        Assert.Equal("misread", (string)answer["reason"]!);
        Assert.Equal("27.0", answer["value"].ToJsonString());
        Assert.Equal("27.0", answer["canonicalValue"].ToJsonString());
        Assert.Equal(72, (int)(await service.Client.Get($"/v1/observations/{id}?version=1")).Is(200)["value"]);
        Assert.Equal(72, (int)(await service.Client.Get($"/v1/observations/{id}?asOf={before}")).Is(200)["value"]);
        Assert.Equal(answer.Text, (await service.Client.Get($"/v1/observations/{id}?version=2")).Is(200).Text);
    }

    [Fact]
    public async Task A_corrected_value_is_judged_as_a_new_one_is()
    {
        var path = $"/v1/observations/{(await Given.HeartRate(service.Client)).Id}";
        Assert.Equal("/value", Pointer((await service.Client.Correct(path, """{"reason":"x","value":720}""", "\"1\"")).Is(422)));
        Assert.Equal("/unit", Pointer((await service.Client.Correct(path, """{"reason":"x","unit":"mg"}""", "\"1\"")).Is(422)));
        Assert.Equal("/observedAt", Pointer((await service.Client.Correct(path, """{"reason":"x","observedAt":"2026-06-15T12:05:01Z"}""", "\"1\"")).Is(422)));
        Assert.Equal("/observedAt", Pointer((await service.Client.Correct(path, """{"reason":"x","observedAt":"1980-04-30T21:59:59Z"}""", "\"1\"")).Is(422)));
        Assert.Equal("/performer", Pointer((await service.Client.Correct(path, """{"reason":"x","performer":""}""", "\"1\"")).Is(422)));
        Assert.Equal("HH", (string)(await service.Client.Correct(path, """{"reason":"x","value":150}""", "\"1\"")).Is(200)["interpretation"]!);
    }

    [Fact]
    public async Task The_components_of_a_panel_are_corrected_together()
    {
        var id = (await Given.BloodPressure(service.Client)).Id;
        var answer = (await service.Client.Correct($"/v1/observations/{id}", """
            {"reason":"cuff","components":[{"code":"8480-6","value":130,"unit":"mm[Hg]"},{"code":"8462-4","value":85,"unit":"mm[Hg]"}]}
            """, "\"1\"")).Is(200);
        Assert.Equal([130, 85], answer["components"].AsArray().Select(c => (int)c!["value"]!));
        Assert.Equal([120, 80], (await service.Client.Get($"/v1/observations/{id}?version=1")).Is(200)["components"].AsArray().Select(c => (int)c!["value"]!));
    }

    [Theory]
    [InlineData("""{"reason":"x","code":"9279-1"}""", 400, "/code")]
    [InlineData("""{"value":73}""", 400, "/reason")]
    [InlineData("""{"reason":"","value":73}""", 422, "/reason")]
    [InlineData("""{"reason":"x","components":[{"code":"8480-6","value":130,"unit":"mm[Hg]"}]}""", 422, "/components")]
    public async Task What_is_no_correction_is_refused(string body, int status, string pointer) =>
        Assert.Equal(pointer, Pointer((await service.Client.Correct($"/v1/observations/{(await Given.HeartRate(service.Client)).Id}", body, "\"1\"")).Is(status)));

    [Fact]
    public async Task A_correction_says_which_version_it_is_of()
    {
        var path = $"/v1/observations/{(await Given.HeartRate(service.Client)).Id}";
        (await service.Client.Post(path + "/corrections", """{"reason":"x","value":73}""")).Is(428);
        (await service.Client.Correct(path, """{"reason":"x","value":73}""", "\"2\"")).Is(412);
        (await service.Client.Correct(path, """{"reason":"x","value":73}""", "\"1\"")).Is(200);
        (await service.Client.Correct(path, """{"reason":"x","value":74}""", "\"1\"")).Is(412);
    }

    [Fact]
    public async Task A_keyed_correction_is_done_once()
    {
        var path = $"/v1/observations/{(await Given.HeartRate(service.Client)).Id}/corrections";
        var first = (await service.Client.Post(path, """{"reason":"x","value":73}""", ("If-Match", "\"1\""), ("Idempotency-Key", "c1"))).Is(200);
        var second = (await service.Client.Post(path, """{"reason":"x","value":73}""", ("If-Match", "\"1\""), ("Idempotency-Key", "c1"))).Is(200);
        Assert.Equal(first.Text, second.Text);
        Assert.Equal("true", second.Headers.GetValues("Idempotency-Replayed").Single());
    }

    [Fact]
    public async Task A_retracted_observation_is_corrected_no_more()
    {
        var path = $"/v1/observations/{(await Given.HeartRate(service.Client)).Id}";
        (await service.Client.Retract(path)).Is(200);
        (await service.Client.Correct(path, """{"reason":"x","value":73}""", "\"2\"")).Is(409);
    }

    [Fact]
    public async Task An_observation_of_another_clinic_is_as_one_that_never_was() =>
        (await service.Client.Correct($"/v1/observations/{(await Given.HeartRate(service.OtherClient)).Id}", """{"reason":"x","value":73}""", "*")).Is(404);

    private static string Pointer(Answer answer) => (string)answer["errors"][0]!["pointer"]!;
}
