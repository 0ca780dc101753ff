using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Exports;

public sealed class StreamInfusionEventsTests(RunningService service) : DatasetTests(service), IClassFixture<RunningService>
{
    protected override string Dataset => "infusion-events";

    protected override string Insert => $"""
            insert into infusion_event (id, session_id, type, occurred_at, performer, rate_value, rate_unit, concentration_mg_per_ml, note, weight_kg, critical)
            values ('{Exports.Row}', '{Exports.Session}', 'start', '2026-06-15 07:00+00', 'rn-17', 52.50, 'mL/h', 1.0, 'by pump', 71.50, array['rate','weight'])
            """;

    protected override string Expected => $$"""
            {"id":"{{Exports.Row}}","version":1,"status":"final","sessionId":"{{Exports.Session}}","type":"start","occurredAt":"2026-06-15T07:00:00Z","performer":"rn-17",
             "rateValue":52.50,"rateUnit":"mL/h","concentrationMgPerMl":1.0,"note":"by pump","weightKg":71.50,"critical":["rate","weight"]}
            """;
}
