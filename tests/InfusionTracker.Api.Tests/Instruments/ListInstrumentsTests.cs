using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Instruments;

public sealed class ListInstrumentsTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task The_catalogue_lists_every_instrument_by_code()
    {
        var list = (await service.Client.Get("/v1/instruments")).Is(200);
        var codes = list.Items.Select(i => (string)i!["code"]!).ToList();
        Assert.Equal(30, codes.Count);
        Assert.Equal(codes.Order(StringComparer.Ordinal), codes);
        Assert.Null(list.Json!["next"]);
    }

    [Fact]
    public async Task The_catalogue_is_told_to_those_who_may_read_records()
    {
        (await service.Anonymous().Get("/v1/instruments")).Is(401);
        using var auditor = await service.As("auditor");
        (await auditor.Get("/v1/instruments")).Is(403);
        (await service.Client.Get("/v1/instruments?limit=x")).Is(400);
    }
}
