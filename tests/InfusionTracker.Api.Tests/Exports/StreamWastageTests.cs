using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Exports;

public sealed class StreamWastageTests(RunningService service) : DatasetTests(service), IClassFixture<RunningService>
{
    protected override string Dataset => "wastage";

    protected override string Insert => $"""
            insert into wastage (id, session_id, drawn_mg, wasted_mg, returned_mg, occurred_at, performer, witness, lot, note)
            values ('{Exports.Row}', '{Exports.Session}', 50.0, 14.50, 0, '2026-06-15 07:00+00', 'rn-17', 'rn-23', 'KET-2207', 'sharps bin')
            """;

    protected override string Expected => $$"""
            {"id":"{{Exports.Row}}","version":1,"status":"final","sessionId":"{{Exports.Session}}","drawnMg":50.0,"wastedMg":14.50,"returnedMg":0,
             "occurredAt":"2026-06-15T07:00:00Z","performer":"rn-17","witness":"rn-23","lot":"KET-2207","note":"sharps bin"}
            """;
}
