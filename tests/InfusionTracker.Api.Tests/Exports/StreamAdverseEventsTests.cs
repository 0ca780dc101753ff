using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Exports;

public sealed class StreamAdverseEventsTests(RunningService service) : DatasetTests(service), IClassFixture<RunningService>
{
    protected override string Dataset => "adverse-events";

    protected override string Insert => $"""
            insert into adverse_event (id, session_id, code_system, code, severity, grade, started_at, action, outcome, performer)
            values ('{Exports.Row}', '{Exports.Session}', 'http://snomed.info/sct', '422587007', 'mild', 1, '2026-06-15 07:00+00', 'none', 'resolved', 'rn-17')
            """;

    protected override string Expected => $$"""
            {"id":"{{Exports.Row}}","version":1,"status":"final","sessionId":"{{Exports.Session}}","codeSystem":"http://snomed.info/sct","code":"422587007","severity":"mild","grade":1,
             "startedAt":"2026-06-15T07:00:00Z","action":"none","outcome":"resolved","performer":"rn-17"}
            """;
}
