using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Observations;

/// <summary>What looks like a slip of the hand may be true, and is recorded where somebody says so.</summary>
public sealed class ConfirmationTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Saturation = """ "code":"2708-6","value":45,"unit":"%","observedAt":"2026-06-15T11:00:00Z","performer":"rn-17" """;

    private const string Confirmed = """ "confirmed":{"by":"md-3","reason":"measured twice, on both hands"} """;

    [Fact]
    public async Task A_saturation_of_45_is_refused_as_a_slip_and_critical_where_it_is_confirmed()
    {
        using var telemetry = new Telemetry(service);
        var session = await Given.Session(service.Client);
        var refused = (await Record(session, $"{{{Saturation}}}")).Is(422);
        Assert.Equal("/value", Pointer(refused));
        Assert.Contains("is from 50 to 100 %. Correct it, or send confirmed where it is true.", refused.Text, StringComparison.Ordinal);
        var made = (await Record(session, $"{{{Saturation},{Confirmed}}}")).Is(201);
        Assert.Equal("LL", (string)made["interpretation"]!);
        Assert.Equal("""{"by":"md-3","reason":"measured twice, on both hands"}""", made["confirmed"].ToJsonString());
        Assert.False((bool)made["timeConfirmed"]);
        Assert.Single(telemetry.Lines, line => line.Contains("recorded 1 critical observations", StringComparison.Ordinal));
        foreach (var query in (string[])["", "?version=1", $"?asOf={(string)made["recordedAt"]!}"])
        {
            Assert.Equal(made.Text, (await service.Client.Get($"/v1/observations/{made.Id}{query}")).Is(200).Text);
        }

        var listed = Assert.Single((await service.Client.Get($"/v1/sessions/{session}/observations")).Is(200).Items)!;
        Assert.Equal(made["confirmed"].ToJsonString(), listed["confirmed"]!.ToJsonString());
    }

    [Fact]
    public async Task Each_reading_of_a_batch_and_each_part_of_a_panel_is_confirmed_by_its_own_reading()
    {
        var session = await Given.Session(service.Client);
        Assert.Equal("/1/value", Pointer((await Record(session, $"[{{{Saturation},{Confirmed}}},{{{Saturation}}}]")).Is(422)));
        const string Panel = """
            {"code":"85354-9","observedAt":"2026-06-15T11:00:00Z","performer":"rn-17","confirmed":{"by":"md-3","reason":"by hand, too"},
             "components":[{"code":"8480-6","value":310,"unit":"mm[Hg]"},{"code":"8462-4","value":120,"unit":"mm[Hg]"}]}
            """;
        var made = (await Record(session, $"[{{{Saturation},{Confirmed}}},{Panel}]")).Is(201);
        Assert.Equal("LL", (string)made.Items[0]!["interpretation"]!);
        Assert.Equal(["HH", null], made.Items[1]!["components"]!.AsArray().Select(c => (string?)c!["interpretation"]));
    }

    [Fact]
    public async Task A_plausible_reading_may_be_confirmed_and_is_not_critical_by_that()
    {
        var made = (await Record(await Given.Session(service.Client), $"{{{Saturation.Replace("45", "98", StringComparison.Ordinal)},{Confirmed}}}")).Is(201);
        Assert.Null(made.Json!["interpretation"]);
        Assert.Equal("md-3", (string)made["confirmed"]["by"]!);
    }

    [Fact]
    public async Task A_corrected_value_needs_a_confirmation_of_its_own_and_a_corrected_performer_does_not()
    {
        var made = (await Record(await Given.Session(service.Client), $"{{{Saturation},{Confirmed}}}")).Is(201);
        var path = $"/v1/observations/{made.Id}";
        var other = (await service.Client.Correct(path, """{"reason":"x","performer":"rn-18","observedAt":"2026-06-15T11:01:00Z"}""", "\"1\"")).Is(200);
        Assert.Equal("md-3", (string)other["confirmed"]["by"]!);
        Assert.Equal("/value", Pointer((await service.Client.Correct(path, """{"reason":"x","value":44}""", "\"2\"")).Is(422)));
        var again = (await service.Client.Correct(path, """{"reason":"x","value":44,"confirmed":{"by":"md-4","reason":"seen"}}""", "\"2\"")).Is(200);
        Assert.Equal(("LL", "md-4"), ((string)again["interpretation"]!, (string)again["confirmed"]["by"]!));
        var slip = (await service.Client.Correct(path, """{"reason":"x","value":94}""", "\"3\"")).Is(200);
        Assert.Null(slip.Json!["interpretation"]);
        Assert.Null(slip.Json!["confirmed"]);
        Assert.Equal("md-3", (string)(await service.Client.Get($"{path}?version=1")).Is(200)["confirmed"]["by"]!);
    }

    [Theory]
    [InlineData("2026-06-12T10:59:59Z", true)]
    [InlineData("2026-06-12T11:00:00Z", false)]
    [InlineData("2026-06-15T11:40:00Z", false)]
    [InlineData("2026-06-15T11:40:01Z", true)]
    public async Task More_than_a_day_before_the_infusion_or_two_after_its_end_a_time_needs_to_be_confirmed(string observedAt, bool isFar)
    {
        var session = await Given.StartedSession(service.Client, "2026-06-13T11:00:00Z");
        await Given.Event(service.Client, session, "stop", "2026-06-13T11:40:00Z");
        var reading = $$""" "code":"8867-4","value":72,"unit":"/min","observedAt":"{{observedAt}}","performer":"rn-17" """;
        var told = await Record(session, $"{{{reading}}}");
        if (!isFar)
        {
            Assert.False((bool)told.Is(201)["timeConfirmed"]);
            return;
        }

        Assert.Equal("/observedAt", Pointer(told.Is(422)));
        Assert.Contains("more than 24 hours before the start of the infusion or 48 hours after its end.", told.Text, StringComparison.Ordinal);
        var near = reading.Replace(observedAt, "2026-06-13T11:10:00Z", StringComparison.Ordinal);
        Assert.Equal("/1/observedAt", Pointer((await Record(session, $"[{{{near}}},{{{reading}}}]")).Is(422)));
        using var telemetry = new Telemetry(service);
        var made = (await Record(session, $"{{{reading},{Confirmed}}}")).Is(201);
        Assert.True((bool)made["timeConfirmed"]);
        Assert.Null(made.Json!["interpretation"]);
        Assert.DoesNotContain(telemetry.Lines, line => line.Contains("critical", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_the_infusion_runs_or_before_it_is_known_to_start_no_time_is_too_far()
    {
        var reading = """ "code":"8867-4","value":72,"unit":"/min","performer":"rn-17" """;
        (await Record(await Given.Session(service.Client), $"{{{reading},\"observedAt\":\"2026-01-01T00:00:00Z\"}}")).Is(201);
        var running = await Given.StartedSession(service.Client, "2026-06-10T11:00:00Z");
        (await Record(running, $"{{{reading},\"observedAt\":\"2026-06-15T11:00:00Z\"}}")).Is(201);
        (await Record(running, $"{{{reading},\"observedAt\":\"2026-06-09T10:59:59Z\"}}")).Is(422);
    }

    [Fact]
    public async Task A_time_is_corrected_to_one_far_away_only_where_that_is_confirmed()
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T11:00:00Z");
        var path = $"/v1/observations/{(await Given.HeartRate(service.Client, session)).Id}";
        Assert.Equal("/observedAt", Pointer((await service.Client.Correct(path, """{"reason":"x","observedAt":"2026-06-13T11:00:00Z"}""", "\"1\"")).Is(422)));
        var moved = (await service.Client.Correct(path, $$"""{"reason":"x","observedAt":"2026-06-13T11:00:00Z",{{Confirmed}}}""", "\"1\"")).Is(200);
        Assert.True((bool)moved["timeConfirmed"]);
        var corrected = (await service.Client.Correct(path, """{"reason":"x","value":73}""", "\"2\"")).Is(200);
        Assert.Equal((true, "md-3"), ((bool)corrected["timeConfirmed"], (string)corrected["confirmed"]["by"]!));
        var back = (await service.Client.Correct(path, """{"reason":"x","observedAt":"2026-06-15T11:02:00Z"}""", "\"3\"")).Is(200);
        Assert.False((bool)back["timeConfirmed"]);
    }

    private Task<Answer> Record(string session, string body) => service.Client.Post($"/v1/sessions/{session}/observations", body);

    private static string Pointer(Answer answer) => (string)answer["errors"][0]!["pointer"]!;
}
