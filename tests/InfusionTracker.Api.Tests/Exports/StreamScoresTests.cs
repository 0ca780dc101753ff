using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Exports;

public sealed class StreamScoresTests(RunningService service) : DatasetTests(service), IClassFixture<RunningService>
{
    protected override string Dataset => "scores";

    protected override string Insert => $"""
            insert into score (id, patient_id, instrument, assessed_at, performer, answers, total, recall_period,
                               raises_flag, acknowledged_at, acknowledged_by, acknowledgement_note)
            values ('{Exports.Row}', '{Exports.Patient}', 'GAD7', '2026-06-15 07:00+00', 'md-3', array[1,null,3]::smallint[], 14, 'PT1H',
                    true, '2026-06-15 07:10+00', 'md-4', 'called')
            """;

    protected override string Expected => $$"""
            {"id":"{{Exports.Row}}","version":1,"status":"final","patientId":"{{Exports.Patient}}","instrument":"GAD7","assessedAt":"2026-06-15T07:00:00Z","performer":"md-3",
             "answers":[1,null,3],"total":14,"recallPeriod":"PT1H","raisesFlag":true,
             "acknowledgedAt":"2026-06-15T07:10:00Z","acknowledgedBy":"md-4","acknowledgementNote":"called"}
            """;
}
