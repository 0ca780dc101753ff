using InfusionTracker.Api.Tests.Cohorts;
using InfusionTracker.Api.Tests.Platform;
using NodaTime;

namespace InfusionTracker.Api.Tests.InfusionEvents;

/// <summary>The dose as a curve, and what a corrected weight does per kg to it and to all that rests on it.</summary>
public sealed class DoseCurveTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task The_curve_breaks_at_every_change_and_twice_at_a_bolus()
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T09:00:00Z");
        await Given.Event(service.Client, session, "rate-change", "2026-06-15T09:10:00Z", """ "rate":{"value":2.1,"unit":"mL/h","concentrationMgPerMl":10} """);
        await Given.Event(service.Client, session, "pause", "2026-06-15T09:20:00Z");
        await Given.Event(service.Client, session, "bolus", "2026-06-15T09:22:00Z", """ "dose":{"value":0.05,"unit":"mg/kg"} """);
        await Given.Event(service.Client, session, "resume", "2026-06-15T09:25:00Z", """ "rate":{"value":10,"unit":"ug/kg/min"} """);
        await Given.Event(service.Client, session, "stop", "2026-06-15T09:40:00Z");
        Assert.Equal(
            [
                "0: 0 mg 0 mg/kg 52.5 mg/h",
                "10: 8.75 mg 0.125 mg/kg 21 mg/h",
                "20: 12.25 mg 0.175 mg/kg 0 mg/h",
                "22: 12.25 mg 0.175 mg/kg 0 mg/h",
                "22: 15.75 mg 0.225 mg/kg 0 mg/h",
                "25: 15.75 mg 0.225 mg/kg 42 mg/h",
                "40: 26.25 mg 0.375 mg/kg 0 mg/h",
            ],
            await Curve(session));
    }

    [Fact]
    public async Task The_curve_goes_up_to_the_time_that_is_asked_about_and_ends_at_the_stop()
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T11:00:00Z");
        Assert.Equal(["0: 0 mg 0 mg/kg 52.5 mg/h", "60: 52.5 mg 0.75 mg/kg 52.5 mg/h"], await Curve(session));
        Assert.Equal(["0: 0 mg 0 mg/kg 52.5 mg/h"], await Curve(session, "?at=2026-06-15T11:00:00Z"));
        Assert.Equal(["-0.5: 0 mg 0 mg/kg 0 mg/h"], await Curve(session, "?at=2026-06-15T10:59:30Z"));
        var stop = await Given.Event(service.Client, session, "stop", "2026-06-15T11:40:00Z");
        Assert.Equal(["0: 0 mg 0 mg/kg 52.5 mg/h", "40: 35 mg 0.5 mg/kg 0 mg/h"], await Curve(session));
        (await service.Client.Retract($"/v1/infusion-events/{stop.Id}")).Is(200);
        Assert.Equal(["0: 0 mg 0 mg/kg 52.5 mg/h", "40: 35 mg 0.5 mg/kg 0 mg/h"], await Curve(session, $"?asOf={stop["recordedAt"]}"));
    }

    [Fact]
    public async Task Without_the_weight_that_a_rate_needs_there_is_no_curve()
    {
        var patient = await Given.Patient(service.Client);
        var session = (await service.Client.Post("/v1/sessions", $$"""{"patientId":"{{patient}}","indication":"other","medication":"ketamine","route":"intravenous"}""")).Is(201).Id;
        await Given.Event(service.Client, session, "start", "2026-06-15T09:00:00Z", """ "rate":{"value":52.5,"unit":"mg/h"} """);
        Assert.Equal(["0: 0 mg null mg/kg 52.5 mg/h"], await Curve(session, "?at=2026-06-15T09:00:00Z"));
        (await service.Client.Post($"/v1/sessions/{session}/infusion-events", """{"type":"rate-change","occurredAt":"2026-06-15T09:10:00Z","performer":"rn-17","rate":{"value":10,"unit":"ug/kg/min"}}""")).Is(422);
        var bolus = (await service.Client.Post($"/v1/sessions/{session}/infusion-events", """{"type":"bolus","occurredAt":"2026-06-15T09:10:00Z","performer":"rn-17","dose":{"value":0.1,"unit":"mg/kg"}}""")).Is(422);
        Assert.Equal("/dose/unit", (string)bolus["errors"][0]!["pointer"]!);
    }

    [Fact]
    public async Task A_corrected_weight_is_at_once_in_what_is_told_per_kg_of_dose_and_curve_and_series_and_in_the_dose_band_of_a_cohort()
    {
        var (_, session) = await Treated.Anxious(service.Client, "weighed-again", Duration.FromHours(24), 20);
        await Given.Event(service.Client, session, "rate-change", "2026-01-02T09:20:00Z", """ "rate":{"value":0.6,"unit":"mg/kg/h"} """);
        await Given.Event(service.Client, session, "bolus", "2026-01-02T09:30:00Z", """ "dose":{"value":0.05,"unit":"mg/kg"} """);
        await Given.Event(service.Client, session, "stop", "2026-01-02T09:40:00Z");
        Assert.Equal(
            [
                "0: 0 mg 0 mg/kg 52.5 mg/h",
                "20: 17.5 mg 0.25 mg/kg 42 mg/h",
                "30: 24.5 mg 0.35 mg/kg 42 mg/h",
                "30: 28 mg 0.4 mg/kg 42 mg/h",
                "40: 35 mg 0.5 mg/kg 0 mg/h",
            ],
            await Curve(session));
        Assert.Equal("0.5", await LastOfSeries(session));
        Assert.Equal((1, 0), (await InBand("doseFrom=0.5&doseTo=0.55"), await InBand("doseFrom=0.6&doseTo=0.65")));

        var read = (await service.Client.Get($"/v1/sessions/{session}")).Is(200);
        (await service.Client.Patch($"/v1/sessions/{session}", """{"weightKg":56,"reason":"weighed again"}""", read.ETag)).Is(200);
        Assert.Equal(
            [
                "0: 0 mg 0 mg/kg 52.5 mg/h",
                "20: 17.5 mg 0.3125 mg/kg 42 mg/h",
                "30: 24.5 mg 0.4375 mg/kg 42 mg/h",
                "30: 28 mg 0.5 mg/kg 42 mg/h",
                "40: 35 mg 0.625 mg/kg 0 mg/h",
            ],
            await Curve(session));
        Assert.Equal("0.625", await LastOfSeries(session));
        Assert.Equal((0, 1), (await InBand("doseFrom=0.5&doseTo=0.55"), await InBand("doseFrom=0.6&doseTo=0.65")));
        var dose = (await service.Client.Get($"/v1/sessions/{session}/dose")).Is(200);
        Assert.Equal(("35", "0.625", "28", "7"), (dose["cumulativeMg"].ToJsonString(), dose["cumulativeMgPerKg"].ToJsonString(), dose["plannedMg"].ToJsonString(), dose["differenceMg"].ToJsonString()));
    }

    private async Task<string> LastOfSeries(string session) =>
        (await service.Client.Get($"/v1/sessions/{session}/series")).Is(200)["infusion"]["points"]!.AsArray()[^1]!["cumulativeMgPerKg"]!.ToJsonString();

    private async Task<int> InBand(string band) =>
        (int)(await service.Client.Get($"/v1/cohorts/onset?instrument=VASANX&protocol=weighed-again&{band}")).Is(200)["cohort"];

    private async Task<IEnumerable<string>> Curve(string session, string query = "") =>
        (await service.Client.Get($"/v1/sessions/{session}/dose{query}")).Is(200)["curve"].AsArray().Select(point =>
            $"{point!["elapsedMinutes"]}: {point["cumulativeMg"]} mg {point["cumulativeMgPerKg"]?.ToString() ?? "null"} mg/kg {point["rateMgPerHour"]} mg/h");
}
