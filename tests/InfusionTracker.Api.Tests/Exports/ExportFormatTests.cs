using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Exports;

public sealed class ExportFormatTests(RunningService service) : IClassFixture<RunningService>
{
    [Theory]
    [InlineData("ndjson", "application/x-ndjson")]
    [InlineData("csv", "text/csv; charset=utf-8; header=present")]
    public async Task An_export_is_a_named_file_sent_in_chunks_and_kept_nowhere(string format, string type)
    {
        await Exports.PutSession(service);
        await Exports.PutObservation(service, Exports.Id(format.Length));
        using var response = await service.Client.Http.GetAsync($"/v1/exports/observations.{format}", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(type, response.Content.Headers.ContentType!.ToString());
        Assert.Equal($"observations.{format}", response.Content.Headers.ContentDisposition!.FileName);
        Assert.True(response.Headers.TransferEncodingChunked);
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Quotes_lines_and_other_scripts_come_back_as_they_were()
    {
        const string text = "a \"b\", c\r\nd\te\n\\ ü 漢 😀 </script>";
        await Exports.PutSession(service);
        await Exports.PutObservation(service, Exports.Id(1), performer: text);
        var line = (await Exports.Lines(service.Client, "/v1/exports/observations.ndjson")).Single(r => (string)r["id"]! == Exports.Id(1).ToString());
        Assert.Equal(text, (string)line["performer"]!);
        var csv = Exports.Rows((await service.Client.Get("/v1/exports/observations.csv")).Is(200).Text);
        Assert.Equal(text, csv.Single(r => r[0] == Exports.Id(1).ToString())[Array.IndexOf(csv[0], "performer")]);
    }

    [Theory]
    [InlineData(102, "=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")")]
    [InlineData(103, "+1", "'+1")]
    [InlineData(104, "-1", "'-1")]
    [InlineData(105, "@x", "'@x")]
    [InlineData(106, "\tx", "'\tx")]
    [InlineData(107, "'x", "''x")]
    [InlineData(108, "x=1", "x=1")]
    public async Task A_spreadsheet_runs_no_text_as_a_formula(int id, string text, string cell)
    {
        await Exports.PutSession(service);
        await Exports.PutObservation(service, Exports.Id(id), "-5.0", text);
        var csv = Exports.Rows((await service.Client.Get("/v1/exports/observations.csv")).Is(200).Text);
        var row = csv.Single(r => r[0] == Exports.Id(id).ToString());
        Assert.Equal(cell, row[Array.IndexOf(csv[0], "performer")]);
        Assert.Equal("-5.0", row[Array.IndexOf(csv[0], "value")]);
    }

    [Fact]
    public async Task An_empty_text_is_told_from_none()
    {
        await Exports.PutSession(service);
        await Exports.PutObservation(service, Exports.Id(9), performer: "");
        var line = (await service.Client.Get("/v1/exports/observations.csv")).Is(200).Text.Split("\r\n").Single(l => l.StartsWith(Exports.Id(9).ToString(), StringComparison.Ordinal));
        Assert.Contains("Z,\"\",,2", line, StringComparison.Ordinal);
        Assert.EndsWith("Z,,", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("observations.parquet")]
    [InlineData("observations.CSV.exe")]
    [InlineData("observations")]
    [InlineData("patients.csv")]
    [InlineData("api-keys.csv")]
    public async Task What_is_no_dataset_or_no_format_is_not_found(string file) => (await service.Client.Get("/v1/exports/" + file)).Is(404);

    [Fact]
    public async Task A_part_in_which_nothing_can_lie_is_refused() => (await service.Client.Get(
        "/v1/exports/sessions.csv?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z")).Is(400);

    [Fact]
    public async Task Exporting_needs_the_scope()
    {
        using var clinician = await service.As("clinician");
        (await clinician.Get("/v1/exports/observations.ndjson")).Is(403);
        (await service.Anonymous().Get("/v1/exports/observations.ndjson")).Is(401);
    }
}
