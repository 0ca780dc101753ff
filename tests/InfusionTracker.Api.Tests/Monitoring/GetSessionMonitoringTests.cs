using InfusionTracker.Api.Tests.Platform;
using InfusionTracker.Api.Tests.Protocols;

namespace InfusionTracker.Api.Tests.Monitoring;

public sealed class GetSessionMonitoringTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Watched = """
        {"name":"Watched",
         "monitoring":[{"code":"85354-9","phase":"before-start","span":"PT30M"},
                       {"code":"85354-9","phase":"infusion","every":"PT15M","tolerance":"PT5M"},
                       {"code":"2708-6","phase":"infusion","continuous":true,"maxGap":"PT10M"},
                       {"code":"CADSS6","phase":"after-end","span":"PT1H","at":["PT0S"],"tolerance":"PT10M"}],
         "limits":[{"code":"8480-6","high":140},{"code":"2708-6","low":94}],
         "discharge":{"minimumObservation":{"after":"end","span":"PT1H"},"conditions":[{"code":"MOAAS","op":"=","value":5},{"code":"8480-6","op":"<=","value":140}]}}
        """;

    [Fact]
    public async Task A_session_is_held_against_its_protocol()
    {
        var patient = await Given.Patient(service.Client);
        var session = await Session(patient);
        await Pressure(session, "08:50", 120);
        await Pressure(session, "09:00", 130);
        var second = await Pressure(session, "09:22", 150);
        await Saturation(session, "09:00", 98);
        await Saturation(session, "09:30", 93);
        var dissociation = await Score(patient, "CADSS6", "09:41", 3);
        await Score(patient, "MOAAS", "10:30", 5);
        await Pressure(session, "10:35", 141);
        var told = (await service.Client.Get($"/v1/sessions/{session}/monitoring")).Is(200);
        Assert.Equal(("watched", 1), ((string)told["protocol"]!["code"]!, (int)told["protocol"]!["version"]!));
        Assert.Equal("""{"due":5,"onTime":3,"late":1,"missed":1}""", told["counts"]!.ToJsonString());
        Assert.Equal(
            ["85354-9 onTime", "85354-9 onTime", "85354-9 late", "85354-9 missed", "CADSS6 onTime"],
            told["due"]!.AsArray().Select(d => $"{(string)d!["code"]!} {(string)d["status"]!}"));
        Assert.Equal((second, "2026-06-15T09:22:00Z"), ((string)told["due"]![2]!["observationId"]!, (string)told["due"]![2]!["cameAt"]!));
        Assert.Equal(dissociation, (string)told["due"]![4]!["scoreId"]!);
        Assert.Equal(
            ["2708-6 2026-06-15T09:10:00Z 2026-06-15T09:30:00Z 20"],
            told["gaps"]!.AsArray().Select(g => $"{(string)g!["code"]!} {(string)g["from"]!} {(string)g["to"]!} {g["minutes"]!.ToJsonString()}"));
        Assert.Equal("""{"code":"8480-6","unit":"mm[Hg]","low":null,"high":140,"spanMinutes":40,"withinMinutes":22,"aboveMinutes":18,"belowMinutes":0,"unknownMinutes":0}""", told["limits"]![0]!.ToJsonString());
        Assert.Equal("""{"code":"2708-6","unit":"%","low":94,"high":null,"spanMinutes":40,"withinMinutes":10,"aboveMinutes":0,"belowMinutes":10,"unknownMinutes":20}""", told["limits"]![1]!.ToJsonString());
        Assert.False((bool)told["readiness"]!["ready"]!);
        var open = Assert.Single(told["readiness"]!["open"]!.AsArray())!;
        Assert.Equal(("notMet", "8480-6", 141), ((string)open["reason"]!, (string)open["code"]!, (int)open["lastValue"]!));
        await Pressure(session, "11:00", 140);
        var ready = (await service.Client.Get($"/v1/sessions/{session}/monitoring")).Is(200)["readiness"]!;
        Assert.Equal((true, "2026-06-15T11:00:00Z"), ((bool)ready["ready"]!, (string)ready["readyAt"]!));
    }

    [Fact]
    public async Task At_a_time_in_the_past_nothing_later_is_looked_at()
    {
        var session = await Session(await Given.Patient(service.Client));
        await Pressure(session, "09:16", 130);
        var told = (await service.Client.Get($"/v1/sessions/{session}/monitoring?at=2026-06-15T09:12:00Z")).Is(200);
        Assert.Null(told.Json!["endedAt"]);
        Assert.Equal(["missed", "missed", "due", "upcoming"], told["due"]!.AsArray().Select(d => (string)d!["status"]!));
        Assert.Equal("notEnded", (string)told["readiness"]!["open"]![0]!["reason"]!);
        (await service.Client.Get($"/v1/sessions/{session}/monitoring?at=2026-06-15T13:00:00Z")).Is(400);
    }

    [Fact]
    public async Task Before_the_start_what_is_due_before_it_is_told()
    {
        await service.Client.Define("watched", Watched);
        var session = await Given.Session(service.Client, members: "\"protocol\":\"watched\",\"scheduledAt\":\"2026-06-15T12:10:00Z\"");
        var told = (await service.Client.Get($"/v1/sessions/{session}/monitoring")).Is(200);
        var due = Assert.Single(told["due"]!.AsArray())!;
        Assert.Equal(("before-start", "due", "2026-06-15T11:40:00Z"), ((string)due["phase"]!, (string)due["status"]!, (string)due["earliest"]!));
        Assert.Null(told["readiness"]!["ready"]);
    }

    [Fact]
    public async Task A_retracted_reading_meets_nothing()
    {
        var session = await Session(await Given.Patient(service.Client));
        var reading = await Pressure(session, "09:01", 130);
        Assert.Equal(1, (int)(await service.Client.Get($"/v1/sessions/{session}/monitoring"))["counts"]!["onTime"]!);
        (await service.Client.Retract($"/v1/observations/{reading}")).Is(200);
        Assert.Equal(0, (int)(await service.Client.Get($"/v1/sessions/{session}/monitoring"))["counts"]!["onTime"]!);
    }

    [Fact]
    public async Task A_stop_that_is_charted_two_weeks_late_is_refused_with_what_to_do_and_the_days_before_are_told()
    {
        string[] codes = ["8867-4", "2708-6", "9279-1", "19889-5", "8310-5", "85354-9"];
        var rules = codes.Select(code => $$"""{"code":"{{code}}","phase":"infusion","every":"PT1M","tolerance":"PT20S"}""");
        (await service.Client.Define("each-minute", $$"""{"name":"Each minute","monitoring":[{{string.Join(',', rules)}}]}""")).Is(201);
        var session = await Given.StartedSession(service.Client, "2026-06-01T09:00:00Z", members: "\"protocol\":\"each-minute\"");
        await Given.Event(service.Client, session, "stop", "2026-06-15T09:00:00Z", """ "confirmed":{"by":"md-3","reason":"by the pump's log"} """);
        var refused = (await service.Client.Get($"/v1/sessions/{session}/monitoring")).Is(422);
        Assert.Contains("Correct the one that is mistyped", (string)refused["detail"]!, StringComparison.Ordinal);
        var told = (await service.Client.Get($"/v1/sessions/{session}/monitoring?at=2026-06-01T10:00:00Z")).Is(200);
        Assert.Equal(6 * 60, told["due"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_day_of_readings_each_minute_is_told_whole()
    {
        (await service.Client.Define("day", """{"name":"Day","monitoring":[{"code":"8867-4","phase":"infusion","every":"PT1M","tolerance":"PT20S"},{"code":"2708-6","phase":"infusion","every":"PT1M","tolerance":"PT20S"}]}""")).Is(201);
        var session = await Given.StartedSession(service.Client, "2026-06-14T09:00:00Z", members: "\"protocol\":\"day\"");
        await Given.Event(service.Client, session, "stop", "2026-06-15T09:00:00Z", """ "confirmed":{"by":"md-3","reason":"by the pump's log"} """);
        Assert.Equal(2 * 1440, (await service.Client.Get($"/v1/sessions/{session}/monitoring")).Is(200)["due"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_session_without_a_defined_protocol_is_held_to_nothing()
    {
        var without = await Given.Session(service.Client);
        Assert.Equal(
            "The session has no protocol that the clinic has defined.",
            (string)(await service.Client.Get($"/v1/sessions/{without}/monitoring")).Is(409)["detail"]!);
        (await service.Client.Get($"/v1/sessions/{await Given.Session(service.Client, members: "\"protocol\":\"nowhere\"")}/monitoring")).Is(409);
        (await service.OtherClient.Get($"/v1/sessions/{without}/monitoring")).Is(404);
    }

    private async Task<string> Session(string patient)
    {
        await service.Client.Define("watched", Watched);
        var session = await Given.StartedSession(service.Client, "2026-06-15T09:00:00Z", patient, "\"protocol\":\"watched\"");
        await Given.Event(service.Client, session, "stop", "2026-06-15T09:40:00Z");
        return session;
    }

    private async Task<string> Pressure(string session, string time, int systolic) =>
        (await service.Client.Post($"/v1/sessions/{session}/observations", $$"""
            {"code":"85354-9","observedAt":"2026-06-15T{{time}}:00Z","performer":"rn-17",
             "components":[{"code":"8480-6","value":{{systolic}},"unit":"mm[Hg]"},{"code":"8462-4","value":70,"unit":"mm[Hg]"}]}
            """)).Is(201).Id;

    private async Task Saturation(string session, string time, int value) =>
        (await service.Client.Post($"/v1/sessions/{session}/observations",
            $$"""{"code":"2708-6","value":{{value}},"unit":"%","observedAt":"2026-06-15T{{time}}:00Z","performer":"rn-17"}""")).Is(201);

    private async Task<string> Score(string patient, string instrument, string time, int total) =>
        (await service.Client.Post("/v1/scores",
            $$"""{"patientId":"{{patient}}","instrument":"{{instrument}}","assessedAt":"2026-06-15T{{time}}:00Z","total":{{total}}}""")).Is(201).Id;
}
