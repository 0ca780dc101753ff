using InfusionTracker.Api.Audit;
using InfusionTracker.Api.Tests.Conventions;
using InfusionTracker.Api.Tests.Platform;
using Npgsql;

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
        var name = $"it_{Environment.ProcessId}_batches";
        await using var server = new NpgsqlConnection(postgres.Superuser);
        await server.OpenAsync(TestContext.Current.CancellationToken);
        await Run(server, $"create database {name} owner infusion_owner");
        var owner = Named(postgres.Schema.Owner, name);
        var files = SourceTree.Files("db/migrations", "*.sql").Order(StringComparer.Ordinal).ToList();
        var inBatches = files.FindIndex(file => file.EndsWith("_audit_in_batches.sql", StringComparison.Ordinal));
        var inBinary = files.FindIndex(file => file.EndsWith("_reads_at_a_lower_price.sql", StringComparison.Ordinal));
        await using (var migrating = new NpgsqlConnection(owner))
        await using (var superuser = new NpgsqlConnection(Named(postgres.Superuser, name)))
        {
            await migrating.OpenAsync(TestContext.Current.CancellationToken);
            await superuser.OpenAsync(TestContext.Current.CancellationToken);
            await Apply(migrating, files[..inBatches]);
            await Run(superuser, Before + Reads + Seal + Reads);
            await Apply(migrating, files[inBatches..inBinary]);
            await Run(superuser, Seal + Batch + Seal + Reads + Batch);
            await Apply(migrating, files[inBinary..]);
            Assert.Contains(": 15 entries, 9 more wait", await Verified(owner, 0), StringComparison.Ordinal);
            await Run(superuser, Seal + Batch + Seal);
            Assert.Contains(": 30 entries, 0 more wait", await Verified(owner, 0), StringComparison.Ordinal);
            await Run(superuser, "set session_replication_role = replica; update access_log set record_ids = record_ids[2:] where ordinal = 3");
            Assert.Contains("3 finding(s)", await Verified(owner, 2), StringComparison.Ordinal);
        }

        await Run(server, $"drop database {name} with (force)");
    }

    private static async Task<string> Verified(string owner, int expected)
    {
        await using var told = new StringWriter();
        var code = await AuditCommands.Verify(owner, headFile: null, null, told, TestContext.Current.CancellationToken);
        Assert.True(code == expected, told.ToString());
        return told.ToString();
    }

    private static async Task Apply(NpgsqlConnection connection, IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            await Run(connection, await File.ReadAllTextAsync(SourceTree.In("db/migrations/" + file), TestContext.Current.CancellationToken));
        }
    }

    private static async Task Run(NpgsqlConnection connection, string text)
    {
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static string Named(string address, string database) =>
        new NpgsqlConnectionStringBuilder(address) { Database = database, Pooling = false }.ConnectionString;
}
