using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Protocols;

public sealed class GetProtocolTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task Every_version_stays_readable()
    {
        var first = (await service.Client.Define("kept", Protocols.Simple)).Is(201);
        await service.Client.Define("kept", """{"name":"Other"}""", ("If-Match", first.ETag));
        Assert.Equal("Other", (string)(await service.Client.Get("/v1/protocols/kept")).Is(200)["name"]!);
        Assert.Equal(first.Text, (await service.Client.Get("/v1/protocols/kept?version=1")).Is(200).Text);
        Assert.Equal(first.Text, (await service.Client.Get($"/v1/protocols/kept?asOf={(string)first["recordedAt"]!}")).Is(200).Text);
        (await service.Client.Get("/v1/protocols/kept?version=3")).Is(404);
        (await service.Client.Get("/v1/protocols/kept?asOf=2020-01-01T00:00:00Z")).Is(404);
    }

    [Theory]
    [InlineData("never-defined")]
    [InlineData("a%20b")]
    public async Task What_is_not_defined_is_not_found(string code) => (await service.Client.Get("/v1/protocols/" + code)).Is(404);

    [Fact]
    public async Task A_protocol_of_another_clinic_is_as_one_that_never_was()
    {
        await service.Client.Define("ours", Protocols.Simple);
        (await service.OtherClient.Get("/v1/protocols/ours")).Is(404);
    }
}
