using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Observations;

public sealed class RecordObservationsTests(RunningService service) : IClassFixture<RunningService>
{
    private const string HeartRate = """{"code":"8867-4","value":72,"unit":"/min","observedAt":"2026-06-15T11:00:00Z","performer":"rn-17"}""";

    [Fact]
    public async Task A_critical_value_is_announced_also_where_it_was_recorded_before_and_nobody_may_have_said_so()
    {
        using var telemetry = new Telemetry(service);
        var path = $"/v1/sessions/{await Given.Session(service.Client)}/observations";
        for (var i = 1; i <= 2; i++)
        {
            (await service.Client.Post(path, """{"code":"8867-4","value":180,"unit":"/min","observedAt":"2026-06-15T11:00:00Z","performer":"rn-17"}""", ("Idempotency-Key", "critical"))).Is(201);
            Assert.Equal(i, telemetry.Lines.Count(line => line.Contains("recorded 1 critical observations", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task An_observation_is_recorded_with_location_version_and_etag()
    {
        var answer = (await Record(HeartRate)).Is(201);
        Assert.Equal($"/v1/observations/{answer.Id}", answer.Headers.Location!.ToString());
        Assert.Equal("\"1\"", answer.ETag);
        Assert.Equal("final", (string)answer["status"]!);
        Assert.Equal("2026-06-15T11:00:00Z", (string)answer["observedAt"]!);
        Assert.Null(answer.Json!["interpretation"]);
        Assert.Equal(answer.Text, (await service.Client.Get($"/v1/observations/{answer.Id}")).Is(200).Text);
    }

    [Fact]
    public async Task Digits_are_kept_as_they_were_given()
    {
        var answer = (await Record("""{"code":"8310-5","value":98.60,"unit":"[degF]","observedAt":"2026-06-15T11:00:00Z","performer":"rn-17"}""")).Is(201);
        Assert.Equal("98.60", answer["value"].ToJsonString());
        Assert.Equal("[degF]", (string)answer["unit"]!);
        Assert.Equal(37m, (decimal)answer["canonicalValue"]!);
        Assert.Equal("Cel", (string)answer["canonicalUnit"]!);
        Assert.Equal("98.60", (await service.Client.Get($"/v1/observations/{answer.Id}?version=1")).Is(200)["value"].ToJsonString());
    }

    [Fact]
    public async Task Blood_pressure_comes_as_one_observation_with_components()
    {
        var answer = (await Record("""
            {"code":"85354-9","observedAt":"2026-06-15T11:00:00Z","performer":"rn-17",
             "components":[{"code":"8480-6","value":16.0,"unit":"kPa"},{"code":"8462-4","value":80,"unit":"mm[Hg]"}]}
            """)).Is(201);
        var systolic = answer["components"][0]!;
        Assert.Equal("16.0", systolic["value"]!.ToJsonString());
        Assert.Equal("mm[Hg]", (string)systolic["canonicalUnit"]!);
        Assert.InRange((decimal)systolic["canonicalValue"]!, 120.009m, 120.011m);
        Assert.Null(answer.Json!["value"]);
    }

    [Theory]
    [InlineData("8867-4", "131", "/min", "HH")]
    [InlineData("8867-4", "130", "/min", null)]
    [InlineData("2708-6", "91", "%", "LL")]
    public async Task A_critical_value_is_recorded_and_flagged(string code, string value, string unit, string? interpretation)
    {
        var answer = (await Record($$"""{"code":"{{code}}","value":{{value}},"unit":"{{unit}}","observedAt":"2026-06-15T11:00:00Z","performer":"rn-17"}""")).Is(201);
        Assert.Equal(interpretation, (string?)answer.Json!["interpretation"]);
    }

    [Fact]
    public async Task A_second_coding_is_kept_under_the_code_of_the_catalogue()
    {
        var answer = (await Record("""{"code":"59408-5","value":98,"unit":"%","observedAt":"2026-06-15T11:00:00Z","performer":"rn-17"}""")).Is(201);
        Assert.Equal("2708-6", (string)answer["code"]!);
    }

    [Fact]
    public async Task A_batch_answers_in_the_order_in_which_it_was_sent()
    {
        var values = Enumerable.Range(40, 100).Reverse().ToArray();
        var answer = (await Record($"[{string.Join(',', values.Select(v => HeartRate.Replace("72", $"{v}", StringComparison.Ordinal)))}]")).Is(201);
        Assert.Equal(values, answer.Items.Select(i => (int)i!["value"]!));
    }

    [Fact]
    public async Task An_array_of_one_is_a_batch() =>
        Assert.Single((await Record($"[{HeartRate}]")).Is(201).Items);

    [Fact]
    public async Task A_batch_of_a_thousand_is_taken_and_one_more_is_not()
    {
        var session = await Given.Session(service.Client);
        var thousand = Enumerable.Repeat(HeartRate, 1000).ToList();
        Assert.Equal(1000, (await Record($"[{string.Join(',', thousand)}]", session)).Is(201).Items.Count);
        (await Record($"[{string.Join(',', thousand.Append(HeartRate))}]", session)).Is(422);
        Assert.Equal(1000, (int)(await service.Client.Get($"/v1/sessions/{session}/observations?limit=1&count=exact")).Is(200)["count"]);
    }

    [Fact]
    public async Task A_batch_with_one_wrong_item_records_nothing()
    {
        var session = await Given.Session(service.Client);
        var answer = (await Record($"[{HeartRate},{HeartRate.Replace("72", "720", StringComparison.Ordinal)},{HeartRate.Replace("8867-4", "0-0", StringComparison.Ordinal)}]", session)).Is(422);
        Assert.Equal(["/1/value", "/2/code"], answer["errors"].AsArray().Select(e => (string)e!["pointer"]!));
        Assert.Empty((await service.Client.Get($"/v1/sessions/{session}/observations")).Is(200).Items);
    }

    [Fact]
    public async Task An_implausible_value_is_refused_with_the_range_and_without_the_value()
    {
        var answer = (await Record(HeartRate.Replace("72", "721", StringComparison.Ordinal))).Is(422);
        Assert.Equal("/value", (string)answer["errors"][0]!["pointer"]!);
        Assert.Contains("20 to 300 /min", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("721", answer.Text.Replace((string)answer["requestId"]!, "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("12:05:00Z", 201)]
    [InlineData("12:05:01Z", 422)]
    public async Task A_clock_at_the_bedside_may_run_five_minutes_ahead(string time, int status) =>
        (await Record(HeartRate.Replace("11:00:00Z", time, StringComparison.Ordinal))).Is(status);

    [Theory]
    [InlineData("1980-04-30T22:00:00Z", 201)]
    [InlineData("1980-04-30T21:59:59Z", 422)]
    public async Task Nothing_is_observed_before_the_day_of_birth(string time, int status)
    {
        var early = HeartRate.Replace("2026-06-15T11:00:00Z", time, StringComparison.Ordinal);
        var (alone, inBatch) = (await Record(early), await Record($"[{HeartRate},{early},{HeartRate}]"));
        alone.Is(status);
        inBatch.Is(status);
        if (status != 201)
        {
            Assert.Equal("/observedAt", (string)alone["errors"][0]!["pointer"]!);
            Assert.Equal("/1/observedAt", (string)inBatch["errors"][0]!["pointer"]!);
        }
    }

    [Theory]
    [InlineData("moaa-s", "3", null)]
    [InlineData("moaa-s", "2", "LL")]
    [InlineData("rass", "-2", null)]
    [InlineData("105043-4", "2", null)]
    [InlineData("80288-4", "1", null)]
    [InlineData("orientation", "4", null)]
    [InlineData("dissociation", "7", null)]
    [InlineData("cadss-6-total", "11", null)]
    [InlineData("38208-5", "3", null)]
    [InlineData("nausea", "2", null)]
    [InlineData("diplopia", "1", null)]
    public async Task What_has_levels_is_recorded_as_their_number(string code, string level, string? interpretation)
    {
        var answer = (await Record($$"""{"code":"{{code}}","value":{{level}},"unit":"{score}","observedAt":"2026-06-15T11:00:00Z","performer":"rn-17"}""")).Is(201);
        Assert.Equal(level, answer["canonicalValue"].ToJsonString());
        Assert.Equal(interpretation, (string?)answer.Json!["interpretation"]);
    }

    [Fact]
    public async Task A_session_of_another_clinic_is_as_one_that_never_was()
    {
        var theirs = await Given.Session(service.OtherClient);
        var answer = (await Record(HeartRate, theirs)).Is(404);
        var never = (await Record(HeartRate, "0196f000-0000-7000-8000-00000000dead")).Is(404);
        Assert.Equal((string)never["detail"]!, (string)answer["detail"]!);
    }

    [Fact]
    public async Task Nothing_is_recorded_of_a_session_that_was_entered_in_error()
    {
        var session = await Given.Session(service.Client);
        (await service.Client.Retract($"/v1/sessions/{session}")).Is(200);
        (await Record(HeartRate, session)).Is(409);
    }

    [Fact]
    public async Task The_same_id_with_the_same_content_answers_as_the_first_time_did()
    {
        var session = await Given.Session(service.Client);
        var body = WithId(HeartRate, 1);
        var first = (await Record(body, session)).Is(201);
        var second = (await Record(body, session)).Is(201);
        Assert.Equal(first.Text, second.Text);
        Assert.Equal("true", second.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal("/id", (string)(await Record(body.Replace("\"value\":72", "\"value\":73", StringComparison.Ordinal), session)).Is(409)["errors"][0]!["pointer"]!);
    }

    [Fact]
    public async Task A_batch_with_ids_is_answered_twice_and_recorded_once()
    {
        var session = await Given.Session(service.Client);
        var body = $"[{WithId(HeartRate, 11)},{WithId(HeartRate, 12)}]";
        var first = (await Record(body, session)).Is(201);
        Assert.Equal(first.Text, (await Record(body, session)).Is(201).Text);
        Assert.Equal(2, (await service.Client.Get($"/v1/sessions/{session}/observations")).Is(200).Items.Count);
    }

    [Fact]
    public async Task A_batch_that_holds_an_id_that_exists_and_one_that_does_not_is_a_conflict()
    {
        var session = await Given.Session(service.Client);
        (await Record(WithId(HeartRate, 21), session)).Is(201);
        Assert.Equal("/1/id", (string)(await Record($"[{HeartRate},{WithId(HeartRate, 21)}]", session)).Is(409)["errors"][0]!["pointer"]!);
        Assert.Equal("/0/id", (string)(await Record($"[{WithId(HeartRate, 21)},{WithId(HeartRate, 22)}]", session)).Is(409)["errors"][0]!["pointer"]!);
        Assert.Single((await service.Client.Get($"/v1/sessions/{session}/observations")).Is(200).Items);
    }

    [Fact]
    public async Task An_id_is_given_once_in_a_batch() =>
        Assert.Equal("/1/id", (string)(await Record($"[{WithId(HeartRate, 31)},{WithId(HeartRate, 31)}]")).Is(422)["errors"][0]!["pointer"]!);

    [Fact]
    public async Task The_same_key_is_answered_twice_and_done_once()
    {
        var session = await Given.Session(service.Client);
        var path = $"/v1/sessions/{session}/observations";
        var body = $"[{HeartRate},{HeartRate}]";
        var first = (await service.Client.Post(path, body, ("Idempotency-Key", "o1"))).Is(201);
        Assert.Equal(first.Text, (await service.Client.Post(path, body, ("Idempotency-Key", "o1"))).Is(201).Text);
        Assert.Equal(2, (await service.Client.Get(path)).Is(200).Items.Count);
        (await service.Client.Post(path, HeartRate, ("Idempotency-Key", "o1"))).Is(422);
    }

    private async Task<Answer> Record(string json, string? session = null) =>
        await service.Client.Post($"/v1/sessions/{session ?? await Given.Session(service.Client)}/observations", json);

    private static string WithId(string observation, int number) =>
        observation.Replace("{", $$"""{"id":"0196f000-0000-7000-8000-{{number:D12}}",""", StringComparison.Ordinal);
}
