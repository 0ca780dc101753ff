using System.Net;
using System.Net.Http.Headers;
using System.Text;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Observations;

/// <summary>What a careless or hostile client may send where an observation is meant; never a 500, never half a record.</summary>
public sealed class BadInputTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Good = """{"code":"8867-4","value":72,"unit":"/min","observedAt":"2026-06-15T11:00:00Z","performer":"rn-17"}""";

    [Theory]
    [InlineData("rn-17", "rn\\u0000", 400, "/performer")]
    [InlineData("rn-17", "rn\\ud800", 400, "/performer")]
    [InlineData("rn-17", "", 422, "/performer")]
    [InlineData(":72,", ":72.00000000000000000000000000001,", 422, "/value")]
    [InlineData(":72,", ":1e400,", 400, "/value")]
    [InlineData(":72,", ":\"NaN\",", 400, "/value")]
    [InlineData(":72,", ":\"72\",", 400, "/value")]
    [InlineData(":72,", ":true,", 400, "/value")]
    [InlineData(":72,", ":null,", 400, "/value")]
    [InlineData("\"value\":72,", "", 400, "/value")]
    [InlineData("\"unit\":\"/min\",", "", 400, "/unit")]
    [InlineData("\"/min\"", "\"mg\"", 422, "/unit")]
    [InlineData("8867-4", "0-0", 422, "/code")]
    [InlineData("2026-06-15T11:00:00Z", "0001-01-01T00:00:00Z", 422, "/observedAt")]
    [InlineData("2026-06-15T11:00:00Z", "1899-12-31T23:59:59Z", 422, "/observedAt")]
    [InlineData("2026-06-15T11:00:00Z", "9999-12-31T23:59:59Z", 422, "/observedAt")]
    [InlineData("2026-06-15T11:00:00Z", "2026-06-15T11:00:00", 400, "/observedAt")]
    [InlineData("2026-06-15T11:00:00Z", "yesterday", 400, "/observedAt")]
    [InlineData("\"code\":\"8867-4\",", "", 400, "/code")]
    [InlineData("\"8867-4\"", "null", 400, "/code")]
    [InlineData("\"8867-4\"", "[]", 400, "/code")]
    [InlineData("\"performer\":\"rn-17\"", "\"performer\":null", 400, "/performer")]
    [InlineData(",\"performer\":\"rn-17\"", "", 400, "/performer")]
    [InlineData("\"value\":72,", "\"value\":72,\"value\":73,", 400, "/value")]
    [InlineData("\"value\":72,", "\"value\":72,\"Value\":73,", 400, "/Value")]
    [InlineData("\"value\":72,", "\"value\":72,\"recordedBy\":\"me\",", 400, "/recordedBy")]
    [InlineData("\"value\":72,", "\"value\":72,\"id\":\"1\",", 400, "/id")]
    [InlineData("\"value\":72,\"unit\":\"/min\"", "\"value\":72,\"unit\":\"/min\",\"components\":[null]", 400, "/components/0")]
    [InlineData("\"value\":72,\"unit\":\"/min\"", "\"components\":[{\"code\":\"8480-6\",\"value\":120}]", 400, "/components/0/unit")]
    [InlineData("\"code\":\"8867-4\",\"value\":72,\"unit\":\"/min\"", "\"code\":\"85354-9\",\"components\":[{\"code\":\"8480-6\",\"value\":80,\"unit\":\"mm[Hg]\"},{\"code\":\"8462-4\",\"value\":120,\"unit\":\"mm[Hg]\"}]", 422, "/components/1/value")]
    [InlineData("\"code\":\"8867-4\",\"value\":72,\"unit\":\"/min\"", "\"code\":\"85354-9\",\"components\":[{\"code\":\"8480-6\",\"value\":80,\"unit\":\"mm[Hg]\"}]", 422, "/components")]
    [InlineData("\"unit\"", "\"confirmed\":{\"by\":\"\",\"reason\":\"x\"},\"unit\"", 422, "/confirmed/by")]
    [InlineData("\"unit\"", "\"confirmed\":{\"by\":\"md-3\",\"reason\":\" \"},\"unit\"", 422, "/confirmed/reason")]
    [InlineData("\"unit\"", "\"confirmed\":{\"by\":\"md-3\"},\"unit\"", 400, "/confirmed/reason")]
    [InlineData("\"unit\"", "\"confirmed\":true,\"unit\"", 400, "/confirmed")]
    public async Task It_is_refused_with_a_pointer_alone_and_in_a_batch(string part, string instead, int status, string pointer)
    {
        var session = await Given.Session(service.Client);
        var bad = Good.Replace(part, instead, StringComparison.Ordinal);
        Assert.NotEqual(Good, bad);
        Assert.Equal(pointer, (string)(await Record(bad, session)).Is(status)["errors"][0]!["pointer"]!);
        Assert.Equal("/3" + pointer, (string)(await Record($"[{Good},{Good},{Good},{bad},{Good}]", session)).Is(status)["errors"][0]!["pointer"]!);
        Assert.Empty((await service.Client.Get($"/v1/sessions/{session}/observations")).Is(200).Items);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("[")]
    [InlineData("1")]
    [InlineData("\"x\"")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("[[]]")]
    [InlineData("[null]")]
    [InlineData("{} {}")]
    [InlineData("""{"code":"8867-4","value":NaN,"unit":"/min","observedAt":"2026-06-15T11:00:00Z","performer":"rn-17"}""")]
    public async Task What_is_no_observation_is_malformed(string body) => (await Record(body)).Is(400);

    [Fact]
    public async Task An_empty_batch_is_refused() => (await Record("[]")).Is(422);

    [Fact]
    public async Task A_number_written_with_an_exponent_is_taken_by_its_value() =>
        Assert.Equal(72m, (decimal)(await Record(Good.Replace(":72,", ":7.2e1,", StringComparison.Ordinal))).Is(201)["value"]);

    [Fact]
    public async Task A_time_with_an_offset_is_converted() =>
        Assert.Equal("2026-06-15T11:00:00Z", (string)(await Record(Good.Replace("11:00:00Z", "13:00:00+02:00", StringComparison.Ordinal))).Is(201)["observedAt"]!);

    [Theory]
    [InlineData("application/json; charset=bogus")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task What_is_not_utf8_json_is_not_supported(string? contentType)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Good));
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        using var answer = await Send(content);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Accept-Encoding"));
    }

    [Theory]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/json; charset=\"UTF-8\"")]
    [InlineData("application/json;charset=UTF-8")]
    public async Task Utf8_may_be_named_in_quotes(string contentType)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Good));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var answer = await Send(content);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Theory]
    [InlineData("gzip", 415)]
    [InlineData("identity, br", 415)]
    [InlineData("identity", 201)]
    [InlineData("", 201)]
    public async Task A_coded_body_is_not_supported_and_the_answer_says_so(string coding, int status)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Good));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json");
        content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        using var answer = await Send(content);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status == 415, answer.Headers.TryGetValues("Accept-Encoding", out var taken) && taken.Single() == "identity");
    }

    [Fact]
    public async Task Where_there_is_no_body_it_is_in_no_coding()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/patients") { Content = new ByteArrayContent([]) };
        request.Content.Headers.ContentEncoding.Add("gzip");
        using var answer = await service.Client.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_malformed()
    {
        using var content = new ByteArrayContent([.. Encoding.UTF8.GetBytes(Good[..^3]), 0xC3, 0x28, .. "\"}"u8]);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json");
        using var answer = await Send(content);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(9)]
    public async Task A_body_of_a_batch_may_have_eight_mebibytes(int mebibytes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/sessions/{await Given.Session(service.Client)}/observations")
        {
            Content = new StringContent($"[{Good}{new string(' ', mebibytes * 1024 * 1024)}]", Encoding.UTF8, "application/json"),
        };
        request.Headers.ExpectContinue = true;
        using var answer = await service.Client.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(mebibytes < 8 ? HttpStatusCode.Created : HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Json_deeper_than_32_is_malformed() =>
        (await Record(Good.Replace("72", new string('[', 40) + new string(']', 40), StringComparison.Ordinal))).Is(400);

    [Fact]
    public async Task Of_many_errors_fifty_are_told()
    {
        var bad = Good.Replace("72", "720", StringComparison.Ordinal);
        var answer = (await Record($"[{string.Join(',', Enumerable.Repeat(bad, 200))}]")).Is(422);
        Assert.Equal(50, answer["errors"].AsArray().Count);
    }

    private async Task<Answer> Record(string json, string? session = null) =>
        await service.Client.Post($"/v1/sessions/{session ?? await Given.Session(service.Client)}/observations", json);

    private async Task<HttpResponseMessage> Send(HttpContent content) => await service.Client.Http.PostAsync(
        new Uri($"/v1/sessions/{await Given.Session(service.Client)}/observations", UriKind.Relative), content, TestContext.Current.CancellationToken);
}
