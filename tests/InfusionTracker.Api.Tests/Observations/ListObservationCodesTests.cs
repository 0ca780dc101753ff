using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Observations;

public sealed class ListObservationCodesTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task The_catalogue_says_which_units_and_values_a_code_takes()
    {
        var heartRate = (await service.Client.Get("/v1/observation-codes")).Is(200).Items.Single(c => (string)c!["code"]! == "8867-4")!;
        Assert.Equal("http://loinc.org", (string)heartRate["system"]!);
        Assert.Equal(["/min", "{beats}/min", "1/min", "/s", "Hz", "/h"], heartRate["acceptedUnits"]!.AsArray().Select(u => (string)u!));
        Assert.Equal(20, (int)heartRate["plausible"]!["min"]!);
        Assert.Equal(131, (int)heartRate["critical"]!["high"]!);
    }

    [Theory]
    [InlineData("rass", "urn:infusion-tracker:observation", "exam", 10)]
    [InlineData("105043-4", "http://loinc.org", "exam", 6)]
    [InlineData("nausea", "urn:infusion-tracker:observation", "survey", 4)]
    [InlineData("72514-3", "http://loinc.org", "survey", 0)]
    [InlineData("8867-4", "http://loinc.org", "vital-signs", 0)]
    public async Task The_catalogue_names_the_levels_of_a_scale_and_the_kind_of_observation(string code, string system, string category, int levels)
    {
        var item = (await service.Client.Get("/v1/observation-codes")).Is(200).Items.Single(c => (string)c!["code"]! == code)!;
        Assert.Equal((system, category, levels), ((string)item["system"]!, (string)item["category"]!, item["levels"]!.AsArray().Count));
    }

    [Fact]
    public async Task The_catalogue_says_what_was_not_read_in_a_published_source()
    {
        var items = (await service.Client.Get("/v1/observation-codes")).Is(200).Items;
        Assert.Equal("unverified", (string)items.Single(c => (string)c!["code"]! == "dissociation")!["standing"]!);
        Assert.Equal("unverified", (string)items.Single(c => (string)c!["code"]! == "moaa-s")!["critical"]!["standing"]!);
        Assert.All(items, item => Assert.NotEmpty((string)item!["source"]!));
    }

    [Fact]
    public async Task Without_a_valid_key_not_even_the_catalogue_is_told()
    {
        (await service.Anonymous().Get("/v1/observation-codes")).Is(401);
        using var forged = new ApiClient(service.Url, service.Client.Key![..^4] + "AAAA");
        (await forged.Get("/v1/observation-codes")).Is(401);
    }
}
