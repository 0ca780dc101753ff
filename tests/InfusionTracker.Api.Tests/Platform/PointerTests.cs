namespace InfusionTracker.Api.Tests.Platform;

/// <summary>What is wrong with a body is pointed to as RFC 6901 has it, and names from outside are told with care.</summary>
public sealed class PointerTests(RunningService service) : IClassFixture<RunningService>
{
    private static readonly string Long = new('x', 100);

    [Theory]
    [InlineData("""{"plain":1}""", "/plain")]
    [InlineData("""{"a/b":1}""", "/a~1b")]
    [InlineData("""{"a~b":1}""", "/a~0b")]
    [InlineData("""{"a~1b":1}""", "/a~01b")]
    [InlineData("""{"a'b":1}""", "/a'b")]
    [InlineData("""{"a.b":1}""", "/a.b")]
    [InlineData("""{"a b[0]":1}""", "/a b[0]")]
    [InlineData("""{"$":1}""", "/$")]
    [InlineData("""{"":1}""", "/")]
    [InlineData("""{"identifiers":[{"system":"s","value":"v"},{"x/y":1}]}""", "/identifiers/1/x~1y")]
    [InlineData("""{"missing required properties including: 'x'":1}""", "/missing required properties including: 'x'")]
    [InlineData("""{"x' could not be mapped to any .NET member":1}""", "/x' could not be mapped to any .NET member")]
    public async Task A_member_that_is_not_known_is_pointed_to(string body, string pointer) => Assert.Equal(pointer, await PointerTo(body));

    [Theory]
    [InlineData("""{"a\u0000b":1}""", "")]
    [InlineData("""{"a\nb":1}""", "")]
    [InlineData("""{"größe":1}""", "")]
    [InlineData("""{"identifiers":[{"a\u007f'b":1}]}""", "/identifiers/0")]
    public async Task A_name_that_holds_anything_is_not_told(string body, string pointer) => Assert.Equal(pointer, await PointerTo(body));

    [Fact]
    public async Task Nor_is_a_long_one()
    {
        Assert.Equal($"/{Long}", await PointerTo($$"""{"{{Long}}":1}"""));
        Assert.Equal("", await PointerTo($$"""{"{{Long}}x":1}"""));
    }

    [Theory]
    [InlineData("c/d", "5", 400, "/observationRanges/c~1d")]
    [InlineData("c~d", """{"plausible":"x"}""", 400, "/observationRanges/c~0d/plausible")]
    [InlineData("c'd", "5", 400, "/observationRanges")]
    [InlineData("größe", """{"plausible":"x"}""", 400, "/observationRanges")]
    [InlineData("c/d", """{"plausible":[1]}""", 422, "/observationRanges/c~1d/plausible")]
    [InlineData("größe", """{"plausible":[1]}""", 422, "/observationRanges")]
    [InlineData("c/d", """{"plausible":[1,2]}""", 422, "/observationRanges/c~1d")]
    [InlineData("größe", "null", 400, "/observationRanges")]
    public async Task A_code_that_is_a_members_name_is_pointed_to_alike(string code, string ranges, int status, string pointer)
    {
        var etag = (await service.Client.Get("/v1/clinic")).Is(200).ETag;
        var refused = (await service.Client.Patch("/v1/clinic", $$"""{"observationRanges":{"{{code}}":{{ranges}}},"reason":"x"}""", etag)).Is(status);
        Assert.Equal(pointer, (string)refused["errors"][0]!["pointer"]!);
    }

    private async Task<string> PointerTo(string body) => (string)(await service.Client.Post("/v1/patients", body)).Is(400)["errors"][0]!["pointer"]!;
}
