namespace InfusionTracker.Api.Tests.Platform;

/// <summary>Requests that are larger than any should be.</summary>
public sealed class HttpLimitsTests(RunningService service) : IClassFixture<RunningService>
{
    [Theory]
    [InlineData(1024 * 1024, 201)]
    [InlineData((1024 * 1024) + 1, 413)]
    public async Task A_body_has_at_most_one_mebibyte(int bytes, int status)
    {
        var answer = (await service.Client.Post("/v1/patients", "{}" + new string(' ', bytes - 2))).Is(status);
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

    [Fact]
    public async Task A_request_has_at_most_64_headers_and_a_line_of_8_KiB()
    {
        var many = Enumerable.Range(0, 70).Select(i => ($"X-Header-{i}", "x")).ToArray();
        (await service.Client.Get("/v1/patients", many)).Is(431);
        (await service.Client.Get("/v1/patients?cursor=" + new string('a', 9000))).Is(414);
    }
}
