using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Exports;

public sealed class StreamSessionsTests(RunningService service) : DatasetTests(service), IClassFixture<RunningService>
{
    protected override string Dataset => "sessions";

    protected override string Insert => $"""
            insert into session (id, patient_id, indication, medication, route, protocol, weight_kg, planned_dose_mg_per_kg, planned_duration, scheduled_at, started_at, ended_at, status)
            values ('{Exports.Row}', '{Exports.Patient}', 'panic-disorder', 'ketamine', 'intravenous', 'iv-0.5', 70.50, 0.500, 'PT40M', '2026-06-15 09:00+02', '2026-06-15 07:01:02.000003+00', '2026-06-15 07:41+00', 'completed')
            """;

    protected override string Expected => $$"""
            {"id":"{{Exports.Row}}","version":1,"status":"completed","patientId":"{{Exports.Patient}}","indication":"panic-disorder","medication":"ketamine","route":"intravenous",
             "protocol":"iv-0.5","weightKg":70.50,"plannedDoseMgPerKg":0.500,"plannedDuration":"PT40M","scheduledAt":"2026-06-15T07:00:00Z",
             "startedAt":"2026-06-15T07:01:02.000003Z","endedAt":"2026-06-15T07:41:00Z"}
            """;
}
