using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Sessions;

public sealed class ListSessionsTests(RunningService service) : IClassFixture<RunningService>
{
    [Theory]
    [InlineData("recordedAt")]
    [InlineData("-recordedAt")]
    [InlineData("startedAt")]
    [InlineData("-startedAt")]
    [InlineData("scheduledAt")]
    [InlineData("-scheduledAt")]
    public async Task While_others_add_and_retract_each_session_that_was_there_comes_once(string sort)
    {
        var patient = await Given.Patient(service.Client);
        var there = new List<string>();
        for (var i = 0; i < 9; i++)
        {
            there.Add(await Plan(patient, i));
        }

        var seen = new List<string>();
        var path = $"/v1/sessions?patient={patient}&limit=2&sort={sort}";
        for (var next = ""; next is not null;)
        {
            var page = (await service.Client.Get(path + next)).Is(200);
            seen.AddRange(page.Items.Select(s => (string)s!["id"]!));
            next = (string?)page.Json!["next"] is { } cursor ? $"&cursor={cursor}" : null;
            Assert.Equal(next is null, !page.Headers.Contains("Link"));
            await Plan(patient, seen.Count);
            (await service.Client.Retract($"/v1/sessions/{await Plan(patient, seen.Count + 1)}")).Is(200);
            // What was seen is retracted, and what was not yet seen changes without its sort value changing.
            (await service.Client.Retract($"/v1/sessions/{seen[^1]}")).Is(200);
            if (there.Except(seen).FirstOrDefault() is { } unseen)
            {
                (await service.Client.Patch($"/v1/sessions/{unseen}", """{"weightKg":71}""", "*")).Is(200);
            }
        }

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Empty(there.Except(seen));
    }

    [Theory]
    [InlineData("startedAt", "b d a c")]
    [InlineData("-startedAt", "d b c a")]
    [InlineData("scheduledAt", "c d a b")]
    [InlineData("-scheduledAt", "d c b a")]
    public async Task Sessions_without_the_date_come_last_in_both_directions(string sort, string expected)
    {
        // Ids ascend with the letters, and decide where the date is the same or missing.
        var patient = await Given.Patient(service.Client);
        var names = new Dictionary<string, string>();
        foreach (var (name, scheduledAt, startedAt) in ((string, string?, string?)[])
            [("a", null, null), ("b", null, "2026-06-01T08:00:00Z"), ("c", "2026-06-02T08:00:00Z", null), ("d", "2026-06-03T08:00:00Z", "2026-06-03T08:10:00Z")])
        {
            var id = await Given.Session(service.Client, patient, $"\"id\":\"0196f000-0000-7000-8000-{Guid.Parse(patient).ToString("N")[^10..]}{names.Count:x2}\"" + (scheduledAt is null ? "" : $",\"scheduledAt\":\"{scheduledAt}\""));
            names[id] = name;
            if (startedAt is not null)
            {
                await Given.Event(service.Client, id, "start", startedAt, "\"rate\":{\"value\":52.5,\"unit\":\"mg/h\"}");
            }
        }

        Assert.Equal(expected, string.Join(' ', (await Listed($"patient={patient}&sort={sort}")).Select(s => names[(string)s!["id"]!])));
        Assert.Equal(expected, string.Join(' ', (await Paged($"patient={patient}&sort={sort}&limit=1")).Select(id => names[id])));
    }

    [Fact]
    public async Task The_last_recorded_comes_first_where_no_order_is_asked_for()
    {
        var patient = await Given.Patient(service.Client);
        var first = await Given.Session(service.Client, patient);
        var second = await Given.Session(service.Client, patient);
        Assert.Equal([second, first], (await Listed($"patient={patient}")).Select(s => (string)s!["id"]!));
    }

    [Fact]
    public async Task A_filter_given_several_times_means_any_of_its_values()
    {
        var (one, two, three) = (await Given.Patient(service.Client), await Given.Patient(service.Client), await Given.Patient(service.Client));
        var mine = new[] { await Given.Session(service.Client, one), await Given.Session(service.Client, two) };
        await Given.Session(service.Client, three);
        Assert.Equal(mine.Order(), (await Listed($"patient={one}&patient={two}")).Select(s => (string)s!["id"]!).Order());
        Assert.Empty(await Listed($"patient={one}&status=completed&status=stopped"));
        Assert.Single(await Listed($"patient={one}&status=completed&status=planned"));
    }

