using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Protocols;

public sealed class ListProtocolsTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task Protocols_are_listed_by_their_code_page_by_page()
    {
        foreach (var code in (string[])["c", "a", "b"])
        {
            await service.Client.Define(code, Protocols.Simple);
        }

        await service.OtherClient.Define("d", Protocols.Simple);
        var page = (await service.Client.Get("/v1/protocols?limit=2&count=exact")).Is(200);
        Assert.Equal(3, (int)page["count"]!);
        Assert.Equal(["a", "b"], page.Items.Select(p => (string)p!["code"]!));
        var next = (await service.Client.Get($"/v1/protocols?limit=2&cursor={(string)page["next"]!}")).Is(200);
        Assert.Equal(["c"], next.Items.Select(p => (string)p!["code"]!));
        Assert.Null(next.Json!["next"]);
        Assert.Equal(["c", "b", "a"], (await service.Client.Get("/v1/protocols?sort=-code")).Items.Select(p => (string)p!["code"]!));
    }
}
