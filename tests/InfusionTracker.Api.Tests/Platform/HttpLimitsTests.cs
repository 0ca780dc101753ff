using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>Requests that are larger than any should be.</summary>
public sealed class HttpLimitsTests(RunningService service) : IClassFixture<RunningService>
{
    [Theory]
    [InlineData(1024 * 1024, 201)]
    [InlineData((1024 * 1024) + 1, 413)]
    public async Task A_body_has_at_most_one_mebibyte(int bytes, int status)
    {
        var answer = (await service.Client.Post("/v1/patients", "{}" + new string(' ', bytes - 2), ("Expect", "100-continue"))).Is(status);
        Assert.Equal(status == 413, (string?)answer.Json!["type"] == "/problems/too-large");
    }

    [Theory]
    [InlineData(8 * 1024 * 1024, 404)]
    [InlineData((8 * 1024 * 1024) + 1, 413)]
    public async Task A_batch_of_observations_has_at_most_eight(int bytes, int status)
    {
        const string one = """{"code":"8867-4","value":72,"unit":"/min","observedAt":"2026-03-02T09:05:00Z","performer":"rn-17"}""";
        (await service.Client.Post($"/v1/sessions/{Guid.Empty}/observations", $"[{one}]" + new string(' ', bytes - one.Length - 2), ("Expect", "100-continue"))).Is(status);
    }

    [Theory]
    [InlineData("Content-Length: 4000000", 1)]
    [InlineData("Transfer-Encoding: chunked", 130)]
    public async Task A_large_body_is_not_taken_in_for_a_key_that_is_not_valid(string length, int sentKilobytes)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(service.Url.Host, service.Url.Port, TestContext.Current.CancellationToken);
        var key = service.Client.Key![..^4] + (service.Client.Key.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBB" : "AAAA");
        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /v1/sessions/{Guid.Empty}/observations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n{length}\r\n\r\n"
                + string.Concat(Enumerable.Repeat($"400\r\n{new string(' ', 1024)}\r\n", sentKilobytes))),
            TestContext.Current.CancellationToken);
        using var answer = new StreamReader(client.GetStream());
        Assert.StartsWith("HTTP/1.1 401", await answer.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Large_bodies_have_places_of_their_own_and_others_go_on_beside_them()
    {
        await using var app = await service.AnotherInstance("--Requests:LargeBodiesAtOnce=1");
        var url = new Uri(app.Urls.First());
        using var client = new ApiClient(url, service.Client.Key);
        using var large = new TcpClient();
        await large.ConnectAsync(url.Host, url.Port, TestContext.Current.CancellationToken);
        await large.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /v1/sessions/{Guid.Empty}/observations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {service.Client.Key}\r\nContent-Type: application/json\r\nContent-Length: 500000\r\nExpect: 100-continue\r\n\r\n"),
            TestContext.Current.CancellationToken);
        using var began = new StreamReader(large.GetStream());
        Assert.Equal("HTTP/1.1 100 Continue", await began.ReadLineAsync(TestContext.Current.CancellationToken));
        var refused = (await client.Post($"/v1/sessions/{Guid.Empty}/observations", $"[{new string(' ', 400_000)}]")).Is(503);
        Assert.Equal("1", refused.Headers.RetryAfter!.ToString());
        using var streamed = new StreamContent(new MemoryStream("{}"u8.ToArray())) { Headers = { ContentType = new("application/json") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/patients") { Content = streamed, Headers = { TransferEncodingChunked = true } };
        using var answer = await client.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(201, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_does_not_come_or_byte_by_byte_is_given_up_and_its_client_stays_known(bool trickles)
    {
        await using var app = await service.AnotherInstance("--Rates:Address:PerSecond=1", "--Rates:Address:Burst=1");
        var url = new Uri(app.Urls.First());
        using var client = new ApiClient(url, service.Client.Key);
        (await client.Get("/v1/patients")).Is(200);
        using var slow = new TcpClient();
        await slow.ConnectAsync(url.Host, url.Port, TestContext.Current.CancellationToken);
        await slow.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /v1/patients HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {service.Client.Key}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{"),
            TestContext.Current.CancellationToken);
        using var answer = new StreamReader(slow.GetStream());
        var status = answer.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();
        for (; trickles && !status.IsCompleted; await Task.WhenAny(status, Task.Delay(500, TestContext.Current.CancellationToken)))
        {
            slow.GetStream().WriteByte((byte)' ');
        }

        Assert.StartsWith("HTTP/1.1 408", await status, StringComparison.Ordinal);
        (await client.Get("/v1/patients")).Is(200);
    }

    [Theory]
    [InlineData(null, true, 51)]
    [InlineData(1000L, true, 8.5)]
    [InlineData(1000L, false, 51)]
    [InlineData(1024L * 1024, true, 51)]
    public async Task One_observation_has_no_more_time_than_any_other_request_once_it_is_in_a_large_batch_has(long? length, bool isBodyIn, double seconds)
    {
        await using var services = new ServiceCollection()
            .AddRequestTimeouts(timeouts => HttpLimits.Configure(timeouts, new ConfigurationBuilder().Build()))
            .BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services };
        context.Request.ContentLength = length;
        context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new RequestTimeoutAttribute(HttpLimits.Unhurried)), null));
        var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), HttpLimits.Deadline(context, isBodyIn)).TotalSeconds;
        Assert.InRange(left, seconds - 1, seconds + 1);
    }

    [Fact]
    public async Task A_request_has_at_most_64_headers_and_a_line_of_8_KiB()
    {
        var many = Enumerable.Range(0, 70).Select(i => ($"X-Header-{i}", "x")).ToArray();
        (await service.Client.Get("/v1/patients", many)).Is(431);
        (await service.Client.Get("/v1/patients?cursor=" + new string('a', 9000))).Is(414);
    }
}
