using System.Net;
using InfusionTracker.Api.Tests.Audit;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Conventions;

/// <summary>HEAD at every operation of the OpenAPI document (RFC 9110, 9.1: a server has both GET and HEAD).</summary>
public sealed class HeadTests(RunningService service) : IClassFixture<RunningService>
{
    /// <summary>What is of the one request alone, or of how a body is sent.</summary>
    private static readonly string[] OfTheRequest = ["Date", "X-Request-Id", "RateLimit", "RateLimit-Policy", "Next-Since", "Transfer-Encoding"];

    [Fact]
    public async Task Wherever_GET_is_answered_HEAD_has_the_same_head_and_no_body()
    {
        var story = new ExampleStory((await service.Anonymous().Get("/openapi/v1.json")).Is(200).Json!, service.Client, new Random(11));
        var tried = 0;
        foreach (var operation in story.Operations)
        {
            var whole = await story.Send(operation);
            if (operation.Method == HttpMethod.Get)
            {
                Assert.Equal(200, whole.Status);
                var head = await service.Client.Send(HttpMethod.Head, story.Address(operation), null);
                Assert.Equal(200, head.Status);
                Assert.Empty(head.Text);
                Assert.Equal(Told(whole), Told(head));
                tried++;
            }
        }

        Assert.True(tried > 30, $"Only {tried} operations were tried.");
    }

    [Theory]
    [InlineData("/v1/patients/0196f7a0-0000-7000-8000-00000000dead", 404)]
    [InlineData("/v1/patients?surprise=1", 400)]
    [InlineData("/swagger/index.html", 200)]
    [InlineData("/openapi/v1.json", 200)]
    [InlineData("/health/ready", 200)]
    public async Task So_it_has_where_something_is_wrong_and_outside_of_the_interface(string path, int status)
    {
        var head = (await service.Client.Send(HttpMethod.Head, path, null)).Is(status);
        Assert.Empty(head.Text);
        Assert.Equal(Told((await service.Client.Get(path)).Is(status)), Told(head));
    }

    [Fact]
    public async Task A_record_whose_head_was_asked_for_was_read()
    {
        var patient = (await service.Client.Post("/v1/patients", "{}")).Is(201).Id;
        (await service.Client.Send(HttpMethod.Head, $"/v1/patients/{patient}", null)).Is(200);
        await Seals.AreDone(service);
        var read = Assert.Single((await service.Client.Get($"/v1/audit?recordId={patient}&operation=read")).Is(200).Items)!;
        Assert.Equal("GetPatient", (string)read["readBy"]!);
    }

    [Fact]
    public async Task A_method_that_is_not_there_is_refused_and_the_others_are_named()
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/v1/patients");
        using var answer = await service.Client.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["GET", "HEAD", "POST", "PUT"], answer.Content.Headers.Allow.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Told(Answer answer) => answer.Headers
        .Where(header => !OfTheRequest.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
        .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}")
        .Order(StringComparer.Ordinal);
}
