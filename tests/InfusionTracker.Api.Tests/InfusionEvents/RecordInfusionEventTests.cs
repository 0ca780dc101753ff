using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.InfusionEvents;

public sealed class RecordInfusionEventTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Start = """{"type":"start","occurredAt":"2026-06-15T09:00:00Z","performer":"rn-17","rate":{"value":52.50,"unit":"mg/h"}}""";

    [Fact]
    public async Task A_start_is_recorded_as_it_was_told_and_moves_the_session()
    {
        var session = await Given.Session(service.Client);
        var started = (await service.Client.Post($"/v1/sessions/{session}/infusion-events", Start.Replace("09:00:00Z", "11:00:00+02:00", StringComparison.Ordinal))).Is(201);
        Assert.Equal($"/v1/infusion-events/{started.Id}", started.Headers.Location!.ToString());
        Assert.Equal("\"1\"", started.ETag);
        Assert.Equal(session, (string)started["sessionId"]!);
        Assert.Equal("2026-06-15T09:00:00Z", (string)started["occurredAt"]!);
        Assert.Equal("""{"value":52.50,"unit":"mg/h","concentrationMgPerMl":null}""", started["rate"].ToJsonString());
        Assert.Null(started.Json!["dose"]);
        Assert.Equal("final", (string)started["status"]!);
        Assert.Equal(("in-progress", "2026-06-15T09:00:00Z", null), await Standing(session));
    }

    [Fact]
    public async Task The_events_move_the_session_and_leave_its_version_where_they_do_not()
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T09:00:00Z");
        Assert.Equal(2, await Version(session));
        await Given.Event(service.Client, session, "rate-change", "2026-06-15T09:05:00Z", """ "rate":{"value":60,"unit":"mg/h"} """);
        await Given.Event(service.Client, session, "bolus", "2026-06-15T09:06:00Z", """ "dose":{"value":5,"unit":"mg"} """);
        Assert.Equal(2, await Version(session));
        await Given.Event(service.Client, session, "pause", "2026-06-15T09:10:00Z");
        Assert.Equal("on-hold", (await Standing(session)).Status);
        await Given.Event(service.Client, session, "resume", "2026-06-15T09:15:00Z");
        Assert.Equal("in-progress", (await Standing(session)).Status);
        await Given.Event(service.Client, session, "stop", "2026-06-15T09:45:00Z");
        Assert.Equal(("completed", "2026-06-15T09:00:00Z", "2026-06-15T09:45:00Z"), await Standing(session));
        Assert.Equal(5, await Version(session));
    }

    [Theory]
    [InlineData("09:40", """ "note":"line flushed, patient well" """, "completed")]
    [InlineData("09:36", null, "completed")]
    [InlineData("09:35", null, "stopped")]
    [InlineData("09:12", """ "note":"vomiting" """, "stopped")]
    [InlineData("09:12", """ "completed":true """, "completed")]
    [InlineData("09:40", """ "completed":false """, "stopped")]
    public async Task A_stop_completes_the_session_as_it_says_or_by_the_dose_and_never_by_its_note(string at, string? members, string status)
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T09:00:00Z");
        var stop = await Given.Event(service.Client, session, "stop", $"2026-06-15T{at}:00Z", members);
        Assert.Equal(status, (await Standing(session)).Status);
        var said = members?.Contains("completed", StringComparison.Ordinal) == true ? status == "completed" : (bool?)null;
        Assert.Equal(said, (bool?)stop.Json!["completed"]);
        Assert.Equal(said, (bool?)(await service.Client.Get($"/v1/infusion-events/{stop.Id}")).Is(200).Json!["completed"]);
    }

    [Fact]
    public async Task What_was_given_and_what_was_planned_judge_a_stop_again_when_they_change()
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T09:00:00Z");
        await Given.Event(service.Client, session, "stop", "2026-06-15T09:30:00Z");
        Assert.Equal("stopped", (await Standing(session)).Status);
        var late = await Given.Event(service.Client, session, "bolus", "2026-06-15T09:05:00Z", """ "dose":{"value":6,"unit":"mg"} """);
        Assert.Equal("completed", (await Standing(session)).Status);
        (await service.Client.Retract($"/v1/infusion-events/{late.Id}")).Is(200);
        Assert.Equal("stopped", (await Standing(session)).Status);
        Assert.Equal("completed", (string)(await service.Client.Patch($"/v1/sessions/{session}", """{"plannedDoseMgPerKg":0.4}""", "*")).Is(200)["status"]!);
    }

    [Fact]
    public async Task A_move_that_makes_no_sense_names_those_that_do()
    {
        var session = await Given.Session(service.Client);
        Assert.Contains("has not started, and what can follow is start", await Refused(session, "pause", "09:00"), StringComparison.Ordinal);
        (await service.Client.Post($"/v1/sessions/{session}/infusion-events", Start)).Is(201);
        Assert.Contains("is running, and what can follow is rate-change, bolus, pause, stop", await Refused(session, "resume", "09:10"), StringComparison.Ordinal);
        await Given.Event(service.Client, session, "pause", "2026-06-15T09:10:00Z");
        Assert.Contains("is paused, and what can follow is bolus, resume, stop", await Refused(session, "pause", "09:11"), StringComparison.Ordinal);
        await Given.Event(service.Client, session, "stop", "2026-06-15T09:20:00Z");
        Assert.Contains("is stopped, and nothing can follow", await Refused(session, "resume", "09:30"), StringComparison.Ordinal);
        Assert.Contains("has not started", await Refused(session, "pause", "08:59"), StringComparison.Ordinal);
        Assert.Contains("beside this event", await Refused(session, "stop", "09:05"), StringComparison.Ordinal);
        Assert.Equal(3, await Count(session));
    }

    [Fact]
    public async Task A_start_sent_twice_is_answered_twice_and_given_once()
    {
        var session = await Given.Session(service.Client);
        var body = Start.Replace("""{"type""", $$"""{"id":"{{NewId()}}","type""", StringComparison.Ordinal);
        var first = (await service.Client.Post($"/v1/sessions/{session}/infusion-events", body)).Is(201);
        var second = (await service.Client.Post($"/v1/sessions/{session}/infusion-events", body)).Is(201);
        Assert.Equal(first.Text, second.Text);
        Assert.Equal("true", second.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(1, await Count(session));
        (await service.Client.Post($"/v1/sessions/{session}/infusion-events", body.Replace("52.5", "60", StringComparison.Ordinal))).Is(409);
        var other = await Given.Session(service.Client);
        Assert.Equal("/id", (string)(await service.Client.Post($"/v1/sessions/{other}/infusion-events", body)).Is(409)["errors"][0]!["pointer"]!);
    }

    [Fact]
    public async Task A_start_repeated_after_its_correction_is_answered_as_it_first_was()
    {
        var session = await Given.Session(service.Client);
        var body = Start.Replace("""{"type""", $$"""{"id":"{{NewId()}}","type""", StringComparison.Ordinal);
        var first = (await service.Client.Post($"/v1/sessions/{session}/infusion-events", body)).Is(201);
        (await service.Client.Correct($"/v1/infusion-events/{first.Id}", """{"reason":"misread","performer":"rn-18"}""", first.ETag)).Is(200);
        Assert.Equal(first.Text, (await service.Client.Post($"/v1/sessions/{session}/infusion-events", body)).Is(201).Text);
    }

    [Fact]
    public async Task The_same_key_is_answered_twice_and_done_once()
    {
        var session = await Given.Session(service.Client);
        var first = (await service.Client.Post($"/v1/sessions/{session}/infusion-events", Start, ("Idempotency-Key", "start-1"))).Is(201);
        var second = (await service.Client.Post($"/v1/sessions/{session}/infusion-events", Start, ("Idempotency-Key", "start-1"))).Is(201);
        Assert.Equal(first.Text, second.Text);
        Assert.Equal("true", second.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(1, await Count(session));
        (await service.Client.Post($"/v1/sessions/{session}/infusion-events", Start.Replace("52", "53", StringComparison.Ordinal), ("Idempotency-Key", "start-1"))).Is(422);
    }

    [Fact]
    public async Task Of_two_starts_at_once_one_is_recorded()
    {
        var session = await Given.Session(service.Client);

        // While nothing can be written, every request comes as far as it can: without a lock, all have read and judged by then.
        var held = service.Superuser("do $$ begin lock table infusion_event in share mode; perform pg_sleep(1); end $$");
        await Task.Delay(200, TestContext.Current.CancellationToken);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => service.Client.Post($"/v1/sessions/{session}/infusion-events", Start)));
        await held;
        Assert.Single(answers, a => a.Status == 201);
        Assert.Equal(5, answers.Count(a => a.Status == 409));
        Assert.Equal(1, await Count(session));
    }

    [Fact]
    public async Task An_event_waits_for_the_one_that_is_being_recorded()
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T09:00:00Z");
        var boluses = await Task.WhenAll(Enumerable.Range(1, 8).Select(minute => service.Client.Post($"/v1/sessions/{session}/infusion-events",
            $$"""{"type":"bolus","occurredAt":"2026-06-15T09:0{{minute}}:00Z","performer":"rn-17","dose":{"value":1,"unit":"mg"} }""")));
        Assert.All(boluses, b => b.Is(201));
        await Given.Event(service.Client, session, "stop", "2026-06-15T09:40:00Z");
        Assert.Equal("43", (await service.Client.Get($"/v1/sessions/{session}/dose")).Is(200)["cumulativeMg"].ToJsonString());
    }

    [Theory]
    [InlineData("""{"occurredAt":"2026-06-15T09:00:00Z","performer":"rn-17"}""", 400, "/type")]
    [InlineData("""{"type":"start","performer":"rn-17"}""", 400, "/occurredAt")]
    [InlineData("""{"type":"stop","occurredAt":"2026-06-15T09:00:00Z"}""", 400, "/performer")]
    [InlineData("""{"type":"stop","occurredAt":"2026-06-15T09:00:00","performer":"rn-17"}""", 400, "/occurredAt")]
    [InlineData("""{"type":"stop","occurredAt":"2026-06-15T12:05:01Z","performer":"rn-17"}""", 422, "/occurredAt")]
    [InlineData("""{"type":"start","occurredAt":"1980-04-30T09:00:00Z","performer":"rn-17","rate":{"value":1,"unit":"mg/h"}}""", 422, "/occurredAt")]
    [InlineData("""{"type":"stop","occurredAt":"2026-06-15T09:00:00Z","performer":""}""", 422, "/performer")]
    [InlineData("""{"type":"end","occurredAt":"2026-06-15T09:00:00Z","performer":"rn-17"}""", 422, "/type")]
    [InlineData("""{"type":"rate-change","occurredAt":"2026-06-15T09:00:00Z","performer":"rn-17"}""", 422, "/rate")]
    [InlineData("""{"type":"pause","occurredAt":"2026-06-15T09:00:00Z","performer":"rn-17","rate":{"value":1,"unit":"mg/h"}}""", 422, "/rate")]
    [InlineData("""{"type":"bolus","occurredAt":"2026-06-15T09:00:00Z","performer":"rn-17"}""", 422, "/dose")]
    [InlineData("""{"type":"stop","occurredAt":"2026-06-15T09:00:00Z","performer":"rn-17","dose":{"value":1,"unit":"mg"}}""", 422, "/dose")]
    [InlineData("""{"type":"bolus","occurredAt":"2026-06-15T09:00:00Z","performer":"rn-17","dose":{"value":0,"unit":"mg"}}""", 422, "/dose")]
    [InlineData("""{"type":"bolus","occurredAt":"2026-06-15T09:00:00Z","performer":"rn-17","dose":{"value":1,"unit":"mL"}}""", 422, "/dose/unit")]
    [InlineData("""{"type":"bolus","occurredAt":"2026-06-15T09:00:00Z","performer":"rn-17","dose":{"value":1e27,"unit":"g"}}""", 422, "/dose/value")]
    [InlineData("""{"type":"start","occurredAt":"2026-06-15T09:00:00Z","performer":"rn-17","rate":{"value":0,"unit":"mg/h"}}""", 422, "/rate")]
    [InlineData("""{"type":"start","occurredAt":"2026-06-15T09:00:00Z","performer":"rn-17","rate":{"value":1,"unit":"mcg/h"}}""", 422, "/rate/unit")]
    [InlineData("""{"type":"start","occurredAt":"2026-06-15T09:00:00Z","performer":"rn-17","rate":{"value":1,"unit":"mL/h"}}""", 422, "/rate")]
    [InlineData("""{"type":"start","occurredAt":"2026-06-15T09:00:00Z","performer":"rn-17","rate":{"value":1,"unit":"mg/h","concentrationMgPerMl":1}}""", 422, "/rate")]
    [InlineData("""{"type":"start","occurredAt":"2026-06-15T09:00:00Z","performer":"rn-17","rate":{"value":1}}""", 400, "/rate/unit")]
    [InlineData("""{"type":"start","occurredAt":"2026-06-15T09:00:00Z","performer":"rn-17","rate":{"value":"1","unit":"mg/h"}}""", 400, "/rate/value")]
    [InlineData("""{"type":"start","occurredAt":"2026-06-15T09:00:00Z","performer":"rn-17","rate":{"value":1e400,"unit":"mg/h"}}""", 400, "/rate/value")]
    [InlineData("""{"type":"stop","occurredAt":"2026-06-15T09:00:00Z","performer":"rn-17","status":"final"}""", 400, "/status")]
    public async Task What_cannot_be_recorded_is_refused_with_a_pointer(string body, int status, string pointer)
    {
        var session = await Given.Session(service.Client);
        var answer = (await service.Client.Post($"/v1/sessions/{session}/infusion-events", body)).Is(status);
        Assert.Equal(pointer, (string)answer["errors"][0]!["pointer"]!);
    }

    [Fact]
    public async Task A_rate_per_kg_needs_the_weight()
    {
        var patient = await Given.Patient(service.Client);
        var session = (await service.Client.Post("/v1/sessions", $$"""{"patientId":"{{patient}}","indication":"other","medication":"ketamine","route":"intravenous"}""")).Is(201).Id;
        var perKg = Start.Replace("mg/h", "ug/kg/min", StringComparison.Ordinal);
        var answer = (await service.Client.Post($"/v1/sessions/{session}/infusion-events", perKg)).Is(422);
        Assert.Equal("/rate/unit", (string)answer["errors"][0]!["pointer"]!);
        (await service.Client.Post($"/v1/sessions/{session}/infusion-events", Start)).Is(201);
    }

    [Fact]
    public async Task A_cancelled_and_a_retracted_session_take_no_events()
    {
        var cancelled = await Given.Session(service.Client);
        var read = (await service.Client.Get($"/v1/sessions/{cancelled}")).Is(200);
        (await service.Client.Patch($"/v1/sessions/{cancelled}", """{"status":"cancelled"}""", read.ETag)).Is(200);
        Assert.Contains("cancelled", (string)(await service.Client.Post($"/v1/sessions/{cancelled}/infusion-events", Start)).Is(409)["detail"]!, StringComparison.Ordinal);
        var retracted = await Given.Session(service.Client);
        (await service.Client.Retract($"/v1/sessions/{retracted}")).Is(200);
        Assert.Contains("entered in error", (string)(await service.Client.Post($"/v1/sessions/{retracted}/infusion-events", Start)).Is(409)["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clocks_may_run_ahead_by_five_minutes() =>
        await Given.StartedSession(service.Client, "2026-06-15T12:05:00Z");

    [Fact]
    public async Task Another_clinics_session_is_as_one_that_never_was()
    {
        var session = await Given.Session(service.Client);
        var foreign = (await service.OtherClient.Post($"/v1/sessions/{session}/infusion-events", Start)).Is(404);
        var never = (await service.OtherClient.Post($"/v1/sessions/{Guid.Empty}/infusion-events", Start)).Is(404);
        Assert.Equal((string)never["detail"]!, (string)foreign["detail"]!);
        using var dashboard = await service.As("dashboard");
        (await dashboard.Post($"/v1/sessions/{session}/infusion-events", Start)).Is(403);
    }

    private static string NewId() => Guid.CreateVersion7(RunningService.Now.ToDateTimeOffset()).ToString();

    private async Task<string> Refused(string session, string type, string time) =>
        (string)(await service.Client.Post($"/v1/sessions/{session}/infusion-events",
            $$"""{"type":"{{type}}","occurredAt":"2026-06-15T{{time}}:00Z","performer":"rn-17"}""")).Is(409)["detail"]!;

    private async Task<(string Status, string? StartedAt, string? EndedAt)> Standing(string session)
    {
        var read = (await service.Client.Get($"/v1/sessions/{session}")).Is(200);
        return ((string)read["status"]!, (string?)read.Json!["startedAt"], (string?)read.Json!["endedAt"]);
    }

    private async Task<int> Version(string session) => (int)(await service.Client.Get($"/v1/sessions/{session}")).Is(200)["version"]!;

    private async Task<int> Count(string session) => (await service.Client.Get($"/v1/sessions/{session}/infusion-events")).Is(200).Items.Count;
}
