using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Sessions;

public sealed class GetSessionTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_session_of_another_clinic_does_not_exist_here()
    {
        var theirs = await Given.Session(service.OtherClient);
        (await service.Client.Get($"/v1/sessions/{theirs}")).Is(404);
        (await service.Client.Get($"/v1/sessions/{theirs}?version=1")).Is(404);
        (await service.Client.Get($"/v1/sessions/{theirs}?asOf={await service.RecordedNow()}")).Is(404);
    }

    [Fact]
    public async Task A_session_was_not_there_before_it_was_recorded()
    {
        var session = await Given.Session(service.Client);
        (await service.Client.Get($"/v1/sessions/{session}?asOf=2020-01-01T00:00:00Z")).Is(404);
        (await service.Client.Get($"/v1/sessions/{session}?version=2")).Is(404);
    }

    [Fact]
    public async Task A_session_reads_alike_at_its_version_and_at_a_time()
    {
        var session = await Given.Session(service.Client, null, "\"scheduledAt\":\"2026-06-20T09:00:00.123456Z\"");
        var current = (await service.Client.Get($"/v1/sessions/{session}")).Is(200);
        // What it overlaps follows from other sessions and is no part of a version.
        Assert.Equal(
            current.Text.Replace("\"overlapping\":[],", "", StringComparison.Ordinal), (await service.Client.Get($"/v1/sessions/{session}?version=1")).Is(200).Text);
        Assert.Equal(current.Text, (await service.Client.Get($"/v1/sessions/{session}?asOf={Uri.EscapeDataString((string)current["recordedAt"]!)}")).Is(200).Text);
    }

    [Fact]
    public async Task A_session_is_read_with_all_that_was_recorded_in_it_in_the_order_in_which_it_happened()
    {
        var session = await Given.Session(service.Client);
        var pulse = (await service.Client.Post($"/v1/sessions/{session}/observations", Pulse("2026-06-15T11:05:00Z"))).Is(201);
        (await service.Client.Post($"/v1/sessions/{session}/observations", Pulse("2026-06-15T10:55:00Z"))).Is(201);
        await Given.Event(service.Client, session, "start", "2026-06-15T11:00:00Z", "\"rate\":{\"value\":52.5,\"unit\":\"mg/h\"}");
        var whole = (await service.Client.Get($"/v1/sessions/{session}?include=infusion-events,observations&include=adverse-events")).Is(200);
        Assert.Equal("in-progress", (string)whole["status"]!);
        Assert.Equal("start", (string)Assert.Single(whole["infusionEvents"].AsArray())!["type"]!);
        Assert.Equal(["2026-06-15T10:55:00Z", "2026-06-15T11:05:00Z"], whole["observations"].AsArray().Select(o => (string)o!["observedAt"]!));
        Assert.Equal((await service.Client.Get($"/v1/observations/{pulse.Id}")).Is(200).Text, whole["observations"][1]!.ToJsonString());
        Assert.Empty(whole["adverseEvents"].AsArray());

        (await service.Client.Retract($"/v1/observations/{pulse.Id}")).Is(200);
        Assert.Single((await service.Client.Get($"/v1/sessions/{session}?include=observations")).Is(200)["observations"].AsArray());
        var then = (string)pulse["recordedAt"]!;
        var asOf = (await service.Client.Get($"/v1/sessions/{session}?include=observations,infusion-events&asOf={then}")).Is(200);
        Assert.Equal(pulse.Id, (string)Assert.Single(asOf["observations"].AsArray())!["id"]!);
        Assert.Empty(asOf["infusionEvents"].AsArray());
        Assert.Equal("planned", (string)asOf["status"]!);
        Assert.False(asOf.Json!.AsObject().ContainsKey("adverseEvents"));
    }

    [Theory]
    [InlineData("include=scores")]
    [InlineData("include=observations,")]
    [InlineData("include=observations&version=1")]
    public async Task What_cannot_be_included_is_refused(string query)
    {
        var refused = (await service.Client.Get($"/v1/sessions/{await Given.Session(service.Client)}?{query}")).Is(400);
        Assert.Equal("include", (string)refused["errors"][0]!["parameter"]!);
    }

    private static string Pulse(string observedAt) =>
        $$"""{"code":"8867-4","value":72,"unit":"/min","observedAt":"{{observedAt}}","performer":"rn-17"}""";
}
