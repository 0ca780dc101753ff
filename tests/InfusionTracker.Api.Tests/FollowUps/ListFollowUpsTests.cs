using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Platform;
using NodaTime;
using NodaTime.Text;

namespace InfusionTracker.Api.Tests.FollowUps;

public sealed class ListFollowUpsTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task What_is_due_is_told_by_the_clinics_days()
    {
        var patient = await Given.Patient(service.Client);
        var overdue = await service.Client.Followed("2026-06-06T12:00:00Z", patient); // P7D: 13 June, until the 15th
        var other = await Given.Patient(service.Client);
        var today = await service.Client.Followed("2026-06-14T21:59:00Z", other); // 23:59 in Berlin
        var last = await Given.Patient(service.Client);
        var tomorrow = await service.Client.Followed("2026-06-14T22:01:00Z", last); // 00:01 in Berlin
        await service.Client.Hama(patient, "2026-06-07T12:00:00Z");
        var mine = $"patient={patient}&patient={other}&patient={last}&instrument=HAMA";
        Assert.Equal([overdue], (await service.Client.Get($"/v1/follow-ups?due=overdue&{mine}")).Is(200).Items.Sessions());
        Assert.Equal([today], (await service.Client.Get($"/v1/follow-ups?due=today&{mine}")).Is(200).Items.Sessions());
        Assert.Equal([tomorrow, today, tomorrow], (await service.Client.Get($"/v1/follow-ups?due=upcoming&{mine}")).Is(200).Items.Sessions());
        Assert.Equal([overdue, today, tomorrow, today, tomorrow], (await service.Client.Get($"/v1/follow-ups?due=overdue&due=today&due=upcoming&{mine}")).Items.Sessions());
        Assert.Equal([overdue], (await service.Client.Get($"/v1/follow-ups?status=done&{mine}")).Items.Sessions());
        Assert.Equal([today], (await service.Client.Get($"/v1/follow-ups?from=2026-06-15T21:59:00Z&to=2026-06-15T22:01:00Z&{mine}")).Items.Sessions());
        Assert.Empty((await service.Client.Get($"/v1/follow-ups?patient={patient}&instrument=GAD7")).Is(200).Items);
        Assert.Empty((await service.OtherClient.Get($"/v1/follow-ups?{mine}")).Is(200).Items);
    }

    [Fact]
    public async Task Every_page_together_is_the_list_and_each_follow_up_is_as_its_session_tells_it()
    {
        var random = new Random(4);
        var t0 = Instant.FromUtc(2026, 5, 20, 0, 0);
        var sessions = new List<string>();
        var patients = new List<string>();
        for (var n = 0; n < 8; n++)
        {
            var patient = await Given.Patient(service.Client);
            patients.Add(patient);
            for (var k = 0; k < 1 + (n % 3); k++)
            {
                var startedAt = t0 + Duration.FromHours(random.Next(0, 6) + (k * random.Next(20, 300)));
                sessions.Add(await service.Client.Followed(Text(startedAt), patient, n % 2 == 0 ? "even" : "odd"));
                foreach (var hours in (int[])[18, 21, 24, 27, 30, 31, 24 * 5, 24 * 9])
                {
                    if (random.Next(2) == 0)
                    {
                        await service.Client.Hama(patient, Text(startedAt + Duration.FromHours(hours)));
                    }
                }
            }
        }

        var mine = string.Join('&', patients.Select(p => "patient=" + p));
        var told = new List<JsonNode>();
        foreach (var session in sessions)
        {
            told.AddRange((await service.Client.Get($"/v1/sessions/{session}/follow-ups")).Is(200).Items.Select(f => f!));
        }

        var expected = told.OrderBy(f => (string)f["dueAt"]!, StringComparer.Ordinal).ThenBy(f => (string)f["sessionId"]!, StringComparer.Ordinal).Select(f => f.ToJsonString()).ToList();
        Assert.Equal(expected, await Pages($"/v1/follow-ups?limit=3&{mine}"));
        Assert.Equal(expected.AsEnumerable().Reverse(), await Pages($"/v1/follow-ups?limit=4&sort=-dueAt&{mine}"));
        Assert.True(told.Select(f => (string)f["status"]!).Distinct().Count() >= 3);
        foreach (var status in (string[])["done", "notReached", "missed", "due", "upcoming"])
        {
            Assert.Equal(
                expected.Where(f => (string)JsonNode.Parse(f)!["status"]! == status),
                await Pages($"/v1/follow-ups?limit=5&status={status}&{mine}"));
        }
    }

    [Theory]
    [InlineData("due=soon")]
    [InlineData("status=open")]
    [InlineData("instrument=NONE")]
    [InlineData("from=2026-06-02T00:00:00Z&to=2026-06-01T00:00:00Z")]
    [InlineData("sort=startedAt")]
    [InlineData("cursor=x")]
    public async Task What_cannot_be_asked_for_is_refused(string query) => (await service.Client.Get("/v1/follow-ups?" + query)).Is(400);

    [Fact]
    public async Task Follow_ups_are_not_counted_and_nobody_is_told_that_they_might_be()
    {
        var refused = (await service.Client.Get("/v1/follow-ups?count=exact")).Is(400);
        Assert.Equal("This operation takes the query parameters cursor, due, from, instrument, limit, patient, protocol, sort, status, to.", (string)refused["detail"]!);
    }

    private static string Text(Instant instant) => InstantPattern.General.Format(instant);

    private async Task<List<string>> Pages(string address)
    {
        var all = new List<string>();
        for (var cursor = ""; ;)
        {
            var page = (await service.Client.Get(address + cursor)).Is(200);
            all.AddRange(page.Items.Select(f => f!.ToJsonString()));
            if (page.Json!["next"] is not { } next)
            {
                return all;
            }

            cursor = "&cursor=" + (string)next!;
        }
    }
}
