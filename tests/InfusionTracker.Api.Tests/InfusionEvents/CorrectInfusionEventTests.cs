using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.InfusionEvents;

public sealed class CorrectInfusionEventTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_correction_changes_what_it_names_and_says_why()
    {
        var (_, start, _) = await Infusion();
        var corrected = (await service.Client.Correct($"/v1/infusion-events/{start.Id}", """{"reason":"read from the pump","rate":{"value":60.0,"unit":"mg/h"}}""", start.ETag)).Is(200);
        Assert.Equal("corrected", (string)corrected["status"]!);
        Assert.Equal("\"2\"", corrected.ETag);
        Assert.Equal("read from the pump", (string)corrected["reason"]!);
        Assert.Equal("60.0", corrected["rate"]["value"]!.ToJsonString());
        Assert.Equal("rn-17", (string)corrected["performer"]!);
        Assert.Equal((string)start["occurredAt"]!, (string)corrected["occurredAt"]!);
    }

    [Fact]
    public async Task A_corrected_start_moves_the_start_of_the_session()
    {
        var (session, start, stop) = await Infusion();
        (await service.Client.Correct($"/v1/infusion-events/{start.Id}", """{"reason":"clock","occurredAt":"2026-06-15T08:55:00Z"}""", start.ETag)).Is(200);
        var moved = (await service.Client.Get($"/v1/sessions/{session}")).Is(200);
        Assert.Equal("2026-06-15T08:55:00Z", (string)moved["startedAt"]!);
        var noted = (await service.Client.Correct($"/v1/infusion-events/{stop.Id}", """{"reason":"told later","note":"vomiting"}""", stop.ETag)).Is(200);
        Assert.Equal("completed", await Status(session));
        (await service.Client.Correct($"/v1/infusion-events/{stop.Id}", """{"reason":"broken off","completed":false}""", noted.ETag)).Is(200);
        Assert.Equal("stopped", await Status(session));
    }

    [Theory]
    [InlineData(null, "09:05", "completed")]
    [InlineData("vomiting", "09:40", "stopped")]
    public async Task A_session_that_ended_before_a_stop_could_say_how_keeps_its_status(string? note, string stoppedAt, string status)
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T09:00:00Z");
        var start = (await service.Client.Get($"/v1/sessions/{session}/infusion-events")).Is(200).Json!["items"]![0]!["id"]!.ToString();
        var stop = await Given.Event(service.Client, session, "stop", $"2026-06-15T{stoppedAt}:00Z", note is null ? null : $"\"note\":\"{note}\"");
        await service.Superuser($"""
            update infusion_event set completion_rule = null where id = '{stop.Id}';
            update session set status = '{status}' where id = '{session}' and status <> '{status}'
            """);
        (await service.Client.Correct($"/v1/infusion-events/{start}", """{"reason":"misread","rate":{"value":50,"unit":"mg/h"}}""", "*")).Is(200);
        await Given.Event(service.Client, session, "bolus", "2026-06-15T09:03:00Z", """ "dose":{"value":1,"unit":"mg"} """);
        (await service.Client.Patch($"/v1/sessions/{session}", """{"weightKg":71}""", "*")).Is(200);
        Assert.Equal(status, await Status(session));
        (await service.Client.Correct($"/v1/infusion-events/{stop.Id}", """{"reason":"told later","note":"as told"}""", "*")).Is(200);
        Assert.Equal(status, await Status(session));
        (await service.Client.Correct($"/v1/infusion-events/{stop.Id}", """{"reason":"clock","occurredAt":"2026-06-15T09:41:00Z"}""", "*")).Is(200);
        Assert.Equal(status, await Status(session));
    }

    [Fact]
    public async Task A_correction_that_breaks_the_time_line_is_a_conflict()
    {
        var (_, start, stop) = await Infusion();
        (await service.Client.Correct($"/v1/infusion-events/{start.Id}", """{"reason":"clock","occurredAt":"2026-06-15T09:50:00Z"}""", start.ETag)).Is(409);
        (await service.Client.Correct($"/v1/infusion-events/{stop.Id}", """{"reason":"clock","occurredAt":"2026-06-15T08:50:00Z"}""", stop.ETag)).Is(409);
        Assert.Equal(1, (int)(await service.Client.Get($"/v1/infusion-events/{stop.Id}"))["version"]!);
    }

    [Fact]
    public async Task A_correction_must_say_which_version_it_is_of()
    {
        var (_, start, _) = await Infusion();
        const string body = """{"reason":"misread","performer":"rn-18"}""";
        (await service.Client.Post($"/v1/infusion-events/{start.Id}/corrections", body)).Is(428);
        (await service.Client.Correct($"/v1/infusion-events/{start.Id}", body, start.ETag)).Is(200);
        (await service.Client.Correct($"/v1/infusion-events/{start.Id}", body, start.ETag)).Is(412);
    }

    [Theory]
    [InlineData("""{"performer":"rn-18"}""", 400, "/reason")]
    [InlineData("""{"reason":"x","type":"stop"}""", 400, "/type")]
    [InlineData("""{"reason":"x","occurredAt":"2026-06-15T12:06:00Z"}""", 422, "/occurredAt")]
    [InlineData("""{"reason":"x","dose":{"value":5,"unit":"mg"}}""", 422, "/dose")]
    [InlineData("""{"reason":"x","completed":true}""", 422, "/completed")]
    [InlineData("""{"reason":"x","rate":{"value":0,"unit":"mg/h"}}""", 422, "/rate")]
    [InlineData("""{"reason":"x","rate":{"value":1,"unit":"x"}}""", 422, "/rate/unit")]
    public async Task What_cannot_be_corrected_is_refused_with_a_pointer(string body, int status, string pointer)
    {
        var (_, start, _) = await Infusion();
        var answer = (await service.Client.Correct($"/v1/infusion-events/{start.Id}", body, start.ETag)).Is(status);
        Assert.Equal(pointer, (string)answer["errors"][0]!["pointer"]!);
    }

    [Fact]
    public async Task A_retracted_event_is_corrected_no_more()
    {
        var (_, _, stop) = await Infusion();
        var retracted = (await service.Client.Retract($"/v1/infusion-events/{stop.Id}")).Is(200);
        (await service.Client.Correct($"/v1/infusion-events/{stop.Id}", """{"reason":"x"}""", retracted.ETag)).Is(409);
    }

    [Fact]
    public async Task The_same_key_is_answered_twice_and_done_once()
    {
        var (_, start, _) = await Infusion();
        (string, string)[] headers = [("If-Match", start.ETag), ("Idempotency-Key", "correction-1")];
        var first = (await service.Client.Post($"/v1/infusion-events/{start.Id}/corrections", """{"reason":"x","performer":"rn-18"}""", headers)).Is(200);
        var second = (await service.Client.Post($"/v1/infusion-events/{start.Id}/corrections", """{"reason":"x","performer":"rn-18"}""", headers)).Is(200);
        Assert.Equal(first.Text, second.Text);
        Assert.Equal("true", second.Headers.GetValues("Idempotency-Replayed").Single());
    }

    [Fact]
    public async Task Another_clinics_event_is_as_one_that_never_was()
    {
        var (_, start, _) = await Infusion();
        (await service.OtherClient.Correct($"/v1/infusion-events/{start.Id}", """{"reason":"x"}""", start.ETag)).Is(404);
    }

    private async Task<string> Status(string session) => (string)(await service.Client.Get($"/v1/sessions/{session}")).Is(200)["status"]!;

    private async Task<(string Session, Answer Start, Answer Stop)> Infusion()
    {
        var session = await Given.Session(service.Client);
        var start = await Given.Event(service.Client, session, "start", "2026-06-15T09:00:00Z", """ "rate":{"value":52.5,"unit":"mg/h"} """);
        return (session, start, await Given.Event(service.Client, session, "stop", "2026-06-15T09:40:00Z"));
    }
}
