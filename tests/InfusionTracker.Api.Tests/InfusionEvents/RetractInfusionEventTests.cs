using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.InfusionEvents;

public sealed class RetractInfusionEventTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_start_under_later_events_stays_until_those_are_retracted()
    {
        var (session, start, stop) = await Infusion();
        var refused = (await service.Client.Retract($"/v1/infusion-events/{start.Id}")).Is(409);
        Assert.Contains("A stop makes no sense", (string)refused["detail"]!, StringComparison.Ordinal);
        (await service.Client.Retract($"/v1/infusion-events/{stop.Id}")).Is(200);
        Assert.Equal("in-progress", (string)(await service.Client.Get($"/v1/sessions/{session}"))["status"]!);
        (await service.Client.Retract($"/v1/infusion-events/{start.Id}")).Is(200);
        var planned = (await service.Client.Get($"/v1/sessions/{session}")).Is(200);
        Assert.Equal("planned", (string)planned["status"]!);
        Assert.Null(planned.Json!["startedAt"]);
    }

    [Theory]
    [InlineData("completed")]
    [InlineData("stopped")]
    public async Task With_its_start_goes_what_was_declared_of_its_end(string declared)
    {
        var session = await Given.Session(service.Client);
        var start = await Given.Event(service.Client, session, "start", "2026-06-15T09:00:00Z", """ "rate":{"value":52.5,"unit":"mg/h"} """);
        (await service.Client.Patch($"/v1/sessions/{session}", $$"""{"status":"{{declared}}"}""", "*")).Is(200);
        (await service.Client.Retract($"/v1/infusion-events/{start.Id}")).Is(200);
        var planned = (await service.Client.Get($"/v1/sessions/{session}")).Is(200);
        Assert.Equal(("planned", null), ((string)planned["status"]!, planned.Json!["declaredEnd"]));
        await Given.Event(service.Client, session, "start", "2026-06-15T10:00:00Z", """ "rate":{"value":52.5,"unit":"mg/h"} """);
        Assert.Equal("in-progress", (string)(await service.Client.Get($"/v1/sessions/{session}")).Is(200)["status"]!);
        Assert.Equal("running", (string)(await service.Client.Get($"/v1/sessions/{session}/dose")).Is(200)["status"]!);
    }

    [Fact]
    public async Task A_retracted_event_leaves_the_list_and_stays_in_its_history()
    {
        var (session, _, stop) = await Infusion();
        var retracted = (await service.Client.Retract($"/v1/infusion-events/{stop.Id}", "wrong room")).Is(200);
        Assert.Equal("entered-in-error", (string)retracted["status"]!);
        Assert.Equal("wrong room", (string)retracted["reason"]!);
        Assert.Single((await service.Client.Get($"/v1/sessions/{session}/infusion-events")).Is(200).Items);
        Assert.Equal(retracted.Text, (await service.Client.Get($"/v1/infusion-events/{stop.Id}")).Is(200).Text);
        Assert.Equal(stop.Text, (await service.Client.Get($"/v1/infusion-events/{stop.Id}?version=1")).Is(200).Text);
    }

    [Fact]
    public async Task Retracting_again_changes_nothing()
    {
        var (_, _, stop) = await Infusion();
        var first = (await service.Client.Retract($"/v1/infusion-events/{stop.Id}")).Is(200);
        Assert.Equal(first.Text, (await service.Client.Retract($"/v1/infusion-events/{stop.Id}", "again")).Is(200).Text);
    }

    [Fact]
    public async Task Another_clinics_event_is_as_one_that_never_was()
    {
        var (_, _, stop) = await Infusion();
        (await service.OtherClient.Retract($"/v1/infusion-events/{stop.Id}")).Is(404);
        (await service.Client.Post($"/v1/infusion-events/{stop.Id}/retraction", "{}")).Is(400);
    }

    private async Task<(string Session, Answer Start, Answer Stop)> Infusion()
    {
        var session = await Given.Session(service.Client);
        var start = await Given.Event(service.Client, session, "start", "2026-06-15T09:00:00Z", """ "rate":{"value":52.5,"unit":"mg/h"} """);
        return (session, start, await Given.Event(service.Client, session, "stop", "2026-06-15T09:40:00Z"));
    }
}
