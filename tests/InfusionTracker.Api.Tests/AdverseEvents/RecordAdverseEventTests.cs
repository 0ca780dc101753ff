using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.AdverseEvents;

public sealed class RecordAdverseEventTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task An_adverse_event_is_recorded_with_its_code_grade_and_course()
    {
        var session = await Given.Session(service.Client);
        var answer = await AdverseEvents.Record(service.Client, session);
        Assert.Equal("\"1\"", answer.ETag);
        Assert.Equal($"/v1/adverse-events/{answer.Id}", answer.Headers.Location!.ToString());
        var expected = JsonNode.Parse(AdverseEvents.Nausea)!.AsObject();
        foreach (var (member, value) in expected)
        {
            Assert.True(JsonNode.DeepEquals(value, answer.Json![member]), $"{member}: {answer.Text}");
        }

        Assert.Equal(session, (string)answer["sessionId"]!);
        Assert.Equal("final", (string)answer["status"]!);
        Assert.NotNull(answer["recordedBy"]);
    }

    [Fact]
    public async Task A_code_a_severity_and_a_beginning_are_enough()
    {
        var answer = await AdverseEvents.Record(service.Client, null, """{"code":{"system":"http://snomed.info/sct","code":"404640003"},"severity":"severe","startedAt":"2026-06-15T11:00:00Z"}""");
        Assert.Null(answer.Json!["grade"]);
        Assert.Null(answer.Json!["outcome"]);
    }

    [Theory]
    [InlineData("1980-04-30T22:00:00Z", 201)]
    [InlineData("1980-04-30T21:59:59Z", 422)]
    public async Task No_adverse_event_begins_before_the_day_of_birth(string startedAt, int status)
    {
        var answer = (await service.Client.Post(
            $"/v1/sessions/{await Given.Session(service.Client)}/adverse-events",
            $$"""{"code":{"system":"http://snomed.info/sct","code":"404640003"},"severity":"mild","startedAt":"{{startedAt}}"}""")).Is(status);
        if (status != 201)
        {
            Assert.Equal("/startedAt", (string)answer["errors"][0]!["pointer"]!);
        }
    }

    [Fact]
    public async Task The_same_id_with_the_same_content_answers_as_the_first_time_did()
    {
        var path = $"/v1/sessions/{await Given.Session(service.Client)}/adverse-events";
        var body = AdverseEvents.Nausea.Replace("{\"code\":{", $$"""{"id":"{{Guid.CreateVersion7(RunningService.Now.ToDateTimeOffset())}}","code":{""", StringComparison.Ordinal);
        var first = (await service.Client.Post(path, body)).Is(201);
        (await service.Client.Correct($"/v1/adverse-events/{first.Id}", """{"reason":"it ended","endedAt":"2026-06-15T11:20:00Z"}""", "\"1\"")).Is(200);
        var second = (await service.Client.Post(path, body)).Is(201);
        Assert.Equal(first.Text, second.Text);
        Assert.Equal("true", second.Headers.GetValues("Idempotency-Replayed").Single());
        (await service.Client.Post(path, body.Replace("mild", "severe", StringComparison.Ordinal))).Is(409);
        (await service.Client.Post($"/v1/sessions/{await Given.Session(service.Client)}/adverse-events", body)).Is(409);
    }

    [Fact]
    public async Task The_same_key_is_answered_twice_and_done_once()
    {
        var path = $"/v1/sessions/{await Given.Session(service.Client)}/adverse-events";
        var first = (await service.Client.Post(path, AdverseEvents.Nausea, ("Idempotency-Key", "ae-1"))).Is(201);
        var second = (await service.Client.Post(path, AdverseEvents.Nausea, ("Idempotency-Key", "ae-1"))).Is(201);
        Assert.Equal(first.Text, second.Text);
        Assert.Single((await service.Client.Get(path)).Is(200).Items);
    }

    [Fact]
    public async Task A_session_of_another_clinic_is_not_found()
    {
        var theirs = await Given.Session(service.OtherClient);
        (await service.Client.Post($"/v1/sessions/{theirs}/adverse-events", AdverseEvents.Nausea)).Is(404);
        (await service.Client.Post($"/v1/sessions/{Guid.Empty}/adverse-events", AdverseEvents.Nausea)).Is(404);
    }

    [Fact]
    public async Task Nothing_is_recorded_of_a_retracted_session()
    {
        var session = await Given.Session(service.Client);
        (await service.Client.Retract($"/v1/sessions/{session}")).Is(200);
        (await service.Client.Post($"/v1/sessions/{session}/adverse-events", AdverseEvents.Nausea)).Is(409);
    }

    [Theory]
    [InlineData("\"severity\":\"mild\"", "\"severity\":\"dreadful\"", 422, "/severity")]
    [InlineData("\"severity\":\"mild\"", "\"severity\":null", 400, "/severity")]
    [InlineData("\"severity\":\"mild\",", "", 400, "/severity")]
    [InlineData("\"grade\":1", "\"grade\":0", 422, "/grade")]
    [InlineData("\"grade\":1", "\"grade\":6", 422, "/grade")]
    [InlineData("\"grade\":1", "\"grade\":1.5", 400, "/grade")]
    [InlineData("\"grade\":1", "\"grade\":99999999999", 400, "/grade")]
    [InlineData("\"action\":\"none\"", "\"action\":\"ran\"", 422, "/action")]
    [InlineData("\"outcome\":\"recovering\"", "\"outcome\":\"fine\"", 422, "/outcome")]
    [InlineData("\"code\":\"422587007\"", "\"code\":\"\"", 422, "/code/code")]
    [InlineData("\"system\":\"http://snomed.info/sct\",", "", 400, "/code/system")]
    [InlineData("\"performer\":\"rn-17\"", "\"performer\":\"\"", 422, "/performer")]
    [InlineData("\"performer\":\"rn-17\"", "\"nurse\":\"rn-17\"", 400, "/nurse")]
    [InlineData("\"startedAt\":\"2026-06-15T11:00:00Z\"", "\"startedAt\":\"2026-06-15T11:00:00\"", 400, "/startedAt")]
    [InlineData("\"startedAt\":\"2026-06-15T11:00:00Z\"", "\"startedAt\":\"2026-06-15T12:05:01Z\"", 422, "/startedAt")]
    [InlineData("\"endedAt\":null", "\"endedAt\":\"2026-06-15T12:05:01Z\"", 422, "/endedAt")]
    [InlineData("\"endedAt\":null", "\"endedAt\":\"2026-06-15T10:59:59.999999Z\"", 422, "/endedAt")]
    public async Task What_cannot_be_recorded_is_refused_with_a_pointer(string given, string instead, int status, string pointer)
    {
        var body = AdverseEvents.Nausea.Replace(given, instead, StringComparison.Ordinal);
        Assert.NotEqual(AdverseEvents.Nausea, body);
        var answer = (await service.Client.Post($"/v1/sessions/{await Given.Session(service.Client)}/adverse-events", body)).Is(status);
        Assert.Equal(pointer, (string)answer["errors"][0]!["pointer"]!);
    }

    [Theory]
    [InlineData("\"endedAt\":\"2026-06-15T11:00:00Z\"")]
    [InlineData("\"endedAt\":\"2026-06-15T12:05:00Z\"")]
    public async Task It_may_end_as_it_begins_and_by_a_clock_that_runs_ahead_a_little(string ended) =>
        await AdverseEvents.Record(service.Client, null, AdverseEvents.Nausea.Replace("\"endedAt\":null", ended, StringComparison.Ordinal));

    [Fact]
    public async Task Recording_needs_the_scope()
    {
        var session = await Given.Session(service.Client);
        using var dashboard = await service.As("dashboard");
        (await dashboard.Post($"/v1/sessions/{session}/adverse-events", AdverseEvents.Nausea)).Is(403);
    }
}
