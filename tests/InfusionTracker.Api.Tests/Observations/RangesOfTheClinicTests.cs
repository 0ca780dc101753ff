using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Observations;

/// <summary>
/// The service does not look at what it changes in a clinic's settings: to what it last saw of them, a change over HTTP is
/// one by another instance.
/// </summary>
public sealed class RangesOfTheClinicTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task The_catalogue_shows_what_holds_and_who_set_it()
    {
        var clinic = await Set("""{"8867-4":{"critical":[50,null]},"moaa-s":{"critical":[1,null]}}""");
        var codes = (await service.Client.Get("/v1/observation-codes")).Is(200);
        Assert.Equal((int)clinic["version"], (int)codes["rangesVersion"]);
        var heartRate = codes.Items.Single(c => (string)c!["code"]! == "8867-4")!;
        Assert.Equal("""{"low":50,"high":null,"setBy":"clinic","source":null,"standing":null}""", heartRate["critical"]!.ToJsonString());
        Assert.Equal("default", (string)heartRate["plausible"]!["setBy"]!);
        Assert.Equal("unverified", (string)heartRate["plausible"]!["standing"]!);
        var theirs = (await service.OtherClient.Get("/v1/observation-codes")).Is(200).Items.Single(c => (string)c!["code"]! == "8867-4")!;
        Assert.Equal(40, (int)theirs["critical"]!["low"]!);
        Assert.Equal("verified", (string)theirs["critical"]!["standing"]!);
    }

    [Fact]
    public async Task A_reading_is_judged_by_the_limit_that_holds_and_an_earlier_one_stays_as_it_was()
    {
        await Set("{}");
        var session = await Given.Session(service.Client);
        var before = (await HeartRate(120, session)).Is(201);
        Assert.Null(before.Json!["interpretation"]);
        await Set("""{"8867-4":{"critical":[50,120]}}""");
        Assert.Equal("HH", (string)(await HeartRate(120, session)).Is(201)["interpretation"]!);
        Assert.Equal("LL", (string)(await HeartRate(50, session)).Is(201)["interpretation"]!);
        Assert.Null((await service.Client.Get($"/v1/observations/{before.Id}")).Is(200).Json!["interpretation"]);
        await Set("{}");
        Assert.Null((await HeartRate(120, session)).Is(201).Json!["interpretation"]);
    }

    [Fact]
    public async Task What_the_clinic_holds_plausible_is_recorded_and_what_it_does_not_is_refused()
    {
        await Set("{}");
        var session = await Given.Session(service.Client);
        (await HeartRate(250, session)).Is(201);
        (await HeartRate(310, session)).Is(422);
        await Set("""{"8867-4":{"plausible":[20,350]}}""");
        (await HeartRate(310, session)).Is(201);
        await Set("""{"8867-4":{"plausible":[20,200]}}""");
        var refused = (await HeartRate(250, session)).Is(422);
        Assert.Contains("from 20 to 200 /min", refused.Text, StringComparison.Ordinal);
        Assert.Equal(2, (await service.Client.Get($"/v1/sessions/{session}/observations")).Is(200).Items.Count);
    }

    [Fact]
    public async Task What_was_recorded_before_is_answered_as_it_was_whatever_the_clinic_has_set_since()
    {
        await Set("{}");
        var session = await Given.Session(service.Client);
        var path = $"/v1/sessions/{session}/observations";
        const string withId = """{"id":"0196f000-0000-7000-8000-0000000000aa","code":"8867-4","value":250,"unit":"/min","observedAt":"2026-06-15T11:00:00Z","performer":"rn-17"}""";
        const string withoutId = """{"code":"8867-4","value":250,"unit":"/min","observedAt":"2026-06-15T11:00:00Z","performer":"rn-17"}""";
        var byId = (await service.Client.Post(path, withId)).Is(201);
        var byKey = (await service.Client.Post(path, withoutId, ("Idempotency-Key", "ranges"))).Is(201);
        await Set("""{"8867-4":{"plausible":[20,200]}}""");
        Assert.Equal(byId.Text, (await service.Client.Post(path, withId)).Is(201).Text);
        Assert.Equal(byKey.Text, (await service.Client.Post(path, withoutId, ("Idempotency-Key", "ranges"))).Is(201).Text);
        (await service.Client.Post(path, withoutId, ("Idempotency-Key", "ranges of today"))).Is(422);
        Assert.Equal(2, (await service.Client.Get(path)).Is(200).Items.Count);
    }

    [Fact]
    public async Task A_corrected_value_is_judged_by_what_holds_and_one_that_stands_is_not_judged_again()
    {
        await Set("{}");
        var session = await Given.Session(service.Client);
        var reading = $"/v1/observations/{(await HeartRate(120, session)).Is(201).Id}";
        await Set("""{"8867-4":{"critical":[50,110]}}""");
        Assert.Null((await service.Client.Correct(reading, """{"reason":"other nurse","performer":"rn-18"}""", "\"1\"")).Is(200).Json!["interpretation"]);
        Assert.Equal("HH", (string)(await service.Client.Correct(reading, """{"reason":"misread","value":121}""", "\"2\"")).Is(200)["interpretation"]!);
    }

    [Theory]
    [InlineData("""{"0000-0":{"critical":[1,2]}}""", 422, "/observationRanges/0000-0")]
    [InlineData("""{"a/b~c":{"critical":[1,2]}}""", 422, "/observationRanges/a~1b~0c")]
    [InlineData("""{"85354-9":{"critical":[1,2]}}""", 422, "/observationRanges/85354-9")]
    [InlineData("""{"8867-4":{"plausible":[300,20]}}""", 422, "/observationRanges/8867-4/plausible")]
    [InlineData("""{"8867-4":{"plausible":[null,null]}}""", 422, "/observationRanges/8867-4/plausible")]
    [InlineData("""{"8867-4":{"plausible":[20]}}""", 422, "/observationRanges/8867-4/plausible")]
    [InlineData("""{"8867-4":{"critical":[40,301]}}""", 422, "/observationRanges/8867-4/critical")]
    [InlineData("""{"moaa-s":{"plausible":[0,5]}}""", 422, "/observationRanges/moaa-s/plausible")]
    [InlineData("""{"8867-4":null}""", 400, "/observationRanges/8867-4")]
    [InlineData("""{"8867-4":{"critical":["40",null]}}""", 400, "/observationRanges/8867-4/critical/0")]
    [InlineData("""{"8867-4":{"critical":[40,131]},"8867-4":{"critical":[50,120]}}""", 400, "/observationRanges/8867-4")]
    [InlineData("""{"8867-4":{"low":40}}""", 400, "/observationRanges/8867-4/low")]
    public async Task Ranges_that_no_clinic_can_mean_are_refused(string ranges, int status, string pointer)
    {
        var clinic = (await service.Client.Get("/v1/clinic")).Is(200);
        var answer = (await service.Client.Patch("/v1/clinic", $$"""{"observationRanges":{{ranges}}}""", clinic.ETag)).Is(status);
        Assert.Equal(pointer, (string)answer["errors"][0]!["pointer"]!);
    }

    [Fact]
    public async Task The_clinic_shows_what_it_has_set_with_every_digit_and_each_version_of_it()
    {
        const string ranges = """{"8310-5":{"plausible":[30.0,42.50],"critical":[35.0,40]}}""";
        var clinic = await Set(ranges);
        Assert.Equal(ranges, clinic["observationRanges"].ToJsonString());
        await Set("{}");
        Assert.Equal("{}", (await service.Client.Get("/v1/clinic")).Is(200)["observationRanges"].ToJsonString());
        Assert.Equal(ranges, (await service.Client.Get($"/v1/clinic?version={clinic["version"]}")).Is(200)["observationRanges"].ToJsonString());
    }

    private async Task<Answer> Set(string ranges) => (await service.Client.Patch(
        "/v1/clinic", $$"""{"observationRanges":{{ranges}}}""", (await service.Client.Get("/v1/clinic")).Is(200).ETag)).Is(200);

    private Task<Answer> HeartRate(int value, string session) => service.Client.Post(
        $"/v1/sessions/{session}/observations",
        $$"""{"code":"8867-4","value":{{value}},"unit":"/min","observedAt":"2026-06-15T11:00:00Z","performer":"rn-17"}""");
}
