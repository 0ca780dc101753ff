using InfusionTracker.Api.Tests.Platform;
using Npgsql;

namespace InfusionTracker.Api.Tests.Conventions;

/// <summary>What whoever has the password of the service's role cannot do, by psql or by a statement that was slipped in.</summary>
public sealed class ServiceRoleTests(RunningService service) : IClassFixture<RunningService>
{
    [Theory]
    [InlineData("insert into change (clinic_id, record_type, record_id, version, operation, recorded_at, after) values (current_clinic_id(), 'patient', gen_random_uuid(), 1, 'insert', now(), '{}')")]
    [InlineData("update change set reason = 'x'")]
    [InlineData("delete from change")]
    [InlineData("insert into unsealed (clinic_id, record_id) values (current_clinic_id(), gen_random_uuid())")]
    [InlineData("insert into seal select * from seal")]
    [InlineData("update audit_entry set span = 1")]
    [InlineData("truncate access_log")]
    [InlineData("create table mine (id int)")]
    [InlineData("insert into patient_identifier (patient_id, system, value) values (gen_random_uuid(), 'urn:x', 'y')")]
    [InlineData("update patient_identifier set patient_id = gen_random_uuid()")]
    [InlineData("delete from patient_identifier")]
    [InlineData("insert into record_identifier (record_type, record_id, system, value) values ('session', gen_random_uuid(), 'urn:x', 'y')")]
    [InlineData("delete from record_identifier")]
    [InlineData("update client set subject = 'x'")]
    [InlineData("update api_key set secret_hash = sha256('x')")]
    [InlineData("update patient set id = gen_random_uuid()")]
    [InlineData("update patient set clinic_id = gen_random_uuid()")]
    [InlineData("select lo_create(0)")]
    [InlineData("select lo_from_bytea(0, 'x')")]
    public async Task It_may_not(string statement)
    {
        await using var connection = new NpgsqlConnection(service.Address.Service);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"set local app.clinic_id = '{service.ClinicId}'; {statement}", connection, transaction);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task It_changes_nothing_unseen_whatever_tables_it_makes()
    {
        await service.Superuser($"grant temporary on database {new NpgsqlConnectionStringBuilder(service.Address.Service).Database} to infusion_service");
        var patient = await Given.Patient(service.Client);
        await using var connection = new NpgsqlConnection(service.Address.Service);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            $"""
            begin;
            set local app.clinic_id = '{service.ClinicId}';
            create temporary table change (like public.change) on commit drop;
            update patient set sex = 'male' where id = '{patient}';
            commit
            """, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        Assert.Equal("male", (string)(await service.Client.Get($"/v1/patients/{patient}?version=2")).Is(200)["sex"]!);
    }

    [Fact]
    public async Task A_function_that_writes_what_is_kept_can_be_put_to_no_other_use() =>
        Assert.Equal(false, await service.Superuser(
            "select bool_or(has_function_privilege('infusion_service', p.oid, 'execute')) from pg_proc p where p.prorettype = 'trigger'::regtype and p.prosecdef"));

    /// <summary>A large object is beside every table: in no clinic, in no change, and never sealed.</summary>
    [Fact]
    public async Task No_function_lets_it_keep_a_large_object() =>
        Assert.Equal(DBNull.Value, await service.Superuser(
            "select string_agg(p.oid::regprocedure::text, ', ') from pg_proc p where p.proname ~ '^lo(_|read$|write$)' and has_function_privilege('infusion_service', p.oid, 'execute')"));
}
