using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Sessions;

public sealed class ChangeSessionTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task What_is_left_out_of_a_change_stays_as_it_is()
    {
        var session = await Given.Session(service.Client, null, "\"protocol\":\"iv-0.5\"");
        var changed = (await service.Client.Patch($"/v1/sessions/{session}", """{"weightKg":72.50,"plannedDuration":"PT1H","reason":"weighed again"}""", "\"1\"")).Is(200);
        Assert.Equal("\"2\"", changed.ETag);
        Assert.Equal("72.50", changed["weightKg"].ToJsonString());
        Assert.Equal("PT1H", (string)changed["plannedDuration"]!);
        Assert.Equal("0.5", changed["plannedDoseMgPerKg"].ToJsonString());
        Assert.Equal("iv-0.5", (string)changed["protocol"]!);
        Assert.Equal("planned", (string)changed["status"]!);
        Assert.Equal("weighed again", (string)changed["reason"]!);
        Assert.Equal(changed.Text, (await service.Client.Get($"/v1/sessions/{session}")).Is(200).Text);
        Assert.Equal("70", (await service.Client.Get($"/v1/sessions/{session}?version=1")).Is(200)["weightKg"].ToJsonString());
    }

    [Fact]
    public async Task A_change_needs_the_version_that_it_is_of()
    {
        var session = await Given.Session(service.Client);
        (await service.Client.Send(HttpMethod.Patch, $"/v1/sessions/{session}", """{"weightKg":71}""")).Is(428);
        (await service.Client.Patch($"/v1/sessions/{session}", """{"weightKg":71}""", "\"2\"")).Is(412);
        (await service.Client.Patch($"/v1/sessions/{session}", """{"weightKg":71}""", "\"1\"")).Is(200);
        (await service.Client.Patch($"/v1/sessions/{session}", """{"weightKg":72}""", "\"1\"")).Is(412);
    }

    [Fact]
    public async Task A_session_of_another_clinic_does_not_exist_here()
    {
        var theirs = await Given.Session(service.OtherClient);
        (await service.Client.Patch($"/v1/sessions/{theirs}", """{"weightKg":71}""", "*")).Is(404);
    }

    [Fact]
    public async Task A_plan_can_be_cancelled_and_then_takes_no_other_word()
    {
        var session = await Given.Session(service.Client);
        var cancelled = (await service.Client.Patch($"/v1/sessions/{session}", """{"status":"cancelled","reason":"flu"}""", "\"1\"")).Is(200);
        Assert.Equal("cancelled", (string)cancelled["status"]!);
        Assert.Equal("cancelled", (string)cancelled["declaredEnd"]!);
        var refused = (await service.Client.Patch($"/v1/sessions/{session}", """{"status":"completed"}""", "\"2\"")).Is(409);
        Assert.Equal("/status", (string)refused["errors"][0]!["pointer"]!);
    }

    [Theory]
    [InlineData("completed")]
    [InlineData("stopped")]
    [InlineData("in-progress")]
    [InlineData("on-hold")]
    [InlineData("entered-in-error")]
    public async Task A_planned_session_can_only_be_declared_cancelled(string status)
    {
        var session = await Given.Session(service.Client);
        var refused = (await service.Client.Patch($"/v1/sessions/{session}", $$"""{"status":"{{status}}"}""", "\"1\"")).Is(409);
        Assert.Contains("What can be declared is cancelled; the infusion events that move it are start", (string)refused["detail"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("completed")]
    [InlineData("stopped")]
    public async Task A_started_session_can_be_declared_ended_and_the_word_set_right(string status)
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T11:00:00Z");
        var started = (await service.Client.Get($"/v1/sessions/{session}")).Is(200);
        Assert.Equal("in-progress", (string)started["status"]!);
        (await service.Client.Patch($"/v1/sessions/{session}", """{"status":"cancelled"}""", started.ETag)).Is(409);
        var first = (await service.Client.Patch($"/v1/sessions/{session}", $$"""{"status":"{{status}}"}""", started.ETag)).Is(200);
        Assert.Equal(status, (string)first["status"]!);
        var other = status == "completed" ? "stopped" : "completed";
        Assert.Equal(other, (string)(await service.Client.Patch($"/v1/sessions/{session}", $$"""{"status":"{{other}}"}""", first.ETag)).Is(200)["status"]!);
    }

    [Fact]
    public async Task What_was_declared_of_an_end_by_mistake_is_taken_back()
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T11:00:00Z");
        (await service.Client.Patch($"/v1/sessions/{session}", """{"status":"completed"}""", "*")).Is(200);
        var refused = (await service.Client.Patch($"/v1/sessions/{session}", """{"status":"on-hold"}""", "*")).Is(409);
        Assert.Contains("What can be declared is stopped, in-progress;", (string)refused["detail"]!, StringComparison.Ordinal);
        var back = (await service.Client.Patch($"/v1/sessions/{session}", """{"status":"in-progress","reason":"the pump still runs"}""", "*")).Is(200);
        Assert.Equal(("in-progress", null), ((string)back["status"]!, back.Json!["declaredEnd"]));
        Assert.Equal("running", (string)(await service.Client.Get($"/v1/sessions/{session}/dose")).Is(200)["status"]!);
    }

    [Fact]
    public async Task A_status_that_the_session_has_already_declares_nothing()
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T11:00:00Z");
        var changed = (await service.Client.Patch($"/v1/sessions/{session}", """{"status":"in-progress","route":"intramuscular"}""", "*")).Is(200);
        Assert.Equal("in-progress", (string)changed["status"]!);
        Assert.Null(changed.Json!["declaredEnd"]);
        Assert.Equal("2026-06-15T11:00:00Z", (string)changed["startedAt"]!);
    }

    [Fact]
    public async Task A_paused_session_stays_on_hold_when_its_plan_changes()
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T11:00:00Z");
        await Given.Event(service.Client, session, "pause", "2026-06-15T11:10:00Z");
        var changed = (await service.Client.Patch($"/v1/sessions/{session}", """{"protocol":"other"}""", "*")).Is(200);
        Assert.Equal("on-hold", (string)changed["status"]!);
    }

    [Fact]
    public async Task A_retracted_session_changes_no_more()
    {
        var session = await Given.Session(service.Client);
        (await service.Client.Retract($"/v1/sessions/{session}")).Is(200);
        (await service.Client.Patch($"/v1/sessions/{session}", """{"weightKg":71}""", "*")).Is(409);
    }

    [Theory]
    [InlineData("""{"patientId":"0196f000-0000-7000-8000-000000000001"}""", 400, "/patientId")]
    [InlineData("""{"startedAt":"2026-06-15T11:00:00Z"}""", 400, "/startedAt")]
    [InlineData("""{"indication":null}""", 400, "/indication")]
    [InlineData("""{"status":null}""", 400, "/status")]
    [InlineData("""{"weightKg":0}""", 422, "/weightKg")]
    [InlineData("""{"plannedDoseMgPerKg":20.01}""", 422, "/plannedDoseMgPerKg")]
    [InlineData("""{"plannedDuration":"PT-1M"}""", 422, "/plannedDuration")]
    [InlineData("""{"indication":"depression"}""", 422, "/indication")]
    [InlineData("""{"status":"done"}""", 422, "/status")]
    [InlineData("""{"scheduledAt":"2036-01-01T00:00:00Z"}""", 422, "/scheduledAt")]
    [InlineData("""{"scheduledAt":"1980-04-30T00:00:00Z"}""", 422, "/scheduledAt")]
    [InlineData("""{"reason":""}""", 422, "/reason")]
    public async Task What_cannot_be_recorded_is_refused_with_a_pointer(string body, int status, string pointer)
    {
        var answer = (await service.Client.Patch($"/v1/sessions/{await Given.Session(service.Client)}", body, "*")).Is(status);
        Assert.Equal(pointer, (string)answer["errors"][0]!["pointer"]!);
    }
}
