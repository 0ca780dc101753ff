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

    [Fact]
    public async Task Without_a_valid_key_not_even_the_catalogue_is_told()
    {
        (await service.Anonymous().Get("/v1/observation-codes")).Is(401);
        using var forged = new ApiClient(service.Url, service.Client.Key![..^4] + "AAAA");
        (await forged.Get("/v1/observation-codes")).Is(401);
    }
}
