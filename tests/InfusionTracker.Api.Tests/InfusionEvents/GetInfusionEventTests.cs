using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.InfusionEvents;

public sealed class GetInfusionEventTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task Every_version_stays_readable_and_a_recorded_time_shows_what_was_known_then()
    {
        var session = await Given.Session(service.Client);
        var first = await Given.Event(service.Client, session, "start", "2026-06-15T09:00:00Z", """ "rate":{"value":5.250,"unit":"mL/h","concentrationMgPerMl":10.0} """);
        var second = (await service.Client.Correct($"/v1/infusion-events/{first.Id}", """{"reason":"misread","rate":{"value":52.5,"unit":"mg/h"}}""", first.ETag)).Is(200);
        var read = (await service.Client.Get($"/v1/infusion-events/{first.Id}")).Is(200);
        Assert.Equal(second.Text, read.Text);
        Assert.Equal("\"2\"", read.ETag);
        Assert.Equal(first.Text, (await service.Client.Get($"/v1/infusion-events/{first.Id}?version=1")).Is(200).Text);
        Assert.Equal(first.Text, (await service.Client.Get($"/v1/infusion-events/{first.Id}?asOf={first["recordedAt"]}")).Is(200).Text);
        (await service.Client.Get($"/v1/infusion-events/{first.Id}?version=3")).Is(404);
    }

    [Fact]
    public async Task Another_clinics_event_is_as_one_that_never_was()
    {
        var session = await Given.Session(service.Client);
        var start = await Given.Event(service.Client, session, "start", "2026-06-15T09:00:00Z", """ "rate":{"value":52.5,"unit":"mg/h"} """);
        var foreign = (await service.OtherClient.Get($"/v1/infusion-events/{start.Id}")).Is(404);
        var never = (await service.OtherClient.Get($"/v1/infusion-events/{Guid.Empty}")).Is(404);
        Assert.Equal((string)never["detail"]!, (string)foreign["detail"]!);
    }
}
