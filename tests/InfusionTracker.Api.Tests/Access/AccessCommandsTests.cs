using System.Globalization;
using System.Text.Json.Nodes;
using InfusionTracker.Api.Platform;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Access;

/// <summary>The operator's hand on clinics and keys takes what HTTP takes, and tells what it does not take in a sentence.</summary>
public sealed class AccessCommandsTests(RunningService service) : IClassFixture<RunningService>
{
    private const string NoName = "1 to 200 characters that are not all blank.";

    [Theory]
    [InlineData("-5")]
    [InlineData("0")]
    [InlineData("100000")]
    [InlineData("2147483647")]
    public async Task No_key_is_made_that_would_end_before_it_began_or_later_than_any_time(string days)
    {
        var (_, id) = await Made();
        IsOutOfRange(await Keys("create", "--role", "dashboard", "--label", $"for {days} days", "--expires-in-days", days));
        IsOutOfRange(await Keys("rotate", "--key", id, "--expires-in-days", days));
        Assert.DoesNotContain(await Listed(), key => (string)key!["label"]! == $"for {days} days");
        var client = Assert.Single(await Listed(), key => (string)key!["clientId"]! == id)!;
        Assert.Null(client["expiresAt"]);
    }

    [Fact]
    public async Task A_key_is_made_and_rotated_for_as_many_days_as_the_operator_says()
    {
        var made = await Keys("create", "--role", "dashboard", "--label", "for a day", "--expires-in-days", "1");
        Assert.StartsWith("API key: itk_", made.Output, StringComparison.Ordinal);
        var first = Assert.Single(await Listed(), key => (string)key!["label"]! == "for a day")!;
        Assert.Equal(1, Lasts(first), 0.001);
        Assert.Equal(0, (await Keys("rotate", "--key", (string)first["id"]!, "--expires-in-days", "30", "--overlap-hours", "720")).Code);
        Assert.Equal([1, 30], (await Listed()).Where(key => (string)key!["label"]! == "for a day").Select(key => Math.Round(Lasts(key!), 3)).Order());
    }

    [Fact]
    public async Task A_key_may_end_as_late_as_over_HTTP_and_no_later()
    {
        var longest = IsOutOfRange(await Keys("create", "--role", "dashboard", "--label", "for ever", "--expires-in-days", "100000"));
        Assert.Equal(0, (await Keys("create", "--role", "dashboard", "--label", "for ever", "--expires-in-days", longest.ToString(CultureInfo.InvariantCulture))).Code);
        var made = Assert.Single(await Listed(), key => (string)key!["label"]! == "for ever")!;
        Assert.Equal(Times.Latest.ToDateTimeOffset(), Time(made["expiresAt"]!), TimeSpan.FromDays(1));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("721")]
    [InlineData("2147483647")]
    public async Task An_overlap_is_neither_negative_nor_without_end(string hours)
    {
        var (client, id) = await Made();
        (await Keys("rotate", "--key", id, "--overlap-hours", hours)).IsRefused("Give --overlap-hours 0 to 720.");
        (await client.Get("/v1/patients")).Is(200);
    }

    [Fact]
    public async Task A_clinic_or_key_without_a_name_is_not_made()
    {
        foreach (var name in (string[])["", " ", "\u00a0\u3000", "\u200b", new('x', 201)])
        {
            (await CommandLine.On(service.Address.Service, "clinics", "create", "--name", name)).IsRefused($"Give --name {NoName}");
            (await Keys("create", "--role", "dashboard", "--label", name)).IsRefused($"Give --label {NoName}");
        }

        Assert.StartsWith("Clinic: ", (await CommandLine.On(service.Address.Service, "clinics", "create", "--name", new('x', 200))).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("create", "--role", "dashboard", "--label", "x")]
    [InlineData("rotate", "--key", "0196f000-0000-7000-8000-0000000000f1")]
    [InlineData("list")]
    [InlineData("revoke", "--key", "0196f000-0000-7000-8000-0000000000f1")]
    public async Task Keys_are_of_a_clinic_that_there_is(params string[] arguments) =>
        (await CommandLine.On(service.Address.Service, ["keys", .. arguments, "--clinic", "0196f000-0000-7000-8000-0000000000ff"]))
            .IsRefused("There is no clinic 0196f000-0000-7000-8000-0000000000ff. Set one up with clinics create.");

    [Fact]
    public async Task The_keys_of_a_clinic_are_listed_and_revoked()
    {
        var (client, id) = await Made();
        Assert.Contains($"{id}  made by a test  dashboard  made ", (await Keys("list")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await Keys("revoke", "--key", id)).Code);
        (await client.Get("/v1/patients")).Is(401);
        (await Keys("rotate", "--key", id)).IsRefused("The key works no longer; make a new one.");
    }

    /// <returns>The most days that a key is made for.</returns>
    private static int IsOutOfRange(CommandLine told)
    {
        var longest = int.Parse(told.Errors.TrimEnd().TrimEnd('.').Split(' ')[^1], CultureInfo.InvariantCulture);
        told.IsRefused($"Give --expires-in-days 1 to {longest}.");
        return longest;
    }

    private async Task<(ApiClient Client, string Id)> Made()
    {
        var made = (await service.Client.Post("/v1/api-keys", """{"label":"made by a test","roles":["dashboard"]}""")).Is(201);
        return (new ApiClient(service.Url, (string)made["key"]!), made.Id);
    }

    private Task<CommandLine> Keys(string command, params string[] arguments) =>
        CommandLine.On(service.Address.Service, ["keys", command, "--clinic", service.ClinicId.ToString(), .. arguments]);

    private async Task<JsonArray> Listed() => (await service.Client.Get("/v1/api-keys?limit=500")).Is(200).Items;

    /// <summary>Days from the making of a key to its end.</summary>
    private static double Lasts(JsonNode key) => (Time(key["expiresAt"]!) - Time(key["createdAt"]!)).TotalDays;

    private static DateTimeOffset Time(JsonNode time) => DateTimeOffset.Parse((string)time!, CultureInfo.InvariantCulture);
}
