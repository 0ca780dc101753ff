using System.Net.Sockets;
using System.Text;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>Methods, and what a client or a proxy says of scheme and host. By hand, since an HttpClient writes a method in capitals.</summary>
public sealed class MethodsTests(RunningService service) : IClassFixture<RunningService>
{
    [Theory]
    [InlineData("get", "/v1/patients", "GET, POST, PUT, HEAD")]
    [InlineData("Get", "/v1/patients", "GET, POST, PUT, HEAD")]
    [InlineData("post", "/v1/patients", "GET, POST, PUT, HEAD")]
    [InlineData("head", "/v1/patients", "GET, POST, PUT, HEAD")]
    [InlineData("FETCH", "/v1/patients", "GET, POST, PUT, HEAD")]
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

    [Theory]
    [InlineData("xn--")]
    [InlineData("xn--a-")]
    [InlineData("clinic.xn--99999999.example")]
    public async Task A_host_whose_name_cannot_be_is_taken_for_none_told(string host)
    {
        await Given.Patient(service.Client);
        await Given.Patient(service.Client);
        var direct = await Head("GET", "/v1/patients?limit=1", host: host);
        Assert.StartsWith("HTTP/1.1 200", direct[0], StringComparison.Ordinal);
        Assert.Contains(direct, line => line.StartsWith("Link: </v1/patients?", StringComparison.Ordinal));
        var forwarded = await Head("GET", "/v1/patients?limit=1", $"X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Host: \"{host}\"\r\n");
        Assert.StartsWith("HTTP/1.1 200", forwarded[0], StringComparison.Ordinal);
        Assert.Contains(forwarded, line => line.StartsWith("Link: <http://x/v1/patients?", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("A: \u00ff")]
    [InlineData("A: b\rc")]
    [InlineData("A: b\0c")]
    [InlineData("\u00ff: b")]
    public async Task What_follows_a_body_and_is_no_text_is_no_fault_of_the_service(string trailer)
    {
        var head = await Head(
            "POST", "/v1/patients", $"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n{trailer}\r\n", length: "");
        Assert.StartsWith("HTTP/1.1 400", head[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u00ff")]
    [InlineData("a\0b")]
    public async Task A_key_that_is_no_text_is_refused(string key)
    {
        var head = await Head("POST", "/v1/patients", $"Content-Type: application/json\r\nIdempotency-Key: {key}\r\n");
        Assert.StartsWith("HTTP/1.1 400", head[0], StringComparison.Ordinal);
    }

    private async Task<List<string>> Head(string method, string path, string headers = "", string host = "x", string length = "Content-Length: 0\r\n")
    {
        using var client = new TcpClient();
        await client.ConnectAsync(service.Url.Host, service.Url.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(
            Encoding.Latin1.GetBytes($"{method} {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {service.Client.Key}\r\n{length}Connection: close\r\n{headers}\r\n"),
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
