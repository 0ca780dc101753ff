using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Series;

public sealed class GetSessionSeriesTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Start = "2026-06-15T10:00:00Z";

    [Fact]
    public async Task Readings_fall_into_buckets_from_the_start_of_the_infusion()
    {
        var session = await Infused();
        await HeartRates(session, ("09:59:59", "60"), ("10:00:00", "70"), ("10:02:00", "75.5"), ("10:04:59", "71"), ("10:05:00", "80"), ("10:20:00", "90"));
        var series = await Series(session, "codes=8867-4&bucket=PT5M");
        var buckets = Only(series)["buckets"]!.AsArray();
        Assert.Equal("2026-06-15T10:00:00Z", (string)series["t0"]!);
        Assert.Equal("PT5M", (string)series["bucket"]!);
        Assert.Equal("/min", (string)Only(series)["unit"]!);
        Assert.Equal([-5m, 0m, 5m, 20m], buckets.Select(b => (decimal)b!["elapsedMinutes"]!));
        Assert.Equal([1, 3, 1, 1], buckets.Select(b => (int)b!["n"]!));
        var first = buckets[1]!;
        Assert.Equal((70m, 75.5m, 71m), ((decimal)first["min"]!, (decimal)first["max"]!, (decimal)first["last"]!));
        Assert.Equal("72.16666666666666666666666667", first["mean"]!.ToJsonString());
        Assert.Equal("2026-06-15T10:05:00Z", (string)first["end"]!);
    }

    [Fact]
    public async Task Beside_them_stand_rate_and_dose_at_the_end_of_each_bucket()
    {
        var session = await Infused();
        await Given.Event(service.Client, session, "stop", "2026-06-15T10:40:00Z");
        await HeartRates(session, ("09:55:00", "60"), ("10:50:00", "70"));
        var points = (await Series(session, "bucket=PT10M"))["infusion"]!["points"]!.AsArray();
        Assert.Equal([0m, 10m, 20m, 30m, 40m, 50m, 60m], points.Select(p => (decimal)p!["elapsedMinutes"]!));
        Assert.Equal([0m, 8.75m, 17.5m, 26.25m, 35m, 35m, 35m], points.Select(p => (decimal)p!["cumulativeMg"]!));
        Assert.Equal(0.5m, (decimal)points[^1]!["cumulativeMgPerKg"]!);
        Assert.Equal([52.5m, 52.5m, 52.5m, 52.5m, 0m, 0m, 0m], points.Select(p => (decimal)p!["rateMgPerHour"]!));
        Assert.Equal("final", (string)points[^1]!["status"]!);
    }

    [Fact]
    public async Task Raw_readings_keep_what_was_given_and_which_observation_it_was()
    {
        var session = await Infused();
        var observation = (await service.Client.Post($"/v1/sessions/{session}/observations",
            """{"code":"8310-5","value":98.60,"unit":"[degF]","observedAt":"2026-06-15T10:00:30Z","performer":"rn-17"}""")).Is(201);
        var series = await Series(session, "");
        var point = Only(series)["points"]!.AsArray().Single()!;
        Assert.Null(series["bucket"]);
        Assert.Equal(0.5m, (decimal)point["elapsedMinutes"]!);
        Assert.Equal(37m, (decimal)point["value"]!);
        Assert.Equal("98.60", point["valueAsGiven"]!.ToJsonString());
        Assert.Equal("[degF]", (string)point["unitAsGiven"]!);
        Assert.Equal(observation.Id, (string)point["observationId"]!);
        Assert.Equal("Cel", (string)Only(series)["unit"]!);
    }

    [Theory]
    [InlineData("codes=8480-6", "8480-6")]
    [InlineData("codes=8867-4,8462-4", "8867-4", "8462-4")]
    [InlineData("codes=8462-4&codes=8867-4", "8462-4", "8867-4")]
    [InlineData("codes=85354-9", "8480-6", "8462-4")]
    [InlineData("codes=59408-5", "2708-6")]
    [InlineData("", "8867-4", "8480-6", "8462-4")]
    public async Task The_parts_of_a_panel_are_found_under_their_own_codes(string query, params string[] codes)
    {
        var session = await Infused();
        await Given.HeartRate(service.Client, session);
        await Given.BloodPressure(service.Client, session);
        var series = (await Series(session, query))["series"]!.AsArray();
        Assert.Equal(codes, series.Select(s => (string)s!["code"]!));
        Assert.All(series.Where(s => (string)s!["code"]! != "2708-6"), s => Assert.Equal(1, (int)s!["n"]!));
    }

    [Fact]
    public async Task Raw_the_dose_is_told_at_each_event_with_pauses_and_boluses()
    {
        var session = await Infused();
        await Given.Event(service.Client, session, "bolus", "2026-06-15T10:10:00Z", "\"dose\":{\"value\":5,\"unit\":\"mg\"}");
        await Given.Event(service.Client, session, "pause", "2026-06-15T10:20:00Z");
        await Given.Event(service.Client, session, "resume", "2026-06-15T10:30:00Z");
        var infusion = (await Series(session, ""))["infusion"]!;
        Assert.Equal([0m, 13.75m, 22.5m, 22.5m, 101.25m], infusion["points"]!.AsArray().Select(p => (decimal)p!["cumulativeMg"]!));
        Assert.Equal(120m, (decimal)infusion["points"]!.AsArray()[^1]!["elapsedMinutes"]!);
        Assert.Equal("2026-06-15T10:30:00Z", (string)infusion["pauses"]!.AsArray().Single()!["to"]!);
        Assert.Equal(5m, (decimal)infusion["boluses"]!.AsArray().Single()!["mg"]!);
    }

    [Fact]
    public async Task A_running_pump_is_not_run_ahead_of()
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T11:50:00Z");
        var point = (await Series(session, "bucket=PT1H"))["infusion"]!["points"]!.AsArray().Single()!;
        Assert.Equal("2026-06-15T12:00:00Z", (string)point["at"]!);
        Assert.Equal(8.75m, (decimal)point["cumulativeMg"]!);
    }

    [Fact]
    public async Task Thinned_out_a_curve_keeps_its_first_its_last_and_its_peak()
    {
        var session = await Infused();
        await HeartRates(session, [.. Enumerable.Range(0, 50).Select(i => ($"10:{i:D2}:00", i == 30 ? "170" : "70"))]);
        var series = Only(await Series(session, "codes=8867-4&maxPoints=6"));
        var minutes = series["points"]!.AsArray().Select(p => (decimal)p!["elapsedMinutes"]!).ToList();
        Assert.Equal(6, minutes.Count);
        Assert.Equal(50, (int)series["n"]!);
        Assert.Equal((0m, 49m), (minutes[0], minutes[^1]));
        Assert.Contains(30m, minutes);
    }

    [Fact]
    public async Task One_stray_reading_never_makes_a_series_fail()
    {
        var session = await Infused();
        await Given.Event(service.Client, session, "stop", "2026-06-15T10:40:00Z");
        await HeartRates(session, ("02:00:00", "60"), ("10:00:00", "70"), ("10:10:00", "80"));
        var series = await Series(session, "bucket=PT1S");
        Assert.Equal([-480m, 0m, 10m], Only(series)["buckets"]!.AsArray().Select(b => (decimal)b!["elapsedMinutes"]!));
        Assert.False((bool)series["infusion"]!["everyBucket"]!);
        var points = series["infusion"]!["points"]!.AsArray();
        Assert.Equal(
            ["2026-06-15T02:00:01Z", "2026-06-15T10:00:01Z", "2026-06-15T10:10:01Z", "2026-06-15T10:40:01Z"], points.Select(p => (string)p!["at"]!));
        Assert.Equal([0m, 35m], new[] { points[0], points[^1] }.Select(p => (decimal)p!["cumulativeMg"]!));

        Assert.True((bool)(await Series(session, "bucket=PT5M"))["infusion"]!["everyBucket"]!);
        var without = (await Series(session, "bucket=PT1S&from=2026-06-15T09:00:00Z"))["infusion"]!;
        Assert.True((bool)without["everyBucket"]!);
        Assert.Equal(2401, without["points"]!.AsArray().Count);
    }

    [Fact]
    public async Task From_and_to_choose_what_is_told_by_when_it_happened_and_the_dose_counts_what_came_before()
    {
        var session = await Infused();
        await Given.Event(service.Client, session, "bolus", "2026-06-15T10:02:00Z", "\"dose\":{\"value\":5,\"unit\":\"mg\"}");
        await Given.Event(service.Client, session, "pause", "2026-06-15T10:15:00Z");
        await Given.Event(service.Client, session, "resume", "2026-06-15T10:30:00Z");
        await HeartRates(session, ("09:55:00", "60"), ("10:05:00", "70"), ("10:10:00", "75"), ("10:20:00", "80"));
        const string Within = "from=2026-06-15T10:05:00Z&to=2026-06-15T12:20:00%2B02:00";
        var raw = await Series(session, Within);
        Assert.Equal(("2026-06-15T10:05:00Z", "2026-06-15T10:20:00Z"), ((string)raw["from"]!, (string)raw["to"]!));
        Assert.Equal(2, (int)Only(raw)["n"]!);
        Assert.Equal([5m, 10m], Only(raw)["points"]!.AsArray().Select(p => (decimal)p!["elapsedMinutes"]!));
        Assert.Equal([(5m, 9.375m), (15m, 18.125m), (20m, 18.125m)], Doses(raw));
        Assert.Null(raw["infusion"]!["everyBucket"]);
        Assert.Empty(raw["infusion"]!["boluses"]!.AsArray());
        Assert.Single(raw["infusion"]!["pauses"]!.AsArray());

        var inBuckets = await Series(session, "bucket=PT10M&" + Within);
        Assert.Equal([(0m, 1), (10m, 1)], Only(inBuckets)["buckets"]!.AsArray().Select(b => ((decimal)b!["elapsedMinutes"]!, (int)b["n"]!)));
        Assert.Equal([(10m, 13.75m), (20m, 18.125m)], Doses(inBuckets));

        var nothing = await Series(session, "codes=8867-4&bucket=PT5M&to=2026-06-15T09:00:00Z");
        Assert.Empty(nothing["infusion"]!["points"]!.AsArray());
        Assert.Equal(0, (int)Only(nothing)["n"]!);

        static IEnumerable<(decimal, decimal)> Doses(JsonNode series) =>
            series["infusion"]!["points"]!.AsArray().Select(p => ((decimal)p!["elapsedMinutes"]!, (decimal)p["cumulativeMg"]!));
    }

    [Fact]
    public async Task A_retracted_reading_leaves_the_series_at_once_and_is_still_seen_as_of_then()
    {
        var session = await Infused();
        var reading = await Given.HeartRate(service.Client, session);
        (await service.Client.Retract($"/v1/observations/{reading.Id}")).Is(200);
        Assert.Empty((await Series(session, ""))["series"]!.AsArray());
        Assert.Equal(0, (int)Only(await Series(session, "codes=8867-4"))["n"]!);
        Assert.Equal(72m, (decimal)Only(await Series(session, $"asOf={reading["recordedAt"]}"))["points"]![0]!["value"]!);
    }

    [Fact]
    public async Task The_infusion_is_seen_as_of_then_too()
    {
        var session = await Infused();
        var before = (string)(await Given.HeartRate(service.Client, session))["recordedAt"]!;
        await Given.Event(service.Client, session, "stop", "2026-06-15T10:40:00Z");
        Assert.Equal(35m, Dose(await Series(session, "")));
        Assert.Equal(105m, Dose(await Series(session, $"asOf={before}")));
        static decimal Dose(JsonNode series) => (decimal)series["infusion"]!["points"]!.AsArray()[^1]!["cumulativeMg"]!;
    }

    [Fact]
    public async Task Without_a_start_there_is_no_time_to_count_from() =>
        Assert.Contains("not started", (await service.Client.Get($"/v1/sessions/{await Given.Session(service.Client)}/series")).Is(409).Text, StringComparison.Ordinal);

    [Fact]
    public async Task A_session_of_another_clinic_is_as_one_that_never_was() =>
        (await service.Client.Get($"/v1/sessions/{await Given.Session(service.OtherClient)}/series")).Is(404);

    [Theory]
    [InlineData("bucket=PT0S", 400, "bucket")]
    [InlineData("bucket=-PT5M", 400, "bucket")]
    [InlineData("bucket=PT0.5S", 400, "bucket")]
    [InlineData("bucket=P1DT1S", 400, "bucket")]
    [InlineData("bucket=5", 400, "bucket")]
    [InlineData("bucket=P1M", 400, "bucket")]
    [InlineData("bucket=", 400, "bucket")]
    [InlineData("bucket=PT5M&bucket=PT1M", 400, "bucket")]
    [InlineData("asOf=2026-06-15T11:00:00", 400, "asOf")]
    [InlineData("bucket=PT5M&maxPoints=10", 400, "maxPoints")]
    [InlineData("maxPoints=1", 400, "maxPoints")]
    [InlineData("maxPoints=x", 400, "maxPoints")]
    [InlineData("codes=8867-4,none", 400, "codes")]
    [InlineData("codes=", 400, "codes")]
    [InlineData("from=2026-06-15T10:00:00", 400, "from")]
    [InlineData("to=10", 400, "to")]
    [InlineData("from=2026-06-15T10:00:00Z&to=2026-06-15T10:00:00Z", 400, "to")]
    public async Task What_cannot_be_asked_is_refused(string query, int status, string parameter)
    {
        var session = await Infused();
        var answer = (await service.Client.Get($"/v1/sessions/{session}/series?{query}")).Is(status);
        Assert.Equal(parameter, (string)answer["errors"][0]!["parameter"]!);
    }

    private Task<string> Infused() => Given.StartedSession(service.Client, Start);

    private async Task HeartRates(string session, params (string Time, string Value)[] readings) =>
        (await service.Client.Post($"/v1/sessions/{session}/observations", $"[{string.Join(',', readings.Select(r =>
            $$"""{"code":"8867-4","value":{{r.Value}},"unit":"/min","observedAt":"2026-06-15T{{r.Time}}Z","performer":"rn-17"}"""))}]")).Is(201);

    private async Task<JsonNode> Series(string session, string query) => (await service.Client.Get($"/v1/sessions/{session}/series?{query}")).Is(200).Json!;

    private static JsonNode Only(JsonNode series) => series["series"]!.AsArray().Single()!;
}
