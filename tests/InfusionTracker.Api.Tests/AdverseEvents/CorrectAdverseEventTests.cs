using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.AdverseEvents;

public sealed class CorrectAdverseEventTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_correction_changes_what_it_names_and_says_why()
    {
        var first = await AdverseEvents.Record(service.Client);
        var corrected = (await service.Client.Correct(
            $"/v1/adverse-events/{first.Id}",
            """{"reason":"it ended","endedAt":"2026-06-15T13:20:00+02:00","outcome":"resolved"}""",
            first.ETag)).Is(200);
        Assert.Equal("\"2\"", corrected.ETag);
        Assert.Equal("corrected", (string)corrected["status"]!);
        Assert.Equal("it ended", (string)corrected["reason"]!);
        Assert.Equal("2026-06-15T11:20:00Z", (string)corrected["endedAt"]!);
        Assert.Equal("resolved", (string)corrected["outcome"]!);
        Assert.Equal("422587007", (string)corrected["code"]["code"]!);
        Assert.Equal("after the bolus", (string)corrected["note"]!);
    }

    [Fact]
    public async Task A_correction_says_which_version_it_is_of()
    {
        var first = await AdverseEvents.Record(service.Client);
        var path = $"/v1/adverse-events/{first.Id}";
        (await service.Client.Post(path + "/corrections", """{"reason":"x","grade":2}""")).Is(428);
        (await service.Client.Correct(path, """{"reason":"x","grade":2}""", "\"7\"")).Is(412);
        (await service.Client.Correct(path, """{"reason":"x","grade":2}""", "\"1\"")).Is(200);
        (await service.Client.Correct(path, """{"reason":"x","grade":3}""", "\"1\"")).Is(412);
    }

    [Fact]
    public async Task No_adverse_event_is_moved_before_the_day_of_birth()
    {
        var first = await AdverseEvents.Record(service.Client);
        var answer = await service.Client.Correct($"/v1/adverse-events/{first.Id}", """{"reason":"x","startedAt":"1980-04-30T21:59:59Z"}""", first.ETag);
        Assert.Equal("/startedAt", (string)answer.Is(422)["errors"][0]!["pointer"]!);
    }

    [Fact]
    public async Task The_same_key_corrects_once()
    {
        var first = await AdverseEvents.Record(service.Client);
        var path = $"/v1/adverse-events/{first.Id}/corrections";
        const string body = """{"reason":"x","grade":2}""";
        var once = (await service.Client.Post(path, body, ("If-Match", "\"1\""), ("Idempotency-Key", "ae-c1"))).Is(200);
        var twice = (await service.Client.Post(path, body, ("If-Match", "\"1\""), ("Idempotency-Key", "ae-c1"))).Is(200);
        Assert.Equal(once.Text, twice.Text);
        Assert.Equal("true", twice.Headers.GetValues("Idempotency-Replayed").Single());
    }

    [Theory]
    [InlineData("""{"grade":2}""", 400, "/reason")]
    [InlineData("""{"reason":""}""", 422, "/reason")]
    [InlineData("""{"reason":"x","severity":"none"}""", 422, "/severity")]
    [InlineData("""{"reason":"x","endedAt":"2026-06-15T10:00:00Z"}""", 422, "/endedAt")]
    [InlineData("""{"reason":"x","startedAt":"2026-06-15T13:00:00Z"}""", 422, "/startedAt")]
    [InlineData("""{"reason":"x","sessionId":"0196f000-0000-7000-8000-000000000001"}""", 400, "/sessionId")]
    public async Task What_cannot_be_corrected_so_is_refused_with_a_pointer(string body, int status, string pointer)
    {
        var first = await AdverseEvents.Record(service.Client);
        var answer = (await service.Client.Correct($"/v1/adverse-events/{first.Id}", body, first.ETag)).Is(status);
        Assert.Equal(pointer, (string)answer["errors"][0]!["pointer"]!);
    }

    [Fact]
    public async Task A_beginning_is_not_moved_past_the_recorded_end()
    {
        var first = await AdverseEvents.Record(service.Client, null, AdverseEvents.Nausea.Replace("\"endedAt\":null", "\"endedAt\":\"2026-06-15T11:10:00Z\"", StringComparison.Ordinal));
        (await service.Client.Correct($"/v1/adverse-events/{first.Id}", """{"reason":"x","startedAt":"2026-06-15T11:11:00Z"}""", first.ETag)).Is(422);
    }

    [Fact]
    public async Task A_retracted_adverse_event_changes_no_more()
    {
        var first = await AdverseEvents.Record(service.Client);
        (await service.Client.Retract($"/v1/adverse-events/{first.Id}")).Is(200);
        (await service.Client.Correct($"/v1/adverse-events/{first.Id}", """{"reason":"x","grade":2}""", "\"2\"")).Is(409);
    }

    [Fact]
    public async Task An_adverse_event_of_another_clinic_is_not_found()
    {
        var theirs = await AdverseEvents.Record(service.OtherClient);
        (await service.Client.Correct($"/v1/adverse-events/{theirs.Id}", """{"reason":"x","grade":2}""", "\"1\"")).Is(404);
    }
}
