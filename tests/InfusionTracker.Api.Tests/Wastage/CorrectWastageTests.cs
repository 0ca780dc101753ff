using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Wastage;

public sealed class CorrectWastageTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_correction_changes_what_it_names_and_says_why()
    {
        var first = await DrawnUp.Record(service.Client);
        var corrected = (await service.Client.Correct(
            $"/v1/wastage/{first.Id}", """{"reason":"misread","wastedMg":14.250,"occurredAt":"2026-06-15T13:20:00+02:00"}""", first.ETag)).Is(200);
        Assert.Equal("\"2\"", corrected.ETag);
        Assert.Equal("corrected", (string)corrected["status"]!);
        Assert.Equal("misread", (string)corrected["reason"]!);
        Assert.Equal("2026-06-15T11:20:00Z", (string)corrected["occurredAt"]!);
        Assert.Equal("14.250", corrected["wastedMg"].ToJsonString());
        foreach (var member in (string[])["drawnMg", "returnedMg", "performer", "witness", "lot", "note"])
        {
            Assert.Equal(first[member].ToJsonString(), corrected[member].ToJsonString());
        }
    }

    [Fact]
    public async Task A_correction_says_which_version_it_is_of()
    {
        var first = await DrawnUp.Record(service.Client);
        var path = $"/v1/wastage/{first.Id}";
        (await service.Client.Post(path + "/corrections", """{"reason":"x","wastedMg":2}""")).Is(428);
        (await service.Client.Correct(path, """{"reason":"x","wastedMg":2}""", "\"7\"")).Is(412);
        (await service.Client.Correct(path, """{"reason":"x","wastedMg":2}""", "\"1\"")).Is(200);
        (await service.Client.Correct(path, """{"reason":"x","wastedMg":3}""", "\"1\"")).Is(412);
    }

    [Fact]
    public async Task The_same_key_corrects_once()
    {
        var first = await DrawnUp.Record(service.Client);
        var path = $"/v1/wastage/{first.Id}/corrections";
        const string body = """{"reason":"x","wastedMg":2}""";
        var once = (await service.Client.Post(path, body, ("If-Match", "\"1\""), ("Idempotency-Key", "w-c1"))).Is(200);
        var twice = (await service.Client.Post(path, body, ("If-Match", "\"1\""), ("Idempotency-Key", "w-c1"))).Is(200);
        Assert.Equal(once.Text, twice.Text);
        Assert.Equal("true", twice.Headers.GetValues("Idempotency-Replayed").Single());
    }

    [Theory]
    [InlineData("""{"wastedMg":2}""", 400, "/reason")]
    [InlineData("""{"reason":""}""", 422, "/reason")]
    [InlineData("""{"reason":"x","drawnMg":null}""", 400, "/drawnMg")]
    [InlineData("""{"reason":"x","witness":null}""", 422, "/witness")]
    [InlineData("""{"reason":"x","witness":"rn-17"}""", 422, "/witness")]
    [InlineData("""{"reason":"x","performer":"rn-23"}""", 422, "/witness")]
    [InlineData("""{"reason":"x","drawnMg":14}""", 422, "/wastedMg")]
    [InlineData("""{"reason":"x","returnedMg":36}""", 422, "/wastedMg")]
    [InlineData("""{"reason":"x","occurredAt":"2026-06-15T13:00:00Z"}""", 422, "/occurredAt")]
    [InlineData("""{"reason":"x","occurredAt":"1980-04-30T13:00:00Z"}""", 422, "/occurredAt")]
    [InlineData("""{"reason":"x","sessionId":"0196f000-0000-7000-8000-000000000001"}""", 400, "/sessionId")]
    public async Task What_cannot_be_corrected_so_is_refused_with_a_pointer(string body, int status, string pointer)
    {
        var first = await DrawnUp.Record(service.Client);
        var answer = (await service.Client.Correct($"/v1/wastage/{first.Id}", body, first.ETag)).Is(status);
        Assert.Equal(pointer, (string)answer["errors"][0]!["pointer"]!);
    }

    [Fact]
    public async Task Waste_that_is_told_of_later_needs_its_witness_too()
    {
        var first = await DrawnUp.Record(service.Client, null, """{"drawnMg":50,"wastedMg":0,"occurredAt":"2026-06-15T11:00:00Z","performer":"rn-17"}""");
        var path = $"/v1/wastage/{first.Id}";
        var refused = (await service.Client.Correct(path, """{"reason":"x","wastedMg":1}""", first.ETag)).Is(422);
        Assert.Equal("/witness", (string)refused["errors"][0]!["pointer"]!);
        (await service.Client.Correct(path, """{"reason":"x","wastedMg":1,"witness":"rn-23"}""", first.ETag)).Is(200);
    }

    [Fact]
    public async Task A_retracted_record_changes_no_more()
    {
        var first = await DrawnUp.Record(service.Client);
        (await service.Client.Retract($"/v1/wastage/{first.Id}")).Is(200);
        (await service.Client.Correct($"/v1/wastage/{first.Id}", """{"reason":"x","wastedMg":2}""", "\"2\"")).Is(409);
    }

    [Fact]
    public async Task A_record_of_another_clinic_is_not_found()
    {
        var theirs = await DrawnUp.Record(service.OtherClient);
        (await service.Client.Correct($"/v1/wastage/{theirs.Id}", """{"reason":"x","wastedMg":2}""", "\"1\"")).Is(404);
    }
}
