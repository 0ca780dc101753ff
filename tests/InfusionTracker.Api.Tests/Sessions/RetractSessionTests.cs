using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Sessions;

public sealed class RetractSessionTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_retraction_takes_out_the_session_and_all_that_was_recorded_in_it()
    {
        var (session, start, observation, adverseEvent) = await Infused();
        var retracted = (await service.Client.Retract($"/v1/sessions/{session}", "never happened")).Is(200);
        Assert.Equal("entered-in-error", (string)retracted["status"]!);
        Assert.Equal("never happened", (string)retracted["reason"]!);
        Assert.Null(retracted.Json!["reenteredAs"]);
        foreach (var path in (string[])[$"infusion-events/{start}", $"observations/{observation}", $"adverse-events/{adverseEvent}"])
        {
            var part = (await service.Client.Get($"/v1/{path}")).Is(200);
            Assert.Equal("entered-in-error", (string)part["status"]!);
            Assert.Equal("never happened", (string)part["reason"]!);
            Assert.Equal("\"2\"", part.ETag);
            Assert.Equal("final", (string)(await service.Client.Get($"/v1/{path}?version=1")).Is(200)["status"]!);
        }

        (await service.Client.Post($"/v1/sessions/{session}/observations", Observation)).Is(409);
    }

    [Fact]
    public async Task Critical_values_that_come_to_another_patient_are_announced_again()
    {
        var session = await Given.Session(service.Client);
        (await service.Client.Post($"/v1/sessions/{session}/observations", """
            [{"code":"8867-4","value":180,"unit":"/min","observedAt":"2026-06-15T11:00:00Z","performer":"rn-17"},
             {"code":"8867-4","value":70,"unit":"/min","observedAt":"2026-06-15T11:05:00Z","performer":"rn-17"},
             {"code":"85354-9","observedAt":"2026-06-15T11:00:00Z","performer":"rn-17",
              "components":[{"code":"8480-6","value":240,"unit":"mm[Hg]"},{"code":"8462-4","value":80,"unit":"mm[Hg]"}]}]
            """)).Is(201);
        using var telemetry = new Telemetry(service);
        (await service.Client.Post($"/v1/sessions/{session}/retraction", Reenter(await Given.Patient(service.Client)))).Is(200);
        Assert.Single(telemetry.Lines, line => line.Contains("recorded 2 critical observations", StringComparison.Ordinal));
        (await service.Client.Retract($"/v1/sessions/{session}")).Is(200);
        Assert.Single(telemetry.Lines, line => line.Contains("critical observations", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_that_is_retracted_already_stays_as_it_is()
    {
        var session = await Given.Session(service.Client);
        var first = (await service.Client.Retract($"/v1/sessions/{session}", "once")).Is(200);
        var second = (await service.Client.Retract($"/v1/sessions/{session}", "twice")).Is(200);
        Assert.Equal(first.Text, second.Text);
    }

    [Fact]
    public async Task A_reading_that_was_retracted_by_itself_keeps_its_own_reason()
    {
        var (session, _, observation, _) = await Infused();
        (await service.Client.Retract($"/v1/observations/{observation}", "artefact")).Is(200);
        (await service.Client.Retract($"/v1/sessions/{session}", "never happened")).Is(200);
        Assert.Equal("artefact", (string)(await service.Client.Get($"/v1/observations/{observation}")).Is(200)["reason"]!);
    }

    [Fact]
    public async Task A_session_of_the_wrong_patient_is_recorded_under_the_right_one_with_all_its_parts()
    {
        var (session, _, observation, _) = await Infused();
        (await service.Client.Post($"/v1/sessions/{session}/observations", Observation)).Is(201);
        (await service.Client.Retract($"/v1/observations/{observation}", "artefact")).Is(200);
        var before = (await service.Client.Get($"/v1/sessions/{session}")).Is(200);
        var right = await Given.Patient(service.Client);
        var retracted = (await service.Client.Post($"/v1/sessions/{session}/retraction", Reenter(right))).Is(200);
        Assert.Equal("entered-in-error", (string)retracted["status"]!);
        Assert.Equal((string)before["patientId"]!, (string)retracted["patientId"]!);

        var copy = (await service.Client.Get($"/v1/sessions/{(string)retracted["reenteredAs"]!}")).Is(200);
        Assert.Equal("\"1\"", copy.ETag);
        Assert.Equal(right, (string)copy["patientId"]!);
        foreach (var member in (string[])["status", "indication", "medication", "route", "weightKg", "plannedDuration", "startedAt"])
        {
            Assert.Equal(before[member].ToJsonString(), copy[member].ToJsonString());
        }

        var events = (await service.Client.Get($"/v1/sessions/{copy.Id}/infusion-events")).Is(200).Items;
        Assert.Equal(["start", "pause"], events.Select(e => (string)e!["type"]!));
        Assert.Equal("2026-06-15T11:00:00Z", (string)events[0]!["occurredAt"]!);
        Assert.Equal("52.5", events[0]!["rate"]!["value"]!.ToJsonString());
        var reading = Assert.Single((await service.Client.Get($"/v1/sessions/{copy.Id}/observations")).Is(200).Items);
        Assert.Equal("72.0", reading!["value"]!.ToJsonString());
        Assert.Equal("final", (string)reading["status"]!);
        Assert.Single((await service.Client.Get($"/v1/sessions/{copy.Id}/adverse-events")).Is(200).Items);
    }

    [Fact]
    public async Task A_keyed_retraction_that_is_sent_twice_is_recorded_under_the_right_patient_once()
    {
        var (session, _, _, _) = await Infused();
        var right = await Given.Patient(service.Client);
        var first = (await service.Client.Post($"/v1/sessions/{session}/retraction", Reenter(right), ("Idempotency-Key", "r1"))).Is(200);
        var second = (await service.Client.Post($"/v1/sessions/{session}/retraction", Reenter(right), ("Idempotency-Key", "r1"))).Is(200);
        Assert.Equal(first.Text, second.Text);
        Assert.Equal(first.Text, (await service.Client.Post($"/v1/sessions/{session}/retraction", Reenter(right))).Is(200).Text);
        Assert.Single((await service.Client.Get($"/v1/sessions?patient={right}")).Is(200).Items);
    }

    [Fact]
    public async Task A_session_that_was_only_retracted_comes_to_the_right_patient_when_that_is_asked_for_later()
    {
        var (session, _, artefact, _) = await Infused();
        (await service.Client.Post($"/v1/sessions/{session}/observations", Observation)).Is(201);
        (await service.Client.Retract($"/v1/observations/{artefact}", "artefact")).Is(200);
        (await service.Client.Retract($"/v1/sessions/{session}", "wrong chart")).Is(200);
        var right = await Given.Patient(service.Client);
        var moved = (await service.Client.Post($"/v1/sessions/{session}/retraction", Reenter(right))).Is(200);
        Assert.Equal("entered-in-error", (string)moved["status"]!);
        Assert.Equal("chart mixed up", (string)moved["reason"]!);

        var copy = (await service.Client.Get($"/v1/sessions/{moved["reenteredAs"]}?include=infusion-events,observations,adverse-events")).Is(200);
        Assert.Equal((right, "on-hold"), ((string)copy["patientId"]!, (string)copy["status"]!));
        Assert.Equal(["start", "pause"], copy["infusionEvents"].AsArray().Select(e => (string)e!["type"]!));
        var reading = Assert.Single(copy["observations"].AsArray());
        Assert.Equal("final", (string)reading!["status"]!);
        Assert.Single(copy["adverseEvents"].AsArray());
        Assert.Equal("artefact", (string)(await service.Client.Get($"/v1/observations/{artefact}")).Is(200)["reason"]!);
        Assert.Equal(moved.Text, (await service.Client.Post($"/v1/sessions/{session}/retraction", Reenter(right))).Is(200).Text);
        Assert.Single((await service.Client.Get($"/v1/sessions?patient={right}")).Is(200).Items);
    }

    [Fact]
    public async Task Critical_values_are_announced_when_their_session_comes_to_the_right_patient_later()
    {
        var session = await Given.Session(service.Client);
        (await service.Client.Post($"/v1/sessions/{session}/observations", """{"code":"8867-4","value":180,"unit":"/min","observedAt":"2026-06-15T11:00:00Z","performer":"rn-17"}""")).Is(201);
        (await service.Client.Retract($"/v1/sessions/{session}")).Is(200);
        using var telemetry = new Telemetry(service);
        (await service.Client.Post($"/v1/sessions/{session}/retraction", Reenter(await Given.Patient(service.Client)))).Is(200);
        Assert.Single(telemetry.Lines, line => line.Contains("recorded 1 critical observations", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_a_session_came_to_another_patient_already_the_refusal_names_it_there()
    {
        var (session, _, _, _) = await Infused();
        var moved = (await service.Client.Post($"/v1/sessions/{session}/retraction", Reenter(await Given.Patient(service.Client)))).Is(200);
        var third = await Given.Patient(service.Client);
        var refused = (await service.Client.Post($"/v1/sessions/{session}/retraction", Reenter(third))).Is(409);
        Assert.Equal((string)moved["reenteredAs"]!, (string)refused["reenteredAs"]!);
        Assert.Equal("/reenterUnder", (string)refused["errors"][0]!["pointer"]!);
        Assert.Empty((await service.Client.Get($"/v1/sessions?patient={third}")).Is(200).Items);
        Assert.Equal(moved.Text, (await service.Client.Retract($"/v1/sessions/{session}")).Is(200).Text);
    }

    [Fact]
    public async Task A_right_patient_whose_chart_was_merged_since_is_still_the_right_one()
    {
        var (session, _, _, _) = await Infused();
        var (right, survivor) = (await Given.Patient(service.Client), await Given.Patient(service.Client));
        var moved = (await service.Client.Post($"/v1/sessions/{session}/retraction", Reenter(right))).Is(200);
        (await service.Client.Post($"/v1/patients/{right}/merge", $$"""{"into":"{{survivor}}","reason":"same"}""")).Is(200);
        Assert.Equal(moved.Text, (await service.Client.Post($"/v1/sessions/{session}/retraction", Reenter(right))).Is(200).Text);
        Assert.Equal(moved.Text, (await service.Client.Post($"/v1/sessions/{session}/retraction", Reenter(survivor))).Is(200).Text);
    }

    [Fact]
    public async Task A_reading_that_went_elsewhere_by_itself_stays_there_when_the_rest_of_its_session_is_moved()
    {
        var (session, _, observation, _) = await Infused();
        var elsewhere = await Given.Session(service.Client);
        (await service.Client.Retract($"/v1/sessions/{session}")).Is(200);
        (await service.Client.Post($"/v1/observations/{observation}/retraction", Reenter(elsewhere))).Is(200);
        var moved = (await service.Client.Post($"/v1/sessions/{session}/retraction", Reenter(await Given.Patient(service.Client)))).Is(200);
        var copy = $"/v1/sessions/{moved["reenteredAs"]}";
        Assert.Empty((await service.Client.Get($"{copy}/observations")).Is(200).Items);
        Assert.Single((await service.Client.Get($"{copy}/adverse-events")).Is(200).Items);
        Assert.Single((await service.Client.Get($"/v1/sessions/{elsewhere}/observations")).Is(200).Items);
    }

    [Fact]
    public async Task The_right_patient_is_another_one_of_this_clinic_who_was_born_by_then()
    {
        var (session, _, _, _) = await Infused();
        var wrong = (string)(await service.Client.Get($"/v1/sessions/{session}")).Is(200)["patientId"]!;
        var theirs = await Given.Patient(service.OtherClient);
        var merged = await Given.Patient(service.Client);
        (await service.Client.Post($"/v1/patients/{merged}/merge", $$"""{"into":"{{wrong}}","reason":"same"}""")).Is(200);
        var unborn = (await service.Client.Post("/v1/patients", """{"birthDate":"2026-06-16"}""")).Is(201).Id;
        foreach (var (patient, status) in ((string, int)[])[(wrong, 422), (theirs, 404), (Guid.Empty.ToString(), 404), (merged, 409), (unborn, 422)])
        {
            var refused = (await service.Client.Post($"/v1/sessions/{session}/retraction", Reenter(patient))).Is(status);
            Assert.Equal("/reenterUnder", (string)refused["errors"][0]!["pointer"]!);
        }

        Assert.Equal("on-hold", (string)(await service.Client.Get($"/v1/sessions/{session}")).Is(200)["status"]!);
    }

    [Fact]
    public async Task Nor_is_the_right_patient_born_after_the_session_is_scheduled_for()
    {
        var session = await Given.Session(service.Client, null, "\"scheduledAt\":\"2026-06-15T11:00:00Z\"");
        var unborn = (await service.Client.Post("/v1/patients", """{"birthDate":"2026-06-16"}""")).Is(201).Id;
        var refused = (await service.Client.Post($"/v1/sessions/{session}/retraction", Reenter(unborn))).Is(422);
        Assert.Equal("/reenterUnder", (string)refused["errors"][0]!["pointer"]!);
    }

    [Theory]
    [InlineData("""{"reason":"x","wrongPatient":true}""", 422, "/reenterUnder")]
    [InlineData("""{"reason":"x","reenterUnder":"0196f000-0000-7000-8000-000000000001"}""", 422, "/wrongPatient")]
    [InlineData("""{"reason":"x","wrongPatient":false,"reenterUnder":"0196f000-0000-7000-8000-000000000001"}""", 422, "/wrongPatient")]
    [InlineData("""{"reason":""}""", 422, "/reason")]
    [InlineData("{}", 400, "/reason")]
    public async Task What_makes_no_sense_is_refused_with_a_pointer(string body, int status, string pointer)
    {
        var refused = (await service.Client.Post($"/v1/sessions/{await Given.Session(service.Client)}/retraction", body)).Is(status);
        Assert.Equal(pointer, (string)refused["errors"][0]!["pointer"]!);
    }

    [Fact]
    public async Task A_session_of_another_clinic_does_not_exist_here()
    {
        var theirs = await Given.Session(service.OtherClient);
        (await service.Client.Retract($"/v1/sessions/{theirs}")).Is(404);
        (await service.Client.Post($"/v1/sessions/{theirs}/retraction", Reenter(await Given.Patient(service.Client)))).Is(404);
    }

    private const string Observation = """{"code":"8867-4","value":72.0,"unit":"/min","observedAt":"2026-06-15T11:05:00Z","performer":"rn-17"}""";

    private static string Reenter(string patient) => $$"""{"reason":"chart mixed up","wrongPatient":true,"reenterUnder":"{{patient}}"}""";

    /// <summary>A session that was started and paused, with a reading and an adverse event.</summary>
    private async Task<(string Session, string Start, string Observation, string AdverseEvent)> Infused()
    {
        var session = await Given.Session(service.Client);
        var start = await Given.Event(service.Client, session, "start", "2026-06-15T11:00:00Z", "\"rate\":{\"value\":52.5,\"unit\":\"mg/h\"}");
        await Given.Event(service.Client, session, "pause", "2026-06-15T11:20:00Z");
        var observation = (await service.Client.Post($"/v1/sessions/{session}/observations", Observation)).Is(201);
        var adverseEvent = (await service.Client.Post($"/v1/sessions/{session}/adverse-events", """
            {"code":{"system":"http://snomed.info/sct","code":"422587007"},"severity":"mild","grade":1,"startedAt":"2026-06-15T11:10:00Z","endedAt":null,"action":"none","outcome":"resolved","performer":"rn-17"}
            """)).Is(201);
        return (session, start.Id, observation.Id, adverseEvent.Id);
    }
}
