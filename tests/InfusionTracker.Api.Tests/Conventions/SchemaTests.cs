using InfusionTracker.Api.Hosting;
using InfusionTracker.Api.Tests.Platform;
using Npgsql;

namespace InfusionTracker.Api.Tests.Conventions;

/// <summary>What the catalogue must say of every table, and what is generated and committed.</summary>
public sealed class SchemaTests(TestPostgres postgres)
{
    [Fact]
    public Task All_tables_and_columns_have_a_comment() => IsEmpty("""
        select t.relname || coalesce('.' || a.attname, '')
        from pg_class t
        left join lateral (select attnum, attname from pg_attribute where attrelid = t.oid and attnum > 0 and not attisdropped
                           union all select 0, null) a on true
        where t.relkind = 'r' and t.relnamespace = 'public'::regnamespace and t.relname <> 'schema_migration'
          and col_description(t.oid, a.attnum) is null and obj_description(t.oid, 'pg_class') is null
           or t.relkind = 'r' and t.relnamespace = 'public'::regnamespace and t.relname <> 'schema_migration' and a.attnum > 0
          and col_description(t.oid, a.attnum) is null
        """);

    [Fact]
    public Task All_functions_that_requests_call_have_a_comment() => IsEmpty("""
        select proname from pg_proc where pronamespace = 'public'::regnamespace and obj_description(oid, 'pg_proc') is null
        """);

    [Fact]
    public Task All_primary_keys_of_clinic_tables_start_with_the_clinic() => IsEmpty(ClinicTables + """
        select t.relname from clinic_table t
        where not exists (select from pg_constraint c join pg_attribute a on a.attrelid = t.oid and a.attname = 'clinic_id'
                          where c.conrelid = t.oid and c.contype = 'p' and c.conkey[1] = a.attnum)
        """);

    [Fact]
    public Task All_foreign_keys_of_clinic_tables_carry_the_clinic() => IsEmpty(ClinicTables + """
        select c.conname from clinic_table t
        join pg_constraint c on c.conrelid = t.oid and c.contype = 'f'
        join pg_attribute a on a.attrelid = t.oid and a.attname = 'clinic_id'
        where not a.attnum = any (c.conkey)
        """);

    [Fact]
    public Task All_clinic_tables_have_row_level_security_that_is_forced() => IsEmpty(ClinicTables + """
        select t.relname from clinic_table t
        where not t.relrowsecurity or not t.relforcerowsecurity
           or not exists (select from pg_policy p where p.polrelid = t.oid and p.polcmd = '*'
                          and pg_get_expr(p.polqual, p.polrelid) like '%current_clinic_id()%')
        """);

    [Fact]
    public Task All_records_keep_every_state_and_are_never_deleted() => IsEmpty(ClinicTables + """
        select t.relname from clinic_table t
        where exists (select from pg_attribute a where a.attrelid = t.oid and a.attname = 'version') and t.relname <> 'change'
          and (select count(*) from pg_trigger g where g.tgrelid = t.oid
               and g.tgname in ('next_version', 'record_inserts', 'record_change', 'never_deleted', 'never_truncated')) < 5
        """);

    /// <summary>Who asks for a state of the past waits for the transactions that have an id by then; see RecordedPast.</summary>
    [Fact]
    public Task All_records_tell_their_time_once_their_transaction_has_an_id() => IsEmpty("""
        select c.table_name from information_schema.columns c
        join pg_trigger g on g.tgname = 'next_version' and g.tgrelid = c.table_name::regclass
        where c.table_schema = 'public' and c.column_name = 'recorded_at' and c.column_default not like '%pg_current_xact_id()%clock_timestamp()%'
        """);

    [Fact]
    public Task All_constraints_are_named_by_people() => IsEmpty("""
        select c.conname from pg_constraint c join pg_class t on t.oid = c.conrelid
        where t.relnamespace = 'public'::regnamespace and t.relname <> 'schema_migration' and c.contype in ('c', 'f', 'u')
          and (c.conname ~ '_(check|fkey|key)[0-9]*$')
        """);

    /// <summary>The audit tells times from other columns by their names.</summary>
    [Fact]
    public Task All_times_of_tables_and_nothing_else_are_named_at() => IsEmpty("""
        select table_name || '.' || column_name from information_schema.columns
        where table_schema = 'public' and table_name <> 'schema_migration'
          and (data_type = 'timestamp with time zone') <> (column_name like '%\_at')
        """);

    [Fact]
    public Task All_times_have_a_zone() => IsEmpty("""
        select table_name || '.' || column_name from information_schema.columns
        where table_schema = 'public' and table_name <> 'schema_migration' and data_type = 'timestamp without time zone'
        """);

    /// <summary>A migration that adds such a column ends with <c>select keep_times_of_the_calendar('table')</c>.</summary>
    [Fact]
    public Task All_times_and_dates_of_clinic_tables_are_of_the_calendar_in_every_row() => IsEmpty(ClinicTables + """
        select t.relname || '.' || a.attname from clinic_table t
        join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
        where a.atttypid in ('timestamptz'::regtype, 'date'::regtype)
          and not exists (select from pg_constraint c
                          where c.conrelid = t.oid and c.conname = 'times_are_of_the_calendar' and c.convalidated and a.attnum = any (c.conkey))
        """);

    [Fact]
    public Task The_service_may_delete_nothing() => IsEmpty("""
        select table_name || ' ' || privilege_type from information_schema.role_table_grants
        where grantee in ('infusion_app', 'infusion_service') and privilege_type in ('DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER')
        """);

    [Fact]
    public async Task The_committed_schema_is_what_the_migrations_add_up_to() => Assert.True(
        await SpecsCommand.Schema(postgres.Schema.Service) == await File.ReadAllTextAsync(SourceTree.In(SpecsCommand.SchemaFile), TestContext.Current.CancellationToken),
        $"{SpecsCommand.SchemaFile} has drifted. Run: dotnet run --project src/InfusionTracker.Api -- specs");

    private const string ClinicTables = """
        with clinic_table as (
          select t.* from pg_class t
          where t.relkind = 'r' and t.relnamespace = 'public'::regnamespace
            and exists (select from pg_attribute a where a.attrelid = t.oid and a.attname = 'clinic_id')
        )

        """;

    private async Task IsEmpty(string query)
    {
        await using var connection = new NpgsqlConnection(postgres.Schema.Service + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(query, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var offenders = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            offenders.Add(reader.GetString(0));
        }

        Assert.Empty(offenders);
    }
}
