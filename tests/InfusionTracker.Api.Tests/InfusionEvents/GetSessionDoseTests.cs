using InfusionTracker.Api.Tests.Platform;
using NodaTime;
using NodaTime.Text;

namespace InfusionTracker.Api.Tests.InfusionEvents;

public sealed class GetSessionDoseTests(RunningService service) : IClassFixture<RunningService>
{
    private static readonly (string Type, string Time, string? Members)[] PausedWithBolus =
    [
        ("start", "09:00", """ "rate":{"value":52.5,"unit":"mg/h"} """),
        ("pause", "09:10", null),
        ("resume", "09:15", null),
        ("bolus", "09:20", """ "dose":{"value":5,"unit":"mg"} """),
        ("stop", "09:40", null),
    ];

    [Fact]
    public async Task Half_a_milligram_per_kg_over_40_minutes_is_35_mg_at_70_kg()
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T09:00:00Z");
        await Given.Event(service.Client, session, "stop", "2026-06-15T09:40:00Z");
        Assert.Equal(
            $$"""{"sessionId":"{{session}}","at":"2026-06-15T12:00:00Z","status":"final","unknownReason":null,"cumulativeMg":35,"cumulativeMgPerKg":0.5,"rateMgPerHour":0,"weightKg":70,"plannedMg":35,"plannedMgPerKg":0.5,"differenceMg":0,"plannedDuration":"PT40M","plannedMinutes":40,"runningMinutes":40,"drawnMg":null,"wastedMg":null,"returnedMg":null,"unaccountedMg":null,"curve":[{"at":"2026-06-15T09:00:00Z","elapsedMinutes":0,"cumulativeMg":0,"cumulativeMgPerKg":0,"rateMgPerHour":52.5},{"at":"2026-06-15T09:40:00Z","elapsedMinutes":40,"cumulativeMg":35,"cumulativeMgPerKg":0.5,"rateMgPerHour":0}]}""",
            (await service.Client.Get($"/v1/sessions/{session}/dose")).Is(200).Text);
    }

    [Fact]
    public async Task A_pause_gives_nothing_and_a_bolus_at_once()
    {
        var session = await Given.Session(service.Client);
        await Record(session, PausedWithBolus);
        Assert.Equal(("final", "35.625", "0"), await Dose(session, "12:00"));
        Assert.Equal(("running", "4.375", "52.5"), await Dose(session, "09:05"));
        Assert.Equal(("running", "8.75", "0"), await Dose(session, "09:10"));
        Assert.Equal(("running", "8.75", "52.5"), await Dose(session, "09:15"));
        Assert.Equal(("running", "18.125", "52.5"), await Dose(session, "09:20"));
        Assert.Equal(("final", "35.625", "0"), await Dose(session, "09:40"));
        Assert.Equal(("running", "0", "0"), await Dose(session, "08:59"));
    }

    [Fact]
    public async Task Any_order_of_arrival_that_is_accepted_gives_the_same_dose()
    {
        foreach (var order in (int[][])[[0, 4, 3], [0, 3, 4], [0, 4, 1, 2, 3], [0, 3, 1, 4, 2], [0, 1, 3, 2, 4]])
        {
            var session = await Given.Session(service.Client);
            await Record(session, [.. order.Select(i => PausedWithBolus[i])]);
            Assert.Equal(("final", order.Length == 3 ? "40" : "35.625", "0"), await Dose(session, "12:00"));
        }
    }

    [Theory]
    [InlineData("""{"value":52.5,"unit":"mg/h"}""")]
    [InlineData("""{"value":0.875,"unit":"mg/min"}""")]
    [InlineData("""{"value":0.75,"unit":"mg/kg/h"}""")]
    [InlineData("""{"value":12.5,"unit":"ug/kg/min"}""")]
    [InlineData("""{"value":5.25,"unit":"mL/h","concentrationMgPerMl":10}""")]
    public async Task One_rate_gives_the_same_dose_in_every_unit(string rate)
    {
        var session = await Given.Session(service.Client);
        await Record(session, ("start", "09:00", $"\"rate\":{rate}"), ("stop", "09:40", null));
        Assert.Equal(("final", "35", "0"), await Dose(session, "12:00"));
    }

    [Theory]
    [InlineData("""{"value":5000,"unit":"ug"}""")]
    [InlineData("""{"value":0.005,"unit":"g"}""")]
    [InlineData("""{"value":0.0714285,"unit":"mg/kg"}""", "4.999995")]
    public async Task A_bolus_counts_in_mg_whatever_its_unit(string dose, string milligrams = "5")
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T09:00:00Z");
        await Record(session, ("bolus", "09:00", $"\"dose\":{dose}"));
        Assert.Equal(("running", milligrams, "52.5"), await Dose(session, "09:00"));
    }

    [Fact]
    public async Task A_late_rate_change_changes_every_later_answer_and_none_of_what_was_recorded_before()
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T09:00:00Z");
        var stop = await Given.Event(service.Client, session, "stop", "2026-06-15T09:40:00Z");
        var late = await Given.Event(service.Client, session, "rate-change", "2026-06-15T09:20:00Z", """ "rate":{"value":30,"unit":"mg/h"} """);
        Assert.Equal(("running", "17.5", "30"), await Dose(session, "09:20"));
        Assert.Equal(("running", "22.5", "30"), await Dose(session, "09:30"));
        Assert.Equal(("final", "27.5", "0"), await Dose(session, "12:00"));
        Assert.Equal(("final", "35", "0"), await Dose(session, "12:00", $"&asOf={stop["recordedAt"]}"));
        Assert.Equal(("final", "27.5", "0"), await Dose(session, "12:00", $"&asOf={late["recordedAt"]}"));
    }

    [Fact]
    public async Task A_corrected_and_a_retracted_event_change_the_dose_and_leave_it_as_it_was_known()
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T09:00:00Z");
        var bolus = await Given.Event(service.Client, session, "bolus", "2026-06-15T09:10:00Z", """ "dose":{"value":5,"unit":"mg"} """);
        var stop = await Given.Event(service.Client, session, "stop", "2026-06-15T09:40:00Z");
        var corrected = (await service.Client.Correct($"/v1/infusion-events/{bolus.Id}", """{"reason":"misread","dose":{"value":2.5,"unit":"mg"}}""", bolus.ETag)).Is(200);
        Assert.Equal(("final", "37.5", "0"), await Dose(session, "12:00"));
        (await service.Client.Retract($"/v1/infusion-events/{bolus.Id}")).Is(200);
        Assert.Equal(("final", "35", "0"), await Dose(session, "12:00"));
        Assert.Equal(("final", "37.5", "0"), await Dose(session, "12:00", $"&asOf={corrected["recordedAt"]}"));
        Assert.Equal(("final", "40", "0"), await Dose(session, "12:00", $"&asOf={stop["recordedAt"]}"));
    }

    [Fact]
    public async Task A_session_declared_completed_without_a_stop_has_an_unknown_dose()
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T09:00:00Z");
        var read = (await service.Client.Get($"/v1/sessions/{session}")).Is(200);
        (await service.Client.Patch($"/v1/sessions/{session}", """{"status":"completed"}""", read.ETag)).Is(200);
        var dose = (await service.Client.Get($"/v1/sessions/{session}/dose")).Is(200);
        Assert.Equal("unknown", (string)dose["status"]!);
        Assert.Equal("ended-without-stop", (string)dose["unknownReason"]!);
        Assert.Null(dose.Json!["cumulativeMg"]);
        Assert.Null(dose.Json!["cumulativeMgPerKg"]);
        Assert.Null(dose.Json!["rateMgPerHour"]);
        await Given.Event(service.Client, session, "stop", "2026-06-15T09:40:00Z");
        Assert.Equal(("final", "35", "0"), await Dose(session, "12:00"));
    }

    [Fact]
    public async Task Without_a_weight_the_dose_is_told_in_mg_alone()
    {
        var patient = await Given.Patient(service.Client);
        var session = (await service.Client.Post("/v1/sessions", $$"""{"patientId":"{{patient}}","indication":"other","medication":"ketamine","route":"intravenous"}""")).Is(201).Id;
        await Record(session, ("start", "09:00", """ "rate":{"value":52.5,"unit":"mg/h"} """), ("stop", "09:40", null));
        var dose = (await service.Client.Get($"/v1/sessions/{session}/dose")).Is(200);
        Assert.Equal("35", dose["cumulativeMg"].ToJsonString());
        Assert.Null(dose.Json!["cumulativeMgPerKg"]);
        Assert.Null(dose.Json!["plannedMg"]);
    }

    [Fact]
    public async Task A_corrected_weight_changes_the_dose_per_kg_and_leaves_it_as_it_was_known()
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T09:00:00Z");
        var stop = await Given.Event(service.Client, session, "stop", "2026-06-15T09:40:00Z");
        var read = (await service.Client.Get($"/v1/sessions/{session}")).Is(200);
        (await service.Client.Patch($"/v1/sessions/{session}", """{"weightKg":56,"reason":"weighed"}""", read.ETag)).Is(200);
        var dose = (await service.Client.Get($"/v1/sessions/{session}/dose")).Is(200);
        Assert.Equal(("35", "0.625", "28"), (dose["cumulativeMg"].ToJsonString(), dose["cumulativeMgPerKg"].ToJsonString(), dose["plannedMg"].ToJsonString()));
        var before = (await service.Client.Get($"/v1/sessions/{session}/dose?asOf={stop["recordedAt"]}")).Is(200);
        Assert.Equal("0.5", before["cumulativeMgPerKg"].ToJsonString());
    }

    [Fact]
    public async Task A_retracted_session_has_no_dose_but_in_its_history()
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T09:00:00Z");
        var stop = await Given.Event(service.Client, session, "stop", "2026-06-15T09:40:00Z");
        (await service.Client.Retract($"/v1/sessions/{session}")).Is(200);
        (await service.Client.Get($"/v1/sessions/{session}/dose")).Is(409);
        Assert.Empty((await service.Client.Get($"/v1/sessions/{session}/infusion-events")).Is(200).Items);
        Assert.Equal(("final", "35", "0"), await Dose(session, "12:00", $"&asOf={stop["recordedAt"]}"));
    }

    [Fact]
    public async Task A_running_infusion_is_told_as_of_a_time_as_it_was_then_whenever_it_is_asked()
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T11:30:00Z");
        var reading = await Given.HeartRate(service.Client, session);
        var known = (string)reading["recordedAt"]!;
        var told = new List<string>();
        try
        {
            foreach (var later in new[] { 1, 2 })
            {
                service.Clock.Reset(InstantPattern.ExtendedIso.Parse(known).Value + Duration.FromHours(later));
                var dose = (await service.Client.Get($"/v1/sessions/{session}/dose?asOf={known}")).Is(200);
                Assert.Equal(known, (string)dose["at"]!);
                var series = (await service.Client.Get($"/v1/sessions/{session}/series?asOf={known}")).Is(200);
                Assert.Equal(known, (string)series["infusion"]!["points"]!.AsArray()[^1]!["at"]!);
                told.Add(dose.Text + series.Text);
            }
        }
        finally
        {
            service.Clock.Reset(RunningService.Now);
        }

        Assert.Equal(told[0], told[1]);
    }

    [Fact]
    public async Task A_running_infusion_has_a_dose_up_to_now()
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T11:30:00Z");
        Assert.Equal(("running", "26.25", "52.5"), await Dose(session, "12:00"));
        var now = (await service.Client.Get($"/v1/sessions/{session}/dose")).Is(200);
        Assert.Equal("26.25", now["cumulativeMg"].ToJsonString());
        (await service.Client.Get($"/v1/sessions/{session}/dose?at=2026-06-15T12:30:00Z")).Is(409);
    }

    [Fact]
    public async Task A_session_that_was_not_started_has_no_dose()
    {
        var session = await Given.Session(service.Client);
        var answer = (await service.Client.Get($"/v1/sessions/{session}/dose")).Is(409);
        Assert.Contains("has not started", (string)answer["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_clinics_session_is_as_one_that_never_was()
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T09:00:00Z");
        (await service.OtherClient.Get($"/v1/sessions/{session}/dose")).Is(404);
        (await service.Client.Get($"/v1/sessions/{Guid.Empty}/dose")).Is(404);
        (await service.Client.Get($"/v1/sessions/{session}/dose?asOf=2020-01-01T00:00:00Z")).Is(404);
        (await service.Client.Get($"/v1/sessions/{session}/dose?at=2026-06-15T09:00:00")).Is(400);
        (await service.Client.Get($"/v1/sessions/{session}/dose?version=1")).Is(400);
    }

    private async Task Record(string session, params (string Type, string Time, string? Members)[] events)
    {
        foreach (var (type, time, members) in events)
        {
            await Given.Event(service.Client, session, type, $"2026-06-15T{time}:00Z", members);
        }
    }

    private async Task<(string Status, string Mg, string Rate)> Dose(string session, string time, string more = "")
    {
        var dose = (await service.Client.Get($"/v1/sessions/{session}/dose?at=2026-06-15T{time}:00Z{more}")).Is(200);
        return ((string)dose["status"]!, dose["cumulativeMg"].ToJsonString(), dose["rateMgPerHour"].ToJsonString());
    }
}
