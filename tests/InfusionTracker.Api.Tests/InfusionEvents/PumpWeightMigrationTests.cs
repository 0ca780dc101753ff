using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.InfusionEvents;

/// <summary>Doses per kg that were recorded while they counted with the chart's weight as it stood.</summary>
public sealed class PumpWeightMigrationTests(TestPostgres postgres)
{
    private const string Before = """
        set app.clinic_id = '0196f000-0000-7000-8000-000000000001';
        insert into clinic (clinic_id, name) values ('0196f000-0000-7000-8000-000000000001', 'Clinic');
        insert into patient (id, identifiers) values ('0196f000-0000-7000-8000-000000000002', '[]');
        insert into session (id, patient_id, indication, medication, route, weight_kg)
        values ('0196f000-0000-7000-8000-000000000003', '0196f000-0000-7000-8000-000000000002', 'other', 'ketamine', 'intravenous', 70.5);
        insert into infusion_event (id, session_id, type, occurred_at, performer, rate_value, rate_unit, dose_value, dose_unit)
        select ('0196f000-0000-7000-8000-00000000010' || n)::uuid, '0196f000-0000-7000-8000-000000000003', type, '2026-06-01T09:00:00Z',
               'rn-17', rate, rate_unit, dose, dose_unit
        from (values (1, 'start', 0.75, 'mg/kg/h', null, null), (2, 'rate-change', 12.5, 'ug/kg/min', null, null),
                     (3, 'bolus', null, null, 0.1, 'mg/kg'), (4, 'rate-change', 52.5, 'mg/h', null, null),
                     (5, 'bolus', null, null, 5, 'mg'), (6, 'stop', null, null, null, null)) old (n, type, rate, rate_unit, dose, dose_unit);
        """;

    [Fact]
    public async Task Keep_the_weight_that_they_counted_with_last_without_a_version()
    {
        await using var database = await MigratingDatabase.Create(postgres, "pump_weights");
        await database.MigrateUpTo("doses_have_limits");
        await database.Run(Before);
        await database.MigrateUpTo(null);
        Assert.Equal(
            "1 v1: 70.5, 2 v1: 70.5, 3 v1: 70.5, 4 v1: -, 5 v1: -, 6 v1: -",
            await database.Ask("select string_agg(right(id::text, 1) || ' v' || version || ': ' || coalesce(weight_kg::text, '-'), ', ' order by id) from infusion_event"));

        // Not even the next version shows that it was filled in.
        await database.Run("update infusion_event set note = 'told later', status = 'corrected', reason = 'told later'");
        await database.Verified();
    }
}
