using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Wastage;

public sealed class ListWastageTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_session_lists_its_own_containers_first_recorded_first()
    {
        var session = await Given.Session(service.Client);
        var first = await DrawnUp.Record(service.Client, session);
        var second = await DrawnUp.Record(service.Client, session);
        await DrawnUp.Record(service.Client);
        var list = (await service.Client.Get($"/v1/sessions/{session}/wastage?count=exact")).Is(200);
        Assert.Equal([first.Id, second.Id], list.Items.Select(i => (string)i!["id"]!));
        Assert.Equal(2, (int)list["count"]);
    }

    [Fact]
    public async Task A_list_goes_on_where_its_page_ended_by_time_of_waste()
    {
        var session = await Given.Session(service.Client);
        foreach (var minute in (int[])[3, 1, 2])
        {
            await DrawnUp.Record(service.Client, session, DrawnUp.Vial.Replace("11:00:00Z", $"11:0{minute}:00Z", StringComparison.Ordinal));
        }

        foreach (var (sort, expected) in ((string, string)[])[("occurredAt", "123"), ("-occurredAt", "321"), ("recordedAt", "312"), ("-recordedAt", "213")])
        {
            var seen = "";
            string? cursor = null;
            do
            {
                var page = (await service.Client.Get($"/v1/sessions/{session}/wastage?limit=1&sort={sort}{(cursor is null ? "" : "&cursor=" + cursor)}")).Is(200);
                seen += ((string)page.Items.Single()!["occurredAt"]!)[15];
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
        var retracted = await DrawnUp.Record(service.Client, session);
        var corrected = await DrawnUp.Record(service.Client, session);
        var then = (string)corrected["recordedAt"]!;
        (await service.Client.Retract($"/v1/wastage/{retracted.Id}")).Is(200);
        (await service.Client.Correct($"/v1/wastage/{corrected.Id}", """{"reason":"x","wastedMg":3}""", "\"1\"")).Is(200);
        await DrawnUp.Record(service.Client, session);
        var list = (await service.Client.Get($"/v1/sessions/{session}/wastage?count=exact&asOf={then}")).Is(200);
        Assert.Equal([retracted.Id, corrected.Id], list.Items.Select(i => (string)i!["id"]!));
        Assert.All(list.Items, i => Assert.Equal("14.50", i!["wastedMg"]!.ToJsonString()));
        Assert.Equal(2, (int)list["count"]);
    }

    [Fact]
    public async Task A_session_of_another_clinic_is_not_found()
    {
        var theirs = await Given.Session(service.OtherClient);
        (await service.Client.Get($"/v1/sessions/{theirs}/wastage")).Is(404);
        (await service.Client.Get($"/v1/sessions/{Guid.Empty}/wastage")).Is(404);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("sort=lot")]
    [InlineData("cursor=AAAA")]
    [InlineData("lot=KET-2207")]
    [InlineData("asOf=yesterday")]
    public async Task A_parameter_that_means_nothing_here_is_refused(string query) =>
        (await service.Client.Get($"/v1/sessions/{Guid.Empty}/wastage?{query}")).Is(400);
}
