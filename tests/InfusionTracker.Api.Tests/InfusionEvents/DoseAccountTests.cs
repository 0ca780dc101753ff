using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Platform;
using InfusionTracker.Api.Tests.Wastage;

namespace InfusionTracker.Api.Tests.InfusionEvents;

/// <summary>What was given, beside what was drawn up and what was planned.</summary>
public sealed class DoseAccountTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task Drawn_is_given_and_wasted_and_returned()
    {
        var session = await Infused();
        await DrawnUp.Record(service.Client, session);
        Assert.Equal(("50.0", "14.50", "0.50", "0"), await Account(session));
    }

    [Fact]
    public async Task What_is_missing_is_told_over_all_containers_and_what_was_given_beyond_them_is_below_zero()
    {
        var session = await Infused();
        await DrawnUp.Record(service.Client, session, """{"drawnMg":20,"wastedMg":0,"occurredAt":"2026-06-15T11:00:00Z","performer":"rn-17"}""");
        Assert.Equal(("20", "0", "0", "-15"), await Account(session));
        await DrawnUp.Record(service.Client, session, """{"drawnMg":20,"wastedMg":2.5,"occurredAt":"2026-06-15T11:00:00Z","performer":"rn-17","witness":"rn-23"}""");
        Assert.Equal(("40", "2.5", "0", "2.5"), await Account(session));
    }

    [Fact]
    public async Task An_account_is_closed_when_the_dose_is_final()
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T09:00:00Z");
        Assert.Equal(("null", "null", "null", "null"), await Account(session));
        await DrawnUp.Record(service.Client, session);
        Assert.Equal(("50.0", "14.50", "0.50", "null"), await Account(session));
        await Given.Event(service.Client, session, "stop", "2026-06-15T09:40:00Z");
        Assert.Equal(("50.0", "14.50", "0.50", "0"), await Account(session));
        Assert.Equal(("50.0", "14.50", "0.50", "null"), await Account(session, "?at=2026-06-15T09:39:59Z"));
    }

    [Fact]
    public async Task A_session_that_ended_without_a_stop_leaves_its_account_open()
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T09:00:00Z");
        await DrawnUp.Record(service.Client, session);
        var read = (await service.Client.Get($"/v1/sessions/{session}")).Is(200);
        (await service.Client.Patch($"/v1/sessions/{session}", """{"status":"completed"}""", read.ETag)).Is(200);
        Assert.Equal(("50.0", "14.50", "0.50", "null"), await Account(session));
        var dose = (await service.Client.Get($"/v1/sessions/{session}/dose")).Is(200).Json!;
        Assert.All((string[])["curve", "differenceMg", "runningMinutes"], member => Assert.Null(dose[member]));
    }

    [Fact]
    public async Task A_corrected_and_a_retracted_container_change_the_account_and_leave_it_as_it_was_known()
    {
        var session = await Infused();
        var vial = await DrawnUp.Record(service.Client, session);
        var corrected = (await service.Client.Correct($"/v1/wastage/{vial.Id}", """{"reason":"misread","wastedMg":14.25}""", vial.ETag)).Is(200);
        Assert.Equal(("50.0", "14.25", "0.50", "0.25"), await Account(session));
        (await service.Client.Retract($"/v1/wastage/{vial.Id}")).Is(200);
        Assert.Equal(("null", "null", "null", "null"), await Account(session));
        Assert.Equal(("50.0", "14.25", "0.50", "0.25"), await Account(session, $"?asOf={corrected["recordedAt"]}"));
        Assert.Equal(("50.0", "14.50", "0.50", "0"), await Account(session, $"?asOf={vial["recordedAt"]}"));
    }

    [Fact]
    public async Task What_was_given_stands_beside_what_was_planned()
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T09:00:00Z");
        await Given.Event(service.Client, session, "pause", "2026-06-15T09:10:00Z");
        await Given.Event(service.Client, session, "resume", "2026-06-15T09:15:00Z");
        var running = (await service.Client.Get($"/v1/sessions/{session}/dose?at=2026-06-15T09:20:00Z")).Is(200).Json!;
        Assert.Equal(("15", "null"), (Text(running, "runningMinutes"), Text(running, "differenceMg")));
        await Given.Event(service.Client, session, "stop", "2026-06-15T09:40:00Z");
        var dose = (await service.Client.Get($"/v1/sessions/{session}/dose")).Is(200).Json!;
        Assert.Equal(("35", "0.5", "30.625", "-4.375"), (Text(dose, "plannedMg"), Text(dose, "plannedMgPerKg"), Text(dose, "cumulativeMg"), Text(dose, "differenceMg")));
        Assert.Equal(("\"PT40M\"", "40", "35"), (Text(dose, "plannedDuration"), Text(dose, "plannedMinutes"), Text(dose, "runningMinutes")));
    }

    private async Task<string> Infused()
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T09:00:00Z");
        await Given.Event(service.Client, session, "stop", "2026-06-15T09:40:00Z");
        return session;
    }

    private async Task<(string Drawn, string Wasted, string Returned, string Unaccounted)> Account(string session, string query = "")
    {
        var dose = (await service.Client.Get($"/v1/sessions/{session}/dose{query}")).Is(200).Json!;
        return (Text(dose, "drawnMg"), Text(dose, "wastedMg"), Text(dose, "returnedMg"), Text(dose, "unaccountedMg"));
    }

    private static string Text(JsonNode dose, string member) => dose[member]?.ToJsonString() ?? "null";
}
