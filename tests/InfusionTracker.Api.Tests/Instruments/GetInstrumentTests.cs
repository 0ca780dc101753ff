using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Instruments;

public sealed class GetInstrumentTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_rule_is_told_with_its_operator_source_and_standing()
    {
        var hama = (await service.Client.Get("/v1/instruments/HAMA")).Is(200);
        Assert.Equal(("percent-reduction", ">=", 50), Rule(hama["response"]));
        Assert.True((bool)hama["response"]["verified"]!);
        Assert.NotNull(hama["response"]["source"]);
        Assert.Equal(("level", "<=", 7), Rule(hama["remission"]));
        Assert.Contains("remission", hama["unverifiedFields"].AsArray().Select(f => (string)f!));
        Assert.Equal(("percent-reduction", ">", 35), Rule((await service.Client.Get("/v1/instruments/LSAS"))["response"]));
        Assert.Equal(("level", "<", 5), Rule((await service.Client.Get("/v1/instruments/GAD7"))["remission"]));
    }

    [Fact]
    public async Task Items_ranges_bands_and_codes_are_told()
    {
        var gad7 = (await service.Client.Get("/v1/instruments/GAD7")).Is(200);
        Assert.Equal((7, 0, 3, 0, 21), ((int)gad7["answerCount"], (int)gad7["itemRange"]["min"]!, (int)gad7["itemRange"]["max"]!, (int)gad7["totalMin"], (int)gad7["totalMax"]));
        Assert.Equal("70274-6", (string)gad7["loinc"]["total"]!);
        Assert.Equal("69725-0", (string)gad7["loinc"]["items"]!["1"]!);
        Assert.Equal(["minimal", "mild", "moderate", "severe"], gad7["bandSets"][0]!["bands"]!.AsArray().Select(b => (string)b!["label"]!));
        Assert.Equal("public-domain", (string)gad7["licence"]["status"]!);
    }

    [Fact]
    public async Task Forms_and_what_they_ask_about_are_told()
    {
        var pdss = (await service.Client.Get("/v1/instruments/PDSS")).Is(200);
        Assert.Equal(["PDSS", "PDSS-SR"], pdss["forms"].AsArray().Select(f => (string)f!["name"]!));
        Assert.Equal("PDSS", (string)pdss["standardForm"]!);
        Assert.Equal((30, 7), ((int)pdss["recallDays"], (int)pdss["recallDaysByForm"]["PDSS-SR"]!));
        Assert.False((bool)pdss["shorterRecallAllowed"]);
        Assert.True((bool)(await service.Client.Get("/v1/instruments/HAMA"))["shorterRecallAllowed"]);
    }

    [Fact]
    public async Task Items_worth_following_are_named_with_where_their_number_was_read()
    {
        foreach (var (code, nightmares, flashbacks) in new[] { ("PCL5", 2, 3), ("IESR", 20, 14) })
        {
            var items = (await service.Client.Get($"/v1/instruments/{code}")).Is(200)["followedItems"].AsArray();
            Assert.Equal([(nightmares, "nightmares", true), (flashbacks, "flashbacks", true)], items.Select(i => ((int)i!["item"]!, (string)i["topic"]!, (bool)i["verified"]!)));
            Assert.All(items, i => Assert.Contains("CamCOPS", (string)i!["source"]!, StringComparison.Ordinal));
        }

        Assert.Empty((await service.Client.Get("/v1/instruments/HAMA"))["followedItems"].AsArray());
        Assert.Contains("followedItems.2", (await service.Client.Get("/v1/instruments/CAPS5"))["unverifiedFields"].AsArray().Select(f => (string)f!));
    }

    [Fact]
    public async Task A_profile_has_no_range_of_totals()
    {
        var profile = (await service.Client.Get("/v1/instruments/EQ5D5L")).Is(200);
        Assert.False((bool)profile["hasTotal"]);
        Assert.Null(profile.Json!["totalMax"]);
        Assert.Equal("none", (string)profile["onset"]!);
    }

    [Fact]
    public async Task An_instrument_that_is_not_in_the_catalogue_is_not_found()
    {
        (await service.Client.Get("/v1/instruments/XYZ")).Is(404);
        (await service.Client.Get("/v1/instruments/hama")).Is(404);
        (await service.Anonymous().Get("/v1/instruments/HAMA")).Is(401);
    }

    private static (string, string, int) Rule(JsonNode rule) => ((string)rule["kind"]!, (string)rule["op"]!, (int)rule["value"]!);
}
