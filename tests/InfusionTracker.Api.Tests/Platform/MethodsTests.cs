using System.Net.Sockets;
using System.Text;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>Methods, and what a proxy says of the scheme. By hand, since an HttpClient writes a method in capitals.</summary>
public sealed class MethodsTests(RunningService service) : IClassFixture<RunningService>
{
    [Theory]
    [InlineData("get", "/v1/patients", "GET, POST, HEAD")]
    [InlineData("Get", "/v1/patients", "GET, POST, HEAD")]
    [InlineData("post", "/v1/patients", "GET, POST, HEAD")]
    [InlineData("head", "/v1/patients", "GET, POST, HEAD")]
    [InlineData("FETCH", "/v1/patients", "GET, POST, HEAD")]
    [InlineData("get", "/health/ready", "GET, HEAD")]
    public async Task A_method_in_other_letters_is_another_method(string method, string path, string allowed)
    {
        var head = await Head(method, path);
        Assert.StartsWith("HTTP/1.1 405", head[0], StringComparison.Ordinal);
        var names = head.Single(line => line.StartsWith("Allow:", StringComparison.Ordinal))["Allow:".Length..].Split(',', StringSplitOptions.TrimEntries);
        Assert.Equal(allowed.Split(", ").Order(), names.Order());
    }

    [Theory]
    [InlineData("https", "https")]
    [InlineData("HTTPS", "https")]
    [InlineData("ftp", "http")]
    [InlineData("javascript", "http")]
    [InlineData("https, gopher", "http")]
    public async Task A_proxy_is_believed_on_the_scheme_only_if_it_is_one_of_HTTP(string told, string scheme)
    {
        await Given.Patient(service.Client);
        await Given.Patient(service.Client);
        var head = await Head("GET", "/v1/patients?limit=1", $"X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Host: clinic.example\r\nX-Forwarded-Proto: {told}\r\n");
        Assert.StartsWith("HTTP/1.1 200", head[0], StringComparison.Ordinal);
        Assert.Contains(head, line => line.StartsWith($"Link: <{scheme}://clinic.example/v1/patients?", StringComparison.Ordinal));
    }

    private async Task<List<string>> Head(string method, string path, string headers = "")
    {
        using var client = new TcpClient();
        await client.ConnectAsync(service.Url.Host, service.Url.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {service.Client.Key}\r\nContent-Length: 0\r\nConnection: close\r\n{headers}\r\n"),
            TestContext.Current.CancellationToken);
        using var answer = new StreamReader(client.GetStream());
        var head = new List<string>();
        while (await answer.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 } line)
        {
            head.Add(line);
        }

        return head;
    }
}
