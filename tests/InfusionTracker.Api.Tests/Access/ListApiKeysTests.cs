using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Access;

public sealed class ListApiKeysTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task Keys_are_listed_without_their_secrets_and_none_of_another_clinic()
    {
        var made = (await service.Client.Post("/v1/api-keys", """{"label":"listed","roles":["auditor"]}""")).Is(201);
        var list = (await service.Client.Get("/v1/api-keys?limit=500&count=exact")).Is(200);
        var listed = list.Items.Single(k => (string)k!["id"]! == made.Id)!;
        Assert.Equal("listed", (string)listed["label"]!);
        Assert.Null(listed["key"]);
        Assert.DoesNotContain("itk_", list.Text, StringComparison.Ordinal);
        Assert.Equal(list.Items.Count, (int)list["count"]);
        Assert.DoesNotContain((await service.OtherClient.Get("/v1/api-keys")).Is(200).Items, k => (string)k!["id"]! == made.Id);
    }

    [Fact]
    public async Task A_list_goes_on_where_its_page_ended()
    {
        await service.Client.Post("/v1/api-keys", """{"label":"a","roles":["auditor"]}""");
        await service.Client.Post("/v1/api-keys", """{"label":"b","roles":["auditor"]}""");
        var all = (await service.Client.Get("/v1/api-keys")).Is(200).Items.Select(k => (string)k!["id"]!).ToList();
        foreach (var (sort, expected) in ((string, IEnumerable<string>)[])[("createdAt", all), ("-createdAt", Enumerable.Reverse(all))])
        {
            var first = (await service.Client.Get($"/v1/api-keys?limit=1&sort={sort}")).Is(200);
            var second = (await service.Client.Get($"/v1/api-keys?limit=1&sort={sort}&cursor={first["next"]}")).Is(200);
            Assert.Equal(expected.Take(2), [(string)first.Items.Single()!["id"]!, (string)second.Items.Single()!["id"]!]);
        }
    }
}
