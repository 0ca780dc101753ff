using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Exports;

/// <summary>Every dataset in every format: all columns, of every type, as they were recorded.</summary>
public sealed class DatasetTests(RunningService service) : IClassFixture<RunningService>
{
    private static readonly string Row = Exports.Id(1).ToString();

    public static TheoryData<string, string, string> Datasets => new()
    {
        {
            "sessions",
            $"""
            insert into session (id, patient_id, indication, medication, route, protocol, weight_kg, planned_dose_mg_per_kg, planned_duration, scheduled_at, started_at, ended_at, status)
            values ('{Row}', '{Exports.Patient}', 'panic-disorder', 'ketamine', 'intravenous', 'iv-0.5', 70.50, 0.500, 'PT40M', '2026-06-15 09:00+02', '2026-06-15 07:01:02.000003+00', '2026-06-15 07:41+00', 'completed')
            """,
            $$"""
            {"id":"{{Row}}","version":1,"status":"completed","patientId":"{{Exports.Patient}}","indication":"panic-disorder","medication":"ketamine","route":"intravenous",
             "protocol":"iv-0.5","weightKg":70.50,"plannedDoseMgPerKg":0.500,"plannedDuration":"PT40M","scheduledAt":"2026-06-15T07:00:00Z",
             "startedAt":"2026-06-15T07:01:02.000003Z","endedAt":"2026-06-15T07:41:00Z"}
            """
        },
        {
            "infusion-events",
            $"""
            insert into infusion_event (id, session_id, type, occurred_at, performer, rate_value, rate_unit, concentration_mg_per_ml, note)
            values ('{Row}', '{Exports.Session}', 'start', '2026-06-15 07:00+00', 'rn-17', 52.50, 'mL/h', 1.0, 'by pump')
            """,
            $$"""
            {"id":"{{Row}}","version":1,"status":"final","sessionId":"{{Exports.Session}}","type":"start","occurredAt":"2026-06-15T07:00:00Z","performer":"rn-17",
             "rateValue":52.50,"rateUnit":"mL/h","concentrationMgPerMl":1.0,"note":"by pump"}
            """
        },
        {
            "observations",
            $"""
            insert into observation (id, session_id, code, value, unit, canonical_value, canonical_unit, interpretation, observed_at, performer)
            values ('{Row}', '{Exports.Session}', '8310-5', 98.60, '[degF]', 37.00, 'Cel', 'HH', '2026-06-15 07:00+00', 'rn-17')
            """,
            $$"""
            {"id":"{{Row}}","version":1,"status":"final","sessionId":"{{Exports.Session}}","code":"8310-5","value":98.60,"unit":"[degF]","canonicalValue":37.00,"canonicalUnit":"Cel",
             "interpretation":"HH","observedAt":"2026-06-15T07:00:00Z","performer":"rn-17"}
            """
        },
        {
            "scores",
            $"""
            insert into score (id, patient_id, instrument, assessed_at, performer, answers, total, recall_period)
            values ('{Row}', '{Exports.Patient}', 'GAD7', '2026-06-15 07:00+00', 'md-3', array[1,null,3]::smallint[], 14, 'PT1H')
            """,
            $$"""
            {"id":"{{Row}}","version":1,"status":"final","patientId":"{{Exports.Patient}}","instrument":"GAD7","assessedAt":"2026-06-15T07:00:00Z","performer":"md-3",
             "answers":[1,null,3],"total":14,"recallPeriod":"PT1H"}
            """
        },
        {
            "adverse-events",
            $"""
            insert into adverse_event (id, session_id, code_system, code, severity, grade, started_at, action, outcome, performer)
            values ('{Row}', '{Exports.Session}', 'http://snomed.info/sct', '422587007', 'mild', 1, '2026-06-15 07:00+00', 'none', 'resolved', 'rn-17')
            """,
            $$"""
            {"id":"{{Row}}","version":1,"status":"final","sessionId":"{{Exports.Session}}","codeSystem":"http://snomed.info/sct","code":"422587007","severity":"mild","grade":1,
             "startedAt":"2026-06-15T07:00:00Z","action":"none","outcome":"resolved","performer":"rn-17"}
            """
        },
    };

    [Theory]
    [MemberData(nameof(Datasets))]
    public async Task A_row_of_every_dataset_keeps_every_digit_in_ndjson(string dataset, string insert, string expected)
    {
        await Given(insert);
        var answer = await service.Client.Get($"/v1/exports/{dataset}.ndjson");
        var line = answer.Is(200).Text.Split('\n').Single(l => l.Contains($"\"id\":\"{Row}\"", StringComparison.Ordinal));
        var row = JsonNode.Parse(line)!.AsObject();
        Assert.Matches(@"^2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$", (string)row["recordedAt"]!);
        row.Remove("recordedAt");
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), row.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Datasets))]
    public async Task A_row_of_every_dataset_keeps_every_digit_in_csv(string dataset, string insert, string expected)
    {
        await Given(insert);
        var rows = Exports.Rows((await service.Client.Get($"/v1/exports/{dataset}.csv")).Is(200).Text);
        var row = rows[0].Zip(rows.Single(r => r[0] == Row)).ToDictionary(c => c.First, c => c.Second);
        Assert.Equal(["id", "version", "status"], rows[0][..3]);
        Assert.NotEmpty(row["recordedAt"]);
        row.Remove("recordedAt");
        var given = JsonNode.Parse(expected)!.AsObject();
        Assert.All(row, cell => Assert.Equal(given.TryGetPropertyValue(cell.Key, out var value) ? value!.ToString().ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal) : "", cell.Value.Replace(" ", "", StringComparison.Ordinal)));
        Assert.Empty(given.Select(m => m.Key).Except(rows[0]));
    }

    [Theory]
    [MemberData(nameof(Datasets))]
    public async Task Another_clinic_sees_nothing(string dataset, string insert, string expected)
    {
        Assert.NotEmpty(expected);
        await Given(insert);
        Assert.Equal("", (await service.OtherClient.Get($"/v1/exports/{dataset}.ndjson")).Is(200).Text);
        Assert.Single(Exports.Rows((await service.OtherClient.Get($"/v1/exports/{dataset}.csv?since=2000-01-01T00:00:00Z")).Is(200).Text));
    }

    [Theory]
    [MemberData(nameof(Datasets))]
    public async Task An_incremental_copy_learns_of_new_and_of_corrected_records(string dataset, string insert, string expected)
    {
        Assert.NotEmpty(expected);
        await Given(insert);
        var rows = await Exports.Lines(service.Client, $"/v1/exports/{dataset}.ndjson?since=2000-01-01T00:00:00Z");
        var row = rows.Single(r => (string)r["id"]! == Row);
        Assert.Empty(await Exports.Lines(service.Client, $"/v1/exports/{dataset}.ndjson?since=2199-01-01T00:00:00Z"));
        Assert.Contains(await Exports.Lines(service.Client, $"/v1/exports/{dataset}.ndjson?since={row["recordedAt"]}"), r => (string)r["id"]! == Row);
    }

    private async Task Given(string insert)
    {
        await Exports.PutSession(service);
        await Exports.Put(service, insert + " on conflict do nothing");
    }
}
