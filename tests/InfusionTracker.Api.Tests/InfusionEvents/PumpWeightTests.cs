using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.InfusionEvents;

/// <summary>What flowed per kg flowed by the weight that the pump had, whatever the chart says later.</summary>
public sealed class PumpWeightTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_corrected_weight_of_the_chart_changes_no_milligram_that_flowed()
    {
        var session = await Given.Session(service.Client);
        var start = await Given.Event(service.Client, session, "start", "2026-06-15T09:00:00Z", """ "rate":{"value":0.75,"unit":"mg/kg/h"} """);
        Assert.Equal(70, (int)start["weightKg"]);
        await Given.Event(service.Client, session, "bolus", "2026-06-15T09:20:00Z", """ "dose":{"value":0.1,"unit":"mg/kg"} """);
        await Given.Event(service.Client, session, "stop", "2026-06-15T09:40:00Z");
        Assert.Equal(("42", "0.6"), await Dose(session));
        (await service.Client.Patch($"/v1/sessions/{session}", """{"weightKg":84,"reason":"weighed again"}""", "*")).Is(200);
        Assert.Equal(("42", "0.5"), await Dose(session));
        var series = (await service.Client.Get($"/v1/sessions/{session}/series")).Is(200);
        Assert.Equal("7", series["infusion"]["boluses"]![0]!["mg"]!.ToJsonString());
        Assert.Equal("42", series["infusion"]["points"]!.AsArray()[^1]!["cumulativeMg"]!.ToJsonString());
    }

    [Fact]
    public async Task A_rate_per_kg_counts_with_the_weight_that_the_pump_had()
    {
        var session = await Given.Session(service.Client);
        var start = await Given.Event(service.Client, session, "start", "2026-06-15T09:00:00Z", """ "weightKg":72.0,"rate":{"value":12.5,"unit":"ug/kg/min"} """);
        Assert.Equal("72.0", start["weightKg"].ToJsonString());
        await Given.Event(service.Client, session, "pause", "2026-06-15T09:10:00Z");
        await Given.Event(service.Client, session, "resume", "2026-06-15T09:20:00Z");
        await Given.Event(service.Client, session, "rate-change", "2026-06-15T09:30:00Z", """ "rate":{"value":0.75,"unit":"mg/kg/h"} """);
        await Given.Event(service.Client, session, "stop", "2026-06-15T09:50:00Z");
        Assert.Equal("35.5", (await Dose(session)).Mg); // 20 min of 54 mg/h, then 20 min of 52.5
        (await service.Client.Correct($"/v1/infusion-events/{start.Id}", """{"reason":"misread","weightKg":70}""", "\"1\"")).Is(200);
        Assert.Equal("35", (await Dose(session)).Mg);
    }

    [Fact]
    public async Task The_pumps_weight_is_enough_where_the_session_has_none()
    {
        var patient = await Given.Patient(service.Client);
        var session = (await service.Client.Post(
            "/v1/sessions", $$"""{"patientId":"{{patient}}","indication":"other","medication":"ketamine","route":"intravenous"}""")).Is(201).Id;
        await Given.Event(service.Client, session, "start", "2026-06-15T09:00:00Z", """ "weightKg":70,"rate":{"value":0.75,"unit":"mg/kg/h"} """);
        await Given.Event(service.Client, session, "stop", "2026-06-15T09:40:00Z");
        var dose = (await service.Client.Get($"/v1/sessions/{session}/dose")).Is(200);
        Assert.Equal("35", dose["cumulativeMg"].ToJsonString());
        Assert.Null(dose.Json!["cumulativeMgPerKg"]);
    }

    [Fact]
    public async Task A_rate_per_kg_counts_with_the_charts_weight_also_where_that_is_implausible_and_confirmed()
    {
        var session = await Given.Session(service.Client);
        (await service.Client.Patch($"/v1/sessions/{session}", """{"weightKg":18,"confirmed":{"by":"md-3","reason":"weighed twice"}}""", "*")).Is(200);
        var start = await Given.Event(service.Client, session, "start", "2026-06-15T09:00:00Z", """ "rate":{"value":0.75,"unit":"mg/kg/h"} """);
        Assert.Equal(18, (int)start["weightKg"]);
    }

    [Theory]
    [InlineData("77", 201, "")]
    [InlineData("77.1", 201, "weight")]
    [InlineData("350.1", 422, "/weightKg")]
    public async Task A_pumps_weight_far_off_the_charts_is_critical(string kg, int status, string told)
    {
        var answer = (await service.Client.Post($"/v1/sessions/{await Given.Session(service.Client)}/infusion-events", $$"""
            {"type":"start","occurredAt":"2026-06-15T09:00:00Z","performer":"rn-17","weightKg":{{kg}},"rate":{"value":52.5,"unit":"mg/h"} }
            """)).Is(status);
        Assert.Equal(told, status == 201 ? string.Join(',', answer["critical"].AsArray().Select(what => (string)what!)) : (string)answer["errors"][0]!["pointer"]!);
    }

    [Fact]
    public async Task A_weight_goes_with_a_rate_or_a_dose()
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T09:00:00Z");
        var refused = (await service.Client.Post($"/v1/sessions/{session}/infusion-events", """
            {"type":"pause","occurredAt":"2026-06-15T09:10:00Z","performer":"rn-17","weightKg":70}
            """)).Is(422);
        Assert.Equal("/weightKg", (string)refused["errors"][0]!["pointer"]!);
    }

    private async Task<(string Mg, string? MgPerKg)> Dose(string session)
    {
        var dose = (await service.Client.Get($"/v1/sessions/{session}/dose")).Is(200);
        return (dose["cumulativeMg"].ToJsonString(), dose.Json!["cumulativeMgPerKg"]?.ToJsonString());
    }
}