    [Fact]
    public async Task Sessions_are_found_by_what_they_are_and_who_gave_them()
    {
        var patient = await Given.Patient(service.Client);
        await Given.Session(service.Client, patient, "\"protocol\":\"iv.A\"");
        var session = await Given.StartedSession(service.Client, "2026-06-10T08:00:00Z", patient, "\"protocol\":\"iv.B\"");
        (await service.Client.Post($"/v1/sessions/{session}/observations", """{"code":"8867-4","value":72,"unit":"/min","observedAt":"2026-06-10T08:05:00Z","performer":"md 3+1"}""")).Is(201);
        foreach (var filter in (string[])["protocol=iv.B", "status=in-progress", "performer=rn-17", "performer=md%203%2B1", "performer=x&performer=rn-17", "protocol=iv.B&medication=ketamine&indication=generalized-anxiety-disorder"])
        {
            Assert.Equal(session, (string)Assert.Single(await Listed($"patient={patient}&{filter}"))!["id"]!);
        }

        Assert.Equal(2, (await Listed($"patient={patient}&medication=ketamine")).Count);
        foreach (var filter in (string[])["performer=rn-18", "medication=esketamine", "indication=other", "protocol=iv"])
        {
            Assert.Empty(await Listed($"patient={patient}&{filter}"));
        }
    }

    [Fact]
    public async Task A_stretch_of_time_includes_its_start_and_excludes_its_end()
    {
        var patient = await Given.Patient(service.Client);
        await Given.Session(service.Client, patient);
        var planned = await Given.Session(service.Client, patient, "\"scheduledAt\":\"2026-06-20T08:00:00Z\"");
        var started = await Given.StartedSession(service.Client, "2026-06-10T08:00:00Z", patient, "\"scheduledAt\":\"2026-06-20T08:00:00Z\"");
        Assert.Equal(started, (string)Assert.Single(await Listed($"patient={patient}&from=2026-06-10T08:00:00Z&to=2026-06-20T08:00:00Z"))!["id"]!);
        Assert.Empty(await Listed($"patient={patient}&from=2026-06-10T08:00:00.000001Z&to=2026-06-20T08:00:00Z"));
        Assert.Equal(planned, (string)Assert.Single(await Listed($"patient={patient}&from=2026-06-20T10:00:00%2B02:00"))!["id"]!);
        Assert.Equal(2, (await Listed($"patient={patient}&to=2026-07-01T00:00:00Z")).Count);
    }

    [Fact]
    public async Task A_retracted_session_and_one_of_another_clinic_are_in_no_list()
    {
        var patient = await Given.Patient(service.Client);
        var session = await Given.Session(service.Client, patient);
        (await service.Client.Retract($"/v1/sessions/{session}")).Is(200);
        Assert.Empty(await Listed($"patient={patient}"));
        var theirs = await Given.Patient(service.OtherClient);
        await Given.Session(service.OtherClient, theirs);
        Assert.Empty(await Listed($"patient={theirs}"));
    }

    [Fact]
    public async Task The_count_is_of_all_that_match_and_only_where_it_is_asked_for()
    {
        var patient = await Given.Patient(service.Client);
        await Given.Session(service.Client, patient, "\"protocol\":\"x\"");
        await Given.Session(service.Client, patient, "\"protocol\":\"x\"");
        await Given.Session(service.Client, patient);
        var counted = (await service.Client.Get($"/v1/sessions?patient={patient}&protocol=x&performer=nobody&count=exact")).Is(200);
        Assert.Equal("0", counted["count"].ToJsonString());
        counted = (await service.Client.Get($"/v1/sessions?patient={patient}&protocol=x&status=planned&to=2200-01-01T00:00:00Z&count=exact")).Is(200);
        Assert.Equal("0", counted["count"].ToJsonString());
        counted = (await service.Client.Get($"/v1/sessions?patient={patient}&protocol=x&status=planned&count=exact&limit=1")).Is(200);
        Assert.Equal("2", counted["count"].ToJsonString());
        Assert.Single(counted.Items);
        Assert.False((await service.Client.Get($"/v1/sessions?patient={patient}")).Is(200).Json!.AsObject().ContainsKey("count"));
    }

