using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.AdverseEvents;

public sealed class ListAdverseEventsTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_session_lists_its_own_adverse_events_first_recorded_first()
    {
        var session = await Given.Session(service.Client);
        var first = await AdverseEvents.Record(service.Client, session);
        var second = await AdverseEvents.Record(service.Client, session);
        await AdverseEvents.Record(service.Client);
        var list = (await service.Client.Get($"/v1/sessions/{session}/adverse-events?count=exact")).Is(200);
        Assert.Equal([first.Id, second.Id], list.Items.Select(i => (string)i!["id"]!));
        Assert.Equal(2, (int)list["count"]);
    }

    [Fact]
    public async Task A_list_goes_on_where_its_page_ended_by_time_of_beginning()
    {
        var session = await Given.Session(service.Client);
        foreach (var minute in (int[])[3, 1, 2])
        {
            await AdverseEvents.Record(service.Client, session, AdverseEvents.Nausea.Replace("11:00:00Z", $"11:0{minute}:00Z", StringComparison.Ordinal));
        }

        foreach (var (sort, expected) in ((string, string)[])[("startedAt", "123"), ("-startedAt", "321"), ("recordedAt", "312"), ("-recordedAt", "213")])
        {
            var seen = "";
            string? cursor = null;
            do
            {
                var page = (await service.Client.Get($"/v1/sessions/{session}/adverse-events?limit=1&sort={sort}{(cursor is null ? "" : "&cursor=" + cursor)}")).Is(200);
                seen += ((string)page.Items.Single()!["startedAt"]!)[15];
                cursor = (string?)page.Json!["next"];
            }
            while (cursor is not null);
            Assert.Equal(expected, seen);
        }
    }

    [Fact]
    public async Task A_list_as_of_a_recorded_time_shows_what_was_known_then()
    {
        var session = await Given.Session(service.Client);
        var retracted = await AdverseEvents.Record(service.Client, session);
        var corrected = await AdverseEvents.Record(service.Client, session);
        var then = (string)corrected["recordedAt"]!;
        (await service.Client.Retract($"/v1/adverse-events/{retracted.Id}")).Is(200);
        (await service.Client.Correct($"/v1/adverse-events/{corrected.Id}", """{"reason":"x","grade":2}""", "\"1\"")).Is(200);
        await AdverseEvents.Record(service.Client, session);
        var list = (await service.Client.Get($"/v1/sessions/{session}/adverse-events?count=exact&asOf={then}")).Is(200);
        Assert.Equal([retracted.Id, corrected.Id], list.Items.Select(i => (string)i!["id"]!));
        Assert.Equal([1, 1], list.Items.Select(i => (int)i!["grade"]!));
        Assert.Equal(2, (int)list["count"]);
    }

    [Fact]
    public async Task A_session_of_another_clinic_is_not_found()
    {
        var theirs = await Given.Session(service.OtherClient);
        (await service.Client.Get($"/v1/sessions/{theirs}/adverse-events")).Is(404);
        (await service.Client.Get($"/v1/sessions/{Guid.Empty}/adverse-events")).Is(404);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("sort=severity")]
    [InlineData("cursor=AAAA")]
    [InlineData("severity=mild")]
    [InlineData("asOf=yesterday")]
    public async Task A_parameter_that_means_nothing_here_is_refused(string query) =>
        (await service.Client.Get($"/v1/sessions/{Guid.Empty}/adverse-events?{query}")).Is(400);
}
