using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Platform;
using InfusionTracker.Api.Tests.Scores;

namespace InfusionTracker.Api.Tests.InfusionEvents;

/// <summary>What is given without a pump, or before it: the dose of such a session is its boluses.</summary>
public sealed class StartWithoutRateTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Spray = """ "dose":{"value":28,"unit":"mg"} """;

    [Fact]
    public async Task Three_sprays_of_28_mg_esketamine_are_told_as_they_happened()
    {
        var session = await Sprayed();
        Assert.Equal("in-progress", await Status(session));
        Assert.Equal(
            [("running", 0m), ("running", 28m), ("running", 28m), ("running", 56m), ("running", 84m)],
            await Task.WhenAll(new[] { "08:59", "09:00", "09:04", "09:05", "09:10" }.Select(time => Dose(session, time))));
        await Given.Event(service.Client, session, "stop", "2026-06-15T09:11:00Z");
        Assert.Equal("completed", await Status(session));

        var dose = (await service.Client.Get($"/v1/sessions/{session}/dose")).Is(200);
        Assert.Equal(
            ("final", 84m, 1.2m, 0m, 0m, 0m),
            ((string)dose["status"]!, (decimal)dose["cumulativeMg"], (decimal)dose["cumulativeMgPerKg"], (decimal)dose["rateMgPerHour"], (decimal)dose["differenceMg"], (decimal)dose["runningMinutes"]));
        Assert.Equal([0m, 28m, 28m, 56m, 56m, 84m, 84m], dose["curve"].AsArray().Select(point => (decimal)point!["cumulativeMg"]!));
        Assert.All(dose["curve"].AsArray(), point => Assert.Equal(0m, (decimal)point!["rateMgPerHour"]!));
    }

    [Fact]
    public async Task The_series_tells_the_sprays_beside_the_readings()
    {
        var session = await Sprayed();
        await Given.Event(service.Client, session, "stop", "2026-06-15T09:11:00Z");
        var infusion = (await service.Client.Get($"/v1/sessions/{session}/series?bucket=PT3M")).Is(200)["infusion"];
        Assert.Equal([28m, 56m, 56m, 84m], infusion["points"]!.AsArray().Select(point => (decimal)point!["cumulativeMg"]!));
        Assert.All(infusion["points"]!.AsArray(), point => Assert.Equal(0m, (decimal)point!["rateMgPerHour"]!));
        Assert.Equal([0m, 5m, 10m], infusion["boluses"]!.AsArray().Select(bolus => (decimal)bolus!["elapsedMinutes"]!));
        Assert.Equal("final", (string)infusion["points"]![3]!["status"]!);
    }

    [Fact]
    public async Task Onset_counts_from_the_start_of_the_sprays()
    {
        var patient = await Given.Patient(service.Client);
        await Rated.Total(service.Client, patient, "2026-06-15T08:30:00Z", 30, "MADRS");
        var session = await Sprayed(patient);
        await Rated.Total(service.Client, patient, "2026-06-15T11:00:00Z", 12, "MADRS", "\"recallPeriod\":\"PT1H\"");
        var onset = (await service.Client.Get($"/v1/sessions/{session}/onset?instrument=MADRS")).Is(200);
        Assert.Equal(("2026-06-15T09:00:00Z", 30), ((string)onset["t0"]!, (int)onset["baseline"]["total"]!));
        Assert.Equal((120, -18), ((int)onset["points"][0]!["elapsedMinutes"]!, (int)onset["points"][0]!["change"]!));
        Assert.Equal(120, (int)onset["firstResponse"]["elapsedMinutes"]!);
    }

    [Fact]
    public async Task A_visit_cut_short_after_one_spray_is_stopped()
    {
        var session = await Session(await Given.Patient(service.Client));
        await Given.Event(service.Client, session, "start", "2026-06-15T09:00:00Z");
        await Given.Event(service.Client, session, "bolus", "2026-06-15T09:00:00Z", Spray);
        await Given.Event(service.Client, session, "pause", "2026-06-15T09:04:00Z", """ "note":"nausea" """);
        Assert.Equal("on-hold", await Status(session));
        await Given.Event(service.Client, session, "resume", "2026-06-15T09:10:00Z");
        await Given.Event(service.Client, session, "stop", "2026-06-15T09:15:00Z");
        Assert.Equal("stopped", await Status(session));
        Assert.Equal(("final", 28m), await Dose(session, "09:15"));
    }

    [Fact]
    public async Task A_loading_bolus_comes_before_the_pump_and_counts_with_what_it_gives()
    {
        var session = await Given.Session(service.Client);
        await Given.Event(service.Client, session, "start", "2026-06-15T09:00:00Z");
        await Given.Event(service.Client, session, "bolus", "2026-06-15T09:00:00Z", """ "dose":{"value":0.1,"unit":"mg/kg"} """);
        await Given.Event(service.Client, session, "rate-change", "2026-06-15T09:05:00Z", """ "rate":{"value":48,"unit":"mg/h"} """);
        Assert.Equal(("running", 7m), await Dose(session, "09:05"));
        await Given.Event(service.Client, session, "stop", "2026-06-15T09:40:00Z");
        Assert.Equal(("final", 35m), await Dose(session, "09:40"));
        Assert.Equal("completed", await Status(session));
        Assert.Equal(35, (int)(await service.Client.Get($"/v1/sessions/{session}/dose")).Is(200)["runningMinutes"]);
    }

    [Fact]
    public async Task Sprays_of_a_session_that_was_declared_ended_without_a_stop_are_unknown()
    {
        var session = await Sprayed();
        (await service.Client.Patch($"/v1/sessions/{session}", """{"status":"completed"}""", "*")).Is(200);
        var dose = (await service.Client.Get($"/v1/sessions/{session}/dose")).Is(200);
        Assert.Equal(("unknown", "ended-without-stop", null), ((string)dose["status"]!, (string)dose["unknownReason"]!, dose.Json!["cumulativeMg"]));
    }

    [Fact]
    public async Task A_rate_that_was_left_out_of_a_start_is_told_by_a_correction()
    {
        var session = await Given.Session(service.Client);
        var start = await Given.Event(service.Client, session, "start", "2026-06-15T09:00:00Z");
        Assert.Null(start.Json!["rate"]);
        await Given.Event(service.Client, session, "stop", "2026-06-15T09:40:00Z");
        Assert.Equal("stopped", await Status(session));
        (await service.Client.Correct($"/v1/infusion-events/{start.Id}", """{"reason":"left out","rate":{"value":52.5,"unit":"mg/h"}}""", start.ETag)).Is(200);
        Assert.Equal(("final", 35m), await Dose(session, "09:40"));
        Assert.Equal("completed", await Status(session));
    }

    private async Task<string> Session(string patient) => (await service.Client.Post("/v1/sessions", $$"""
        {"patientId":"{{patient}}","indication":"treatment-resistant-depression","medication":"esketamine","route":"intranasal","weightKg":70,"plannedDoseMgPerKg":1.2}
        """)).Is(201).Id;

    private async Task<string> Sprayed(string? patient = null)
    {
        var session = await Session(patient ?? await Given.Patient(service.Client));
        await Given.Event(service.Client, session, "start", "2026-06-15T09:00:00Z");
        foreach (var time in new[] { "09:00", "09:05", "09:10" })
        {
            await Given.Event(service.Client, session, "bolus", $"2026-06-15T{time}:00Z", Spray);
        }

        return session;
    }

    private async Task<string> Status(string session) => (string)(await service.Client.Get($"/v1/sessions/{session}")).Is(200)["status"]!;

    private async Task<(string Status, decimal Mg)> Dose(string session, string time)
    {
        var dose = (await service.Client.Get($"/v1/sessions/{session}/dose?at=2026-06-15T{time}:00Z")).Is(200);
        return ((string)dose["status"]!, (decimal)dose["cumulativeMg"]);
    }
}