    [Fact]
    public async Task A_cursor_holds_for_the_list_that_gave_it_and_for_no_other()
    {
        var patient = await Given.Patient(service.Client);
        await Given.Session(service.Client, patient);
        await Given.Session(service.Client, patient);
        var next = (string)(await service.Client.Get($"/v1/sessions?patient={patient}&limit=1&sort=startedAt")).Is(200)["next"]!;
        (await service.Client.Get($"/v1/sessions?patient={patient}&limit=1&sort=startedAt&cursor={next}")).Is(200);
        foreach (var query in (string[])[$"patient={patient}&sort=-startedAt&cursor={next}", $"sort=startedAt&cursor={next}", $"patient={patient}&sort=startedAt&cursor={(next[0] == 'A' ? 'B' : 'A') + next[1..]}", $"patient={patient}&sort=startedAt&cursor=x"])
        {
            var refused = (await service.Client.Get($"/v1/sessions?{query}")).Is(400);
            Assert.Equal("cursor", (string)refused["errors"][0]!["parameter"]!);
        }

        (await service.OtherClient.Get($"/v1/sessions?patient={patient}&limit=1&sort=startedAt&cursor={next}")).Is(400);
    }

    [Theory]
    [InlineData("status=entered-in-error", "status")]
    [InlineData("status=planned&status=done", "status")]
    [InlineData("indication=anxiety", "indication")]
    [InlineData("medication=Ketamine", "medication")]
    [InlineData("protocol=a%20b", "protocol")]
    [InlineData("patient=1", "patient")]
    [InlineData("from=2026-06-10T08:00:00Z&to=2026-06-10T08:00:00Z", "to")]
    [InlineData("sort=weightKg", "sort")]
    [InlineData("limit=501", "limit")]
    [InlineData("count=about", "count")]
    [InlineData("performer=", "performer")]
    public async Task A_parameter_that_makes_no_sense_is_named(string query, string parameter)
    {
        var refused = (await service.Client.Get($"/v1/sessions?{query}")).Is(400);
        Assert.Equal(parameter, (string)refused["errors"][0]!["parameter"]!);
    }

    [Theory]
    [InlineData("asOf=2026-06-10T08:00:00Z")]
    [InlineData("from=yesterday")]
    [InlineData("from=2026-06-10T08:00:00")]
    public async Task An_unknown_parameter_and_a_time_without_an_offset_are_refused(string query) =>
        (await service.Client.Get($"/v1/sessions?{query}")).Is(400);

    /// <summary>One of three kinds: with no date, scheduled, scheduled and started; each third at the same time.</summary>
    private async Task<string> Plan(string patient, int i) => (i % 3) switch
    {
        0 => await Given.Session(service.Client, patient),
        1 => await Given.Session(service.Client, patient, $"\"scheduledAt\":\"2026-06-1{i % 2}T08:00:00Z\""),
        _ => await Given.StartedSession(service.Client, $"2026-06-1{i % 2}T08:05:00Z", patient, $"\"scheduledAt\":\"2026-06-1{i % 2}T08:00:00Z\""),
    };

    private async Task<JsonArray> Listed(string query) => (await service.Client.Get($"/v1/sessions?{query}")).Is(200).Items;

    private async Task<List<string>> Paged(string query)
    {
        var seen = new List<string>();
        for (var next = ""; next is not null;)
        {
            var page = (await service.Client.Get($"/v1/sessions?{query}{next}")).Is(200);
            seen.AddRange(page.Items.Select(s => (string)s!["id"]!));
            next = (string?)page.Json!["next"] is { } cursor ? $"&cursor={cursor}" : null;
        }

        return seen;
    }
}
