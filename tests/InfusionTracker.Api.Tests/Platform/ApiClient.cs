using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>An answer of the service.</summary>
public sealed record Answer(int Status, JsonNode? Json, HttpResponseHeaders Headers, string Text)
{
    public JsonNode this[string member] => Json![member]!;

    public string Id => (string)this["id"]!;

    public string ETag => Headers.ETag!.Tag;

    /// <summary>The records of a list or batch.</summary>
    public JsonArray Items => Json!["items"]!.AsArray();

    /// <summary>Holds that the status is the one meant, and shows the answer where it is not.</summary>
    public Answer Is(int status)
    {
        Assert.True(Status == status, $"{Status} instead of {status}: {Text}");
        return this;
    }
}

/// <summary>A client as the integrations have one: plain HTTP and JSON, knowing no type of the service.</summary>
public sealed class ApiClient : IDisposable
{
    public ApiClient(Uri url, string? key)
    {
        Http = new HttpClient { BaseAddress = url };
        Key = key;
        if (key is not null)
        {
            Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }

    public HttpClient Http { get; }

    public string? Key { get; }

    public Task<Answer> Get(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Get, path, null, headers);

    /// <param name="path">The path.</param>
    /// <param name="json">The body, as it is sent.</param>
    /// <param name="headers">Headers, e.g. Idempotency-Key.</param>
    public Task<Answer> Post(string path, string json, params (string Name, string Value)[] headers) => Send(HttpMethod.Post, path, json, headers);

    public Task<Answer> Patch(string path, string json, string etag) => Send(HttpMethod.Patch, path, json, ("If-Match", etag));

    public Task<Answer> Correct(string path, string json, string etag) => Send(HttpMethod.Post, path + "/corrections", json, ("If-Match", etag));

    public Task<Answer> Retract(string path, string reason = "wrong") => Send(HttpMethod.Post, path + "/retraction", $$"""{"reason":"{{reason}}"}""");

    public async Task<Answer> Send(HttpMethod method, string path, string? json, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true && text.Length > 0;
        return new Answer((int)response.StatusCode, isJson && response.Content.Headers.ContentType!.MediaType != "application/x-ndjson" ? JsonNode.Parse(text) : null, response.Headers, text);
    }

    public void Dispose() => Http.Dispose();
}
