using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace InfusionTracker.Faults.Tests;

/// <summary>What is told once is told although the reply to its COMMIT is lost on the way.</summary>
public sealed class LostReplyTests(Installation installation) : IClassFixture<Installation>
{
    [Fact]
    public async Task A_new_key_is_told_to_whoever_made_it_where_the_service_had_to_ask_twice()
    {
        using var http = new HttpClient { BaseAddress = installation.Service.Url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", installation.Clinics[0].Key);
        installation.Proxy.DropOneCommitIn = 2;
        try
        {
            for (var i = 0; i < 10; i++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/api-keys")
                {
                    Content = new StringContent("""{"label":"told once","roles":["dashboard"]}""", Encoding.UTF8, "application/json"),
                    Headers = { { "Idempotency-Key", $"told-once-{i}" } },
                };
                using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
                var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                Assert.True(answer.StatusCode == HttpStatusCode.Created, text);
                Assert.StartsWith("itk_", (string?)JsonNode.Parse(text)!["key"], StringComparison.Ordinal);
            }
        }
        finally
        {
            installation.Proxy.DropOneCommitIn = 0;
        }

        Assert.True(installation.Proxy.Dropped > 0, "No reply was lost.");
    }
}
