using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Protocols;

public sealed class DefineProtocolTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_protocol_is_defined_with_its_first_version()
    {
        var defined = (await service.Client.Define("first", Protocols.Simple, ("If-None-Match", "*"))).Is(201);
        Assert.Equal("\"1\"", defined.ETag);
        Assert.Equal("/v1/protocols/first", defined.Headers.Location!.ToString());
        Assert.Equal("first", (string)defined["code"]!);
        Assert.Equal("PT15M", (string)defined["monitoring"]![0]!["every"]!);
        Assert.Equal("98.60", defined["limits"]![0]!["high"]!.ToJsonString());
        Assert.Null(defined.Json!["discharge"]);
    }

    [Fact]
    public async Task A_protocol_that_asks_for_absurdly_many_readings_is_refused()
    {
        string[] codes = ["8867-4", "2708-6", "9279-1", "19889-5", "8310-5", "85354-9", "MOAAS"];
        var rules = codes.Select(code => $$"""{"code":"{{code}}","phase":"infusion","every":"PT1M","tolerance":"PT20S"}""");
        var refused = (await service.Client.Define("absurd", $$"""{"name":"Absurd","monitoring":[{{string.Join(',', rules)}}]}""")).Is(422);
        Assert.Equal("/monitoring", (string)refused["errors"]![0]!["pointer"]!);
    }

    [Fact]
    public async Task A_definition_sent_twice_is_done_once()
    {
        var first = (await service.Client.Define("twice", Protocols.Simple)).Is(201);
        var again = (await service.Client.Define("twice", Protocols.Simple)).Is(201);
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(first.Text, again.Text);
    }

    [Fact]
    public async Task Definitions_sent_at_once_make_one_version()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => service.Client.Define("at-once", Protocols.Simple)));
        Assert.All(answers, a => a.Is(201));
        Assert.Equal(1, (int)(await service.Client.Get("/v1/protocols/at-once")).Is(200)["version"]!);
    }

    [Fact]
    public async Task A_protocol_is_replaced_with_the_version_that_is_known()
    {
        var first = (await service.Client.Define("replaced", Protocols.Simple)).Is(201);
        var next = (await service.Client.Define("replaced", """{"name":"Other","reason":"reviewed"}""", ("If-Match", first.ETag))).Is(200);
        Assert.Equal((2, "Other", "reviewed"), ((int)next["version"]!, (string)next["name"]!, (string)next["reason"]!));
        Assert.Empty(next["monitoring"]!.AsArray());
        Assert.Equal(first.Id, next.Id);
    }

    [Fact]
    public async Task A_protocol_is_not_replaced_without_knowing_its_version()
    {
        await service.Client.Define("guarded", Protocols.Simple);
        (await service.Client.Define("guarded", """{"name":"Other"}""")).Is(428);
        (await service.Client.Define("guarded", """{"name":"Other"}""", ("If-None-Match", "*"))).Is(412);
        (await service.Client.Define("guarded", """{"name":"Other"}""", ("If-Match", "\"7\""))).Is(412);
        (await service.Client.Define("guarded", """{"name":"Other"}""", ("If-Match", "\"1\""), ("If-None-Match", "*"))).Is(400);
        (await service.Client.Define("undefined", """{"name":"Other"}""", ("If-Match", "\"1\""))).Is(412);
    }

    [Fact]
    public async Task A_replacement_sent_twice_makes_one_version()
    {
        await service.Client.Define("again", Protocols.Simple);
        (await service.Client.Define("again", """{"name":"Other"}""", ("If-Match", "\"1\""))).Is(200);
        Assert.Equal(2, (int)(await service.Client.Define("again", """{"name":"Other"}""", ("If-Match", "\"1\""))).Is(200)["version"]!);
        Assert.Equal(2, (int)(await service.Client.Define("again", """{"name":"Other"}""", ("If-Match", "\"2\""))).Is(200)["version"]!);
        (await service.Client.Define("again", """{"name":"Third"}""", ("If-Match", "\"1\""))).Is(412);
    }

    [Theory]
    [InlineData("""{"name":"x","monitoring":[{"code":"0-0","phase":"infusion"}]}""", "/monitoring/0/code")]
    [InlineData("""{"name":"x","monitoring":[{"code":"8867-4","phase":"infusion","every":"PT15M","tolerance":"PT7M30S"}]}""", "/monitoring/0/tolerance")]
    [InlineData("""{"name":"x","followUps":[{"instrument":"NONE","at":"P1D","tolerance":"PT6H"}]}""", "/followUps/0/instrument")]
    [InlineData("""{"name":""}""", "/name")]
    public async Task What_makes_no_sense_is_refused_where_it_stands(string body, string pointer) =>
        Assert.Contains((await service.Client.Define("bad", body)).Is(422)["errors"]!.AsArray(), e => (string)e!["pointer"]! == pointer);

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"name":"x","more":1}""")]
    [InlineData("""{"name":"x","discharge":null}""")]
    [InlineData("""{"name":"x","monitoring":[{"phase":"infusion"}]}""")]
    [InlineData("""{"name":"x","monitoring":[null]}""")]
    [InlineData("""{"name":"x","monitoring":[{"code":"8867-4","phase":"infusion","every":"15 min"}]}""")]
    public async Task What_is_no_protocol_is_malformed(string body) => (await service.Client.Define("bad", body)).Is(400);

    [Theory]
    [InlineData("a%20b")]
    [InlineData("a%0A")]
    public async Task A_code_that_sessions_could_not_name_is_refused(string code) => (await service.Client.Define(code, Protocols.Simple)).Is(400);

    [Fact]
    public async Task Defining_a_protocol_is_the_administrators()
    {
        using var clinician = await service.As("clinician");
        (await clinician.Define("theirs", Protocols.Simple)).Is(403);
    }

    [Fact]
    public async Task Two_clinics_have_protocols_of_the_same_code()
    {
        await service.Client.Define("shared", Protocols.Simple);
        (await service.OtherClient.Define("shared", """{"name":"Theirs"}""")).Is(201);
        Assert.Equal("Example", (string)(await service.Client.Get("/v1/protocols/shared"))["name"]!);
    }
}
