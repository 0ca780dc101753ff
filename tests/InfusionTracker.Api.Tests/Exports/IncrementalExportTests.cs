using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Exports;

public sealed class IncrementalExportTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Path = "/v1/exports/observations";

    [Fact]
    public async Task A_retracted_reading_leaves_the_full_export_and_is_named_to_an_incremental_copy()
    {
        await Exports.PutSession(service);
        await Exports.PutObservation(service, Exports.Id(1));
        await Exports.PutObservation(service, Exports.Id(2));
        await Exports.Put(service, $"update observation set status = 'entered-in-error', reason = 'of Mrs. X' where id = '{Exports.Id(1)}'");

        string[] both = [Exports.Id(1).ToString(), Exports.Id(2).ToString()];
        Assert.Equal([both[1]], (await Exports.Lines(service.Client, Path + ".ndjson")).Select(r => (string)r["id"]!).Intersect(both));

        var since = (await Exports.Lines(service.Client, Path + ".ndjson?since=2000-01-01T00:00:00Z")).Where(r => both.Contains((string)r["id"]!)).ToList();
        Assert.Equal([Exports.Id(2).ToString(), Exports.Id(1).ToString()], since.Select(r => (string)r["id"]!));
        Assert.Equal(["id", "version", "status", "recordedAt"], since[1].Select(m => m.Key));
        Assert.Equal("entered-in-error", (string)since[1]["status"]!);
        Assert.Equal(2, (int)since[1]["version"]!);

        var csv = Exports.Rows((await service.Client.Get(Path + ".csv?since=2000-01-01T00:00:00Z")).Is(200).Text);
        Assert.Equal(["id", "version", "status", "recordedAt"], csv[0].Zip(csv.Single(row => row[0] == both[0])).Where(c => c.Second.Length > 0).Select(c => c.First));
    }

    [Fact]
    public async Task A_correction_comes_again_as_its_new_version_and_nothing_older_does()
    {
        await Exports.PutSession(service);
        await Exports.PutObservation(service, Exports.Id(11), "71");
        await Exports.PutObservation(service, Exports.Id(12), "72");
        var seen = (await Exports.Lines(service.Client, Path + ".ndjson")).Single(r => (string)r["id"]! == Exports.Id(12).ToString());
        await Exports.Put(service, $"update observation set value = 73.0, canonical_value = 73.0, status = 'corrected', reason = 'misread' where id = '{Exports.Id(11)}'");
        var changed = await Exports.Lines(service.Client, $"{Path}.ndjson?since={seen["recordedAt"]}");
        Assert.Equal([Exports.Id(12).ToString(), Exports.Id(11).ToString()], changed.Select(r => (string)r["id"]!));
        Assert.Equal((2, "corrected", "73.0", "misread"), ((int)changed[1]["version"]!, (string)changed[1]["status"]!, changed[1]["value"]!.ToJsonString(), (string)changed[1]["reason"]!));
    }

    [Fact]
    public async Task Next_since_lies_before_whatever_may_still_be_under_way()
    {
        var answer = (await service.Client.Get(Path + ".ndjson")).Is(200);
        var next = DateTimeOffset.Parse(answer.Headers.GetValues("Next-Since").Single(), System.Globalization.CultureInfo.InvariantCulture);
        var now = new DateTimeOffset((DateTime)(await service.Superuser("select clock_timestamp()"))!);
        Assert.InRange(now - next, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(70));
        (await service.Client.Get($"{Path}.ndjson?since={answer.Headers.GetValues("Next-Since").Single()}")).Is(200);
    }

    [Fact]
    public async Task A_full_export_may_be_of_one_patient_and_of_a_time()
    {
        await Exports.PutSession(service);
        await Exports.PutObservation(service, Exports.Id(21));
        Assert.NotEmpty(await Exports.Lines(service.Client, $"{Path}.ndjson?patient={Exports.Patient}"));
        Assert.Empty(await Exports.Lines(service.Client, $"{Path}.ndjson?patient={Guid.Empty}"));
        Assert.NotEmpty(await Exports.Lines(service.Client, $"{Path}.ndjson?from=2026-06-15T11:00:00.25Z&to=2026-06-15T11:00:00.250001Z"));
        Assert.Empty(await Exports.Lines(service.Client, $"{Path}.ndjson?from=2026-06-15T11:00:00.250001Z"));
        Assert.Empty(await Exports.Lines(service.Client, $"{Path}.ndjson?to=2026-06-15T11:00:00.25Z"));
    }

    [Theory]
    [InlineData("since=yesterday")]
    [InlineData("since=2026-06-15T12:00:00")]
    [InlineData("since=2026-06-15T12:00:00Z&from=2026-06-15T12:00:00Z")]
    [InlineData("patient=x")]
    [InlineData("limit=1")]
    public async Task A_parameter_that_means_nothing_here_is_refused(string query) =>
        (await service.Client.Get($"{Path}.ndjson?{query}")).Is(400);
}
