using InfusionTracker.Api.Tests.Platform;
using Npgsql;

namespace InfusionTracker.Api.Tests.Conventions;

/// <summary>When, by whom and in which version something was written the database says, whatever a statement says.</summary>
public sealed class BookkeepingTests(RunningService service) : IClassFixture<RunningService>
{
    /// <summary>
    /// What a statement may not say: versions, what the database fills in by its clock or from the transaction, and when a key was
    /// revoked. The clinic is filled in too, and row-level security holds a statement to it.
    /// </summary>
    private const string Bookkeeping = """
        with bookkeeping as (
          select t.oid, t.relname, a.attname, format_type(a.atttypid, a.atttypmod) as type
          from pg_class t
          join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
          left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
          where t.relkind = 'r' and t.relnamespace = 'public'::regnamespace
            and (a.attname in ('version', 'revoked_at')
                 or pg_get_expr(d.adbin, d.adrelid) ~ 'clock_timestamp|current_client_id|current_request_id')
        )

        """;

    /// <summary>Which answer a retry gets is no record, and is thrown away after 30 days (see ProtectionTests).</summary>
    private static readonly string[] OfNoRecord = ["idempotency_key"];

    [Fact]
    public async Task No_bookkeeping_is_inserted_with_a_value_of_its_own() => await AllAreRefused("INSERT", "revoked_at",
        (table, column, value) => $"insert into {table} ({column}) values ({value})");

    /// <summary>When a key is revoked is said by the service, and overwritten: see below.</summary>
    [Fact]
    public async Task No_bookkeeping_is_changed_to_a_value_of_its_own() => await AllAreRefused("UPDATE", "version",
        (table, column, value) => column == "revoked_at" ? null : $"update {table} set {column} = {value}");

    [Fact]
    public async Task All_else_of_a_record_the_service_may_write() => Assert.Equal(DBNull.Value, await service.Superuser(Bookkeeping + """
        select string_agg(format('%s.%s: select let_write(%L) in the migration that adds it', t.relname, a.attname, t.relname), '; ')
        from pg_trigger g
        join pg_proc p on p.oid = g.tgfoid and p.proname = 'next_version'
        join pg_class t on t.oid = g.tgrelid
        join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        where not exists (select from bookkeeping b where b.oid = t.oid and b.attname = a.attname)
          and (not has_column_privilege('infusion_service', t.oid, a.attnum, 'insert')
               or a.attname not in ('clinic_id', 'id') and not has_column_privilege('infusion_service', t.oid, a.attnum, 'update'))
        """));

    [Fact]
    public async Task What_is_written_by_hand_says_the_time_and_the_client_of_the_database()
    {
        await AsService("""
            set local app.client_id = '0196f7a0-0000-7000-8000-00000000000c';
            insert into patient (id, identifiers) values ('0196f7a0-0000-7000-8000-0000000000b1', '[]');
            update patient set sex = 'other' where id = '0196f7a0-0000-7000-8000-0000000000b1'
            """);
        Assert.Equal("1 2", await service.Superuser("""
            select string_agg(version::text, ' ' order by version) from change
            where record_id = '0196f7a0-0000-7000-8000-0000000000b1' and recorded_at between now() - interval '1 minute' and now()
              and recorded_by = '0196f7a0-0000-7000-8000-00000000000c' and (after ->> 'recorded_at')::timestamptz = recorded_at
            """));
    }

    [Fact]
    public async Task A_key_is_revoked_when_it_is_whatever_time_is_said()
    {
        var key = (await service.Client.Post("/v1/api-keys", """{"label":"x","roles":["dashboard"]}""")).Is(201).Id;
        await AsService($"update api_key set revoked_at = '2001-01-01' where id = '{key}'");
        Assert.Equal(true, await service.Superuser($"select revoked_at between now() - interval '1 minute' and now() from api_key where id = '{key}'"));
    }

    [Fact]
    public async Task A_read_is_not_logged_before_it_was_made()
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => AsService("""
            insert into access_log (id, operation, client_id, request_id, read_at, record_ids, patient_ids, session_ids)
            values (gen_random_uuid(), 'GetScore', gen_random_uuid(), 'r', now() + interval '1 minute', '{}', '{}', '{}')
            """));
        Assert.Equal("IT900", refused.SqlState);
    }

    private async Task AllAreRefused(string privilege, string known, Func<string, string, string, string?> statement)
    {
        var tried = new List<string>();
        await using var superuser = new NpgsqlConnection(service.Superuser());
        await superuser.OpenAsync(TestContext.Current.CancellationToken);
        await using var list = new NpgsqlCommand(
            Bookkeeping + $"select relname, attname, type from bookkeeping where has_any_column_privilege('infusion_service', oid, '{privilege}')", superuser);
        await using var reader = await list.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            var (table, column, type) = (reader.GetString(0), reader.GetString(1), reader.GetString(2));
            var value = type switch { "uuid" => "gen_random_uuid()", "integer" => "99", "text" => "'x'", _ => "'2001-01-01'" };
            if (OfNoRecord.Contains(table) || statement(table, column, value) is not { } text)
            {
                continue;
            }

            tried.Add(column);
            var refused = await Record.ExceptionAsync(() => AsService(text));
            Assert.True((refused as PostgresException)?.SqlState == PostgresErrorCodes.InsufficientPrivilege, $"{text}: {refused?.Message ?? "was done"}");
        }

        Assert.Contains(known, tried);
        Assert.Contains("recorded_at", tried);
    }

    private async Task AsService(string statement)
    {
        await using var connection = new NpgsqlConnection(service.Address.Service);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"set local app.clinic_id = '{service.ClinicId}'; {statement}", connection, transaction);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
    }
}
