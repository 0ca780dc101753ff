using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Access;

/// <summary>What is sent in place of a key, and is none.</summary>
public sealed class ApiKeyTextTests(RunningService service) : IClassFixture<RunningService>
{
    [Theory]
    [InlineData('!')]
    [InlineData('.')]
    [InlineData('+')]
    [InlineData('/')]
    [InlineData('=')]
    [InlineData(' ')]
    public async Task A_key_with_a_character_that_no_key_has_is_a_wrong_key(char wrong)
    {
        var key = service.Client.Key!;
        foreach (var place in (int[])[4, 40, key.Length - 2, key.Length - 1])
        {
            await IsWrong(key[..place] + wrong + key[(place + 1)..]);
        }
    }

    [Fact]
    public async Task A_key_with_spare_bits_in_its_last_character_is_a_wrong_key()
    {
        var key = service.Client.Key!;
        foreach (var last in "BCDEFGHIJKLMNOPabcdefghijklmnop0123456789-_".Where(c => c != key[^1] && !"AQgw".Contains(c, StringComparison.Ordinal)))
        {
            await IsWrong(key[..^1] + last);
        }
    }

    [Fact]
    public async Task A_wrong_key_counts_for_its_address()
    {
        await using var slow = await service.AnotherInstance("--Rates:Address:PerSecond=1", "--Rates:Address:Burst=3");
        using var client = new ApiClient(new Uri(slow.Urls.First()), service.Client.Key![..^1] + "!");
        for (var i = 0; i < 3; i++)
        {
            (await client.Get("/v1/patients")).Is(401);
        }

        (await client.Get("/v1/patients")).Is(429);
    }

    private async Task IsWrong(string credential)
    {
        using var client = service.Anonymous();
        var answer = (await client.Get("/v1/patients", ("Authorization", $"Bearer {credential}"))).Is(401);
        Assert.Equal("/problems/unauthenticated", (string)answer["type"]!);
        Assert.Equal("The API key is incomplete or misspelt. Copy it again.", (string)answer["detail"]!);
        Assert.True(answer.Headers.Contains("RateLimit"));
    }
}
