using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Audit;

/// <summary>Chains that were begun before reads were sealed by the batch, and before they were hashed in binary.</summary>
public sealed class BatchMigrationTests(TestPostgres postgres)
{
    private const string Clinic = "set app.clinic_id = '0196f000-0000-7000-8000-000000000001';";

    private const string Before = Clinic + """
        insert into clinic (clinic_id, name) values ('0196f000-0000-7000-8000-000000000001', 'Clinic');
        insert into patient (id, identifiers) values ('0196f7a0-0000-7000-8000-000000000001', '[]');
        update patient set sex = 'female', status = 'corrected', reason = 'asked' where id = '0196f7a0-0000-7000-8000-000000000001';
        """;

    private const string Reads = Clinic + """
        insert into access_log (id, operation, client_id, request_id, read_at, record_type, record_ids, patient_ids, session_ids, purpose, filter)
        select gen_random_uuid(), 'GetPatient', gen_random_uuid(), 'r', now(), 'patient',
               '{0196f7a0-0000-7000-8000-000000000001,0196f7a0-0000-7000-8000-000000000002}', '{0196f7a0-0000-7000-8000-000000000001}', '{}', case n when 1 then 'TREAT' end, case n when 2 then 'q=\u00e4"\' end
        from generate_series(1, 3) n;
        """;

    private const string Batch = Clinic + """
        insert into patient (id, identifiers) select gen_random_uuid(), '[]' from generate_series(1, 3);
        insert into access_log (id, ordinal, operation, client_id, request_id, read_at, record_ids, patient_ids, session_ids)
        select (select gen_random_uuid()), n, 'ListPatients', gen_random_uuid(), 'r', now(), array[gen_random_uuid(), gen_random_uuid()], '{}', '{}'
        from generate_series(1, 3) n;
        """;

    private const string Seal = "select count(*) from seal_entries(100);";

    [Fact]
    public async Task What_was_sealed_or_waited_before_verifies_with_what_comes_after()
    {
        await using var database = await MigratingDatabase.Create(postgres, "batches");
        await database.MigrateUpTo("audit_in_batches");
        await database.Run(Before + Reads + Seal + Reads);
        await database.MigrateUpTo("reads_at_a_lower_price");
        await database.Run(Seal + Batch + Seal + Reads + Batch);
        await database.MigrateUpTo(null);
        Assert.Contains(": 15 entries, 9 more wait", await database.Verified(), StringComparison.Ordinal);
        await database.Run(Seal + Batch + Seal);
        Assert.Contains(": 30 entries, 0 more wait", await database.Verified(), StringComparison.Ordinal);
        await database.Run("set session_replication_role = replica; update access_log set record_ids = record_ids[2:] where ordinal = 3");
        Assert.Contains("3 finding(s)", await database.Verified(2), StringComparison.Ordinal);
    }
}
