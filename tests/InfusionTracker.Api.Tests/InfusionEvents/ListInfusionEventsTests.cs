using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.InfusionEvents;

public sealed class ListInfusionEventsTests(RunningService service) : IClassFixture<RunningService>
{
    [Theory]
    [InlineData("", "start,stop,pause,resume")]
    [InlineData("sort=-recordedAt", "resume,pause,stop,start")]
    [InlineData("sort=occurredAt", "start,pause,resume,stop")]
    [InlineData("sort=-occurredAt", "stop,resume,pause,start")]
    public async Task Events_are_listed_in_the_order_asked_for_and_each_once_over_pages(string query, string order)
    {
        var (session, _) = await LatePause();
        var path = $"/v1/sessions/{session}/infusion-events?{query}";
        Assert.Equal(order, Types((await service.Client.Get(path)).Is(200)));
        var paged = new List<string>();
        for (var next = path + "&limit=1&count=exact"; next is not null;)
        {
            var page = (await service.Client.Get(next)).Is(200);
            Assert.Equal(4, (int)page["count"]!);
            paged.Add(Types(page));
            next = (string?)page.Json!["next"] is { } cursor ? $"{path}&limit=1&count=exact&cursor={cursor}" : null;
        }

        Assert.Equal(order, string.Join(',', paged));
    }

    [Fact]
    public async Task A_recorded_time_shows_the_events_as_they_were_known()
    {
        var (session, events) = await LatePause();
        var retracted = (await service.Client.Retract($"/v1/infusion-events/{events[3].Id}")).Is(200);
        (await service.Client.Retract($"/v1/infusion-events/{events[2].Id}")).Is(200);
        var path = $"/v1/sessions/{session}/infusion-events?sort=occurredAt&count=exact";
        Assert.Equal("start,stop", Types((await service.Client.Get(path)).Is(200)));
        var before = (await service.Client.Get($"{path}&asOf={events[3]["recordedAt"]}")).Is(200);
        Assert.Equal("start,pause,resume,stop", Types(before));
        Assert.Equal(4, (int)before["count"]!);
        Assert.Equal("start,pause,stop", Types((await service.Client.Get($"{path}&asOf={retracted["recordedAt"]}")).Is(200)));
        Assert.Equal("start", Types((await service.Client.Get($"{path}&asOf={events[0]["recordedAt"]}")).Is(200)));
    }

    [Fact]
    public async Task A_listed_event_is_as_it_was_answered()
    {
        var (session, events) = await LatePause();
        Assert.Equal(events[0].Text, (await service.Client.Get($"/v1/sessions/{session}/infusion-events")).Is(200).Items[0]!.ToJsonString());
    }

    [Fact]
    public async Task A_session_without_events_has_an_empty_list_and_another_clinics_has_none()
    {
        var session = await Given.Session(service.Client);
        Assert.Empty((await service.Client.Get($"/v1/sessions/{session}/infusion-events")).Is(200).Items);
        (await service.OtherClient.Get($"/v1/sessions/{session}/infusion-events")).Is(404);
        (await service.Client.Get($"/v1/sessions/{Guid.Empty}/infusion-events")).Is(404);
        (await service.Client.Get($"/v1/sessions/{session}/infusion-events?sort=type")).Is(400);
        (await service.Client.Get($"/v1/sessions/{session}/infusion-events?asOf=today")).Is(400);
    }

    private static string Types(Answer page) => string.Join(',', page.Items.Select(e => (string)e!["type"]!));

    /// <summary>An infusion whose pause and resume were recorded after its stop.</summary>
    private async Task<(string Session, Answer[] Events)> LatePause()
    {
        var session = await Given.Session(service.Client);
        return (session,
        [
            await Given.Event(service.Client, session, "start", "2026-06-15T09:00:00Z", """ "rate":{"value":52.5,"unit":"mg/h"} """),
            await Given.Event(service.Client, session, "stop", "2026-06-15T09:40:00Z"),
            await Given.Event(service.Client, session, "pause", "2026-06-15T09:10:00Z"),
            await Given.Event(service.Client, session, "resume", "2026-06-15T09:15:00Z"),
        ]);
    }
}
