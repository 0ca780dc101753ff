using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Exports;

public sealed class StreamObservationsTests(RunningService service) : DatasetTests(service), IClassFixture<RunningService>
{
    protected override string Dataset => "observations";

    protected override string Insert => $"""
            insert into observation (id, session_id, code, value, unit, canonical_value, canonical_unit, interpretation, observed_at, performer)
            values ('{Exports.Row}', '{Exports.Session}', '8310-5', 98.60, '[degF]', 37.00, 'Cel', 'HH', '2026-06-15 07:00+00', 'rn-17')
            """;

    protected override string Expected => $$"""
            {"id":"{{Exports.Row}}","version":1,"status":"final","sessionId":"{{Exports.Session}}","code":"8310-5","value":98.60,"unit":"[degF]","canonicalValue":37.00,"canonicalUnit":"Cel",
             "interpretation":"HH","observedAt":"2026-06-15T07:00:00Z","performer":"rn-17"}
            """;
}
