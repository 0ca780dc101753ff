using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Audit;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Exports;

/// <summary>What holds for every dataset: all of its columns, of every type, in every format, as they were recorded.</summary>
public abstract class DatasetTests(RunningService service)
{
    /// <summary>Name of the dataset.</summary>
    protected abstract string Dataset { get; }

    /// <summary>Puts in one row, with the id <see cref="Exports.Row"/>.</summary>
    protected abstract string Insert { get; }

    /// <summary>That row as an export writes it, but for recordedAt.</summary>
    protected abstract string Expected { get; }

    [Fact]
    public async Task A_row_keeps_every_digit_in_ndjson()
    {
        await Given();
        var row = (await Exports.Lines(service.Client, $"/v1/exports/{Dataset}.ndjson")).Single(r => (string)r["id"]! == Exports.Row);
        Assert.Matches(@"^2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$", (string)row["recordedAt"]!);
        row.Remove("recordedAt");
        Assert.Equal(JsonNode.Parse(Expected)!.ToJsonString(), row.ToJsonString());
    }

    [Fact]
    public async Task A_row_keeps_every_digit_in_csv()
    {
        await Given();
        var rows = Exports.Rows((await service.Client.Get($"/v1/exports/{Dataset}.csv")).Is(200).Text);
        var row = rows[0].Zip(rows.Single(r => r[0] == Exports.Row)).ToDictionary(c => c.First, c => c.Second);
        Assert.Equal(["id", "version", "status"], rows[0][..3]);
        Assert.NotEmpty(row["recordedAt"]);
        row.Remove("recordedAt");
        var given = JsonNode.Parse(Expected)!.AsObject();
        Assert.Empty(given.Select(m => m.Key).Except(rows[0]));
        Assert.All(row, cell => Assert.Equal(given[cell.Key] is { } value ? Text(value) : "", cell.Value));
    }

    [Fact]
    public async Task Another_clinic_sees_nothing()
    {
        await Given();
        Assert.Equal("", (await service.OtherClient.Get($"/v1/exports/{Dataset}.ndjson")).Is(200).Text);
        Assert.Single(Exports.Rows((await service.OtherClient.Get($"/v1/exports/{Dataset}.csv?since=2000-01-01T00:00:00Z")).Is(200).Text));
    }

    [Fact]
    public async Task An_incremental_copy_gets_what_was_recorded_since()
    {
        await Given();
        await Seals.AreDone(service);
        var path = $"/v1/exports/{Dataset}.ndjson";
        var row = (await Exports.Lines(service.Client, $"{path}?since=2000-01-01T00:00:00Z")).Single(r => (string)r["id"]! == Exports.Row);
        Assert.Contains(await Exports.Lines(service.Client, $"{path}?since={row["recordedAt"]}"), r => (string)r["id"]! == Exports.Row);
        Assert.Empty((await Exports.Increment(service.Client, path, (await Exports.Increment(service.Client, path, null)).Next)).Rows);
    }

    [Fact]
    public async Task An_export_of_one_patient_leaves_out_the_others()
    {
        await Given();
        Assert.Contains(await Exports.Lines(service.Client, $"/v1/exports/{Dataset}.ndjson?patient={Exports.Patient}"), r => (string)r["id"]! == Exports.Row);
        Assert.Empty(await Exports.Lines(service.Client, $"/v1/exports/{Dataset}.ndjson?patient={Guid.Empty}"));
    }

    [Fact]
    public async Task From_is_included_and_to_is_not()
    {
        await Given();
        var happened = JsonNode.Parse(Expected)!.AsObject().Where(m => m.Key is "startedAt" or "occurredAt" or "observedAt" or "assessedAt").Select(m => (string)m.Value!).Single();
        Assert.Contains(await Exports.Lines(service.Client, $"/v1/exports/{Dataset}.ndjson?from={happened}"), r => (string)r["id"]! == Exports.Row);
        Assert.DoesNotContain(await Exports.Lines(service.Client, $"/v1/exports/{Dataset}.ndjson?to={happened}"), r => (string)r["id"]! == Exports.Row);
    }

    private async Task Given()
    {
        await Exports.PutSession(service);
        await Exports.Put(service, Insert + " on conflict do nothing");
    }

    private static string Text(JsonNode value) => value is JsonArray ? value.ToJsonString() : value.ToString();
}
