using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Observations;

public sealed class ListObservationsTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task The_default_order_is_that_of_recording()
    {
        var session = await Session();
        int[] recorded = [3, 1, 2, 4];
        Assert.Equal(recorded, await Values(session, ""));
    }

    [Theory]
    [InlineData("sort=-recordedAt", 4, 2, 1, 3)]
    [InlineData("sort=observedAt", 1, 2, 3, 4)]
    [InlineData("sort=-observedAt", 4, 3, 2, 1)]
    [InlineData("code=9279-1", 4)]
    [InlineData("code=9279-1&code=8867-4", 3, 1, 2, 4)]
    [InlineData("code=2708-6")]
    [InlineData("performer=rn-2", 2, 4)]
    [InlineData("performer=rn-1&performer=rn-2", 3, 1, 2, 4)]
    [InlineData("from=2026-06-15T11:02:00Z", 3, 2, 4)]
    [InlineData("from=2026-06-15T11:02:00Z&to=2026-06-15T11:04:00Z", 3, 2)]
    [InlineData("to=2026-06-15T13:02:00%2B02:00", 1)]
    public async Task It_is_filtered_and_sorted_as_asked(string query, params int[] values)
    {
        var session = await Session();
        Assert.Equal(values, await Values(session, query));
        Assert.Equal(values, await Values(session, $"{query}&asOf={await service.RecordedNow()}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("&sort=-recordedAt")]
    [InlineData("&sort=observedAt")]
    [InlineData("&sort=-observedAt")]
    [InlineData("&asOf=now")]
    [InlineData("&asOf=now&sort=observedAt")]
    public async Task Each_comes_exactly_once_page_by_page(string query)
    {
        var session = await Session();
        query = query.Replace("=now", $"={await service.RecordedNow()}", StringComparison.Ordinal);
        var expected = await Values(session, query);
        var seen = new List<int>();
        string? cursor = null;
        do
        {
            var page = (await service.Client.Get($"/v1/sessions/{session}/observations?limit=1&count=exact{query}{(cursor is null ? "" : "&cursor=" + cursor)}")).Is(200);
            Assert.Equal(4, (int)page["count"]);
            seen.Add(Minute(page.Items.Single()!));
            cursor = (string?)page.Json!["next"];
        }
        while (cursor is not null);
        Assert.Equal(expected, seen);
    }

    [Theory]
    [InlineData("code=nothing")]
    [InlineData("limit=0")]
    [InlineData("limit=-1")]
    [InlineData("limit=501")]
    [InlineData("sort=value")]
    [InlineData("from=2026-06-15")]
    [InlineData("from=2026-06-15T12:00:00Z&to=2026-06-15T12:00:00Z")]
    [InlineData("asOf=now")]
    [InlineData("patient=x")]
    [InlineData("performer=%00")]
    [InlineData("cursor=AAAA")]
    public async Task What_cannot_be_asked_is_malformed(string query) =>
        (await service.Client.Get($"/v1/sessions/{await Given.Session(service.Client)}/observations?{query}")).Is(400);

    [Fact]
    public async Task A_session_of_another_clinic_is_as_one_that_never_was() =>
        (await service.Client.Get($"/v1/sessions/{await Given.Session(service.OtherClient)}/observations")).Is(404);

    [Fact]
    public async Task A_session_without_observations_has_an_empty_list() =>
        Assert.Empty((await service.Client.Get($"/v1/sessions/{await Given.Session(service.Client)}/observations")).Is(200).Items);

    /// <summary>Heart rates 3, 1 and 2 minutes after eleven, in this order, and a respiratory rate 4 minutes after.</summary>
    private async Task<string> Session()
    {
        var session = await Given.Session(service.Client);
        (await service.Client.Post($"/v1/sessions/{session}/observations", """
            [{"code":"8867-4","value":30,"unit":"/min","observedAt":"2026-06-15T11:03:00Z","performer":"rn-1"},
             {"code":"8867-4","value":31,"unit":"/min","observedAt":"2026-06-15T11:01:00Z","performer":"rn-1"},
             {"code":"8867-4","value":32,"unit":"/min","observedAt":"2026-06-15T11:02:00Z","performer":"rn-2"}]
            """)).Is(201);
        (await service.Client.Post($"/v1/sessions/{session}/observations",
            """{"code":"9279-1","value":14,"unit":"/min","observedAt":"2026-06-15T11:04:00Z","performer":"rn-2"}""")).Is(201);
        return session;
    }

    private async Task<int[]> Values(string session, string query) =>
        [.. (await service.Client.Get($"/v1/sessions/{session}/observations?{query.TrimStart('&')}")).Is(200).Items.Select(i => Minute(i!))];

    private static int Minute(System.Text.Json.Nodes.JsonNode item) => ((string)item["observedAt"]!)[15] - '0';
}
