using InfusionTracker.Api.Audit;
using InfusionTracker.Api.Tests.Platform;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace InfusionTracker.Api.Tests.Audit;

/// <summary>What has happened gets its place in the one order, and nobody of the service may touch it there.</summary>
public sealed class SealerTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task Every_change_has_its_place_and_places_have_no_gaps()
    {
        var patients = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            patients.Add(await Given.Patient(service.Client));
        }

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Given.Patient(service.Client)));
        await Seals.AreDone(service);
        Assert.Equal(0L, await service.Superuser("select count(*) from change c where not exists (select from audit_entry e where (e.clinic_id, e.record_type, e.record_id, e.record_version) = (c.clinic_id, c.record_type, c.record_id, c.version))"));
        Assert.Equal(true, await service.Superuser("select bool_and(n = last) from (select count(*) n, max(position) last from audit_entry group by clinic_id) x"));
        Assert.Equal(patients, (string[])(await service.Superuser($"select array_agg(record_id::text order by position) from audit_entry where record_id in ({string.Join(',', patients.Select(p => $"'{p}'"))})"))!);
    }

    [Fact]
    public async Task Versions_of_a_record_stand_in_their_order()
    {
        var patient = (await service.Client.Post("/v1/patients", """{"sex":"male"}""")).Is(201);
        var id = patient.Id;
        for (var version = 1; version < 6; version++)
        {
            (await service.Client.Patch($"/v1/patients/{id}", $$"""{"birthDate":"1980-05-0{{version}}","reason":"asked"}""", $"\"{version}\"")).Is(200);
        }

        await Seals.AreDone(service);
        Assert.Equal("1,2,3,4,5,6", await service.Superuser($"select string_agg(record_version::text, ',' order by position) from audit_entry where record_id = '{id}'"));
    }

    [Fact]
    public async Task A_commit_that_comes_late_gets_a_later_place_and_is_not_lost()
    {
        await using var slow = new NpgsqlConnection(service.Address.Service);
        await slow.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await slow.BeginTransactionAsync(TestContext.Current.CancellationToken);
        var late = Guid.Parse("0196f7a0-0000-7000-8000-00000000a001");
        await using (var insert = new NpgsqlCommand($"set local app.clinic_id = '{service.ClinicId}'; insert into patient (id, identifiers) values ('{late}', '[]')", slow, transaction))
        {
            await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var early = await Given.Patient(service.Client);
        await Seals.AreDone(service);
        Assert.Equal(0L, await service.Superuser($"select count(*) from audit_entry where record_id = '{late}'"));
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        await Seals.AreDone(service);
        Assert.Equal(true, await service.Superuser($"select (select position from audit_entry where record_id = '{late}') > (select position from audit_entry where record_id = '{early}')"));
    }

    [Fact]
    public async Task What_was_recorded_before_there_were_seals_was_queued_by_the_migration()
    {
        await Given.Patient(service.Client);
        await Seals.AreDone(service);
        var migration = await File.ReadAllTextAsync(Conventions.SourceTree.In("db/migrations/0009_audit.sql"), TestContext.Current.CancellationToken);
        var backfill = migration[migration.LastIndexOf("alter table change no force", StringComparison.Ordinal)..];
        var recorded = await service.Superuser("select count(*) from change");
        await using var owner = new NpgsqlConnection(service.Address.Owner);
        await owner.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await owner.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var run = new NpgsqlCommand(backfill, owner, transaction);
        await run.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using var count = new NpgsqlCommand("select count(*) from unsealed", owner, transaction);
        Assert.Equal(recorded, await count.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("update audit_entry set position = position + 1000000")]
    [InlineData("delete from audit_entry")]
    [InlineData("truncate audit_entry")]
    [InlineData("update seal set hash = sha256('x')")]
    [InlineData("delete from seal")]
    [InlineData("truncate seal")]
    [InlineData("delete from access_log")]
    public async Task Not_even_a_superusers_statement_changes_what_is_sealed(string statement)
    {
        await service.Client.Get($"/v1/patients/{await Given.Patient(service.Client)}");
        await Seals.AreDone(service);
        Assert.Equal("IT900", (await Assert.ThrowsAsync<PostgresException>(() => service.Superuser(statement))).SqlState);
    }

    [Theory]
    [InlineData("insert into audit_entry (clinic_id, position, operation, recorded_at, digest) values (current_clinic_id(), 0, 'insert', now(), sha256('x'))")]
    [InlineData("insert into seal (clinic_id, last_position, first_position, hash, sealed_at) values (current_clinic_id(), 99, 98, sha256('x'), now())")]
    [InlineData("insert into unsealed (clinic_id, record_id) values (current_clinic_id(), gen_random_uuid())")]
    [InlineData("delete from unsealed")]
    [InlineData("update change set reason = 'x'")]
    [InlineData("update access_log set purpose = 'TREAT'")]
    [InlineData("alter table change disable trigger all")]
    [InlineData("set session_replication_role = replica")]
    public async Task The_role_of_the_service_may_not_touch_the_chain(string statement)
    {
        await using var connection = new NpgsqlConnection(service.Address.Service + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"set app.clinic_id = '{service.ClinicId}'; {statement}", connection);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken))).SqlState);
    }

    [Theory]
    [InlineData("a read that joins a batch later", "2")]
    [InlineData("a batch with a gap", "1), (gen_random_uuid(), 3")]
    public async Task Reads_are_logged_by_the_whole_batch_or_not_at_all(string what, string ordinals)
    {
        await using var connection = new NpgsqlConnection(service.Address.Service + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"""
            set app.clinic_id = '{service.ClinicId}';
            insert into access_log (id, ordinal, operation, client_id, request_id, read_at, record_ids, patient_ids, session_ids)
            select '0196f7a0-0000-7000-8000-00000000b001', o.ordinal, 'GetScore', o.client, 'r', now(), '{"{}"}', '{"{}"}', '{"{}"}'
            from (values (gen_random_uuid(), {ordinals})) o (client, ordinal)
            """, connection);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        Assert.True(refused.SqlState == "IT900", what);
    }

    [Fact]
    public async Task An_instance_of_the_release_before_logs_reads_that_are_batches_of_their_own()
    {
        await using var connection = new NpgsqlConnection(service.Address.Service + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"""
            set app.clinic_id = '{service.ClinicId}';
            insert into access_log (id, operation, client_id, request_id, read_at, record_ids, patient_ids, session_ids)
            select gen_random_uuid(), 'Earlier', gen_random_uuid(), 'r', now(), '{"{}"}', '{"{}"}', '{"{}"}' from generate_series(1, 3)
            on conflict do nothing
            """, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await Seals.AreDone(service);
        Assert.Equal("1 1 1", await service.Superuser("select string_agg(e.span::text, ' ') from audit_entry e join access_log a on a.id = e.access_id where a.operation = 'Earlier'"));
    }

    [Fact]
    public async Task The_service_sees_the_queue_of_its_clinic_alone_and_is_in_no_clinic_after_sealing()
    {
        await using var connection = new NpgsqlConnection(service.Address.Service + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await service.Superuser($"set app.clinic_id = '{service.OtherClinicId}'; insert into patient (id, identifiers) values (gen_random_uuid(), '[]')");
        await using var look = new NpgsqlCommand("select count(*) from unsealed; select count(*) from seal_entries(10); select (select count(*) from seal) + (select count(*) from patient)", connection, transaction);
        await using var reader = await look.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        await reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0L, reader.GetInt64(0));
        await reader.NextResultAsync(TestContext.Current.CancellationToken);
        await reader.NextResultAsync(TestContext.Current.CancellationToken);
        await reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0L, reader.GetInt64(0));
    }

    [Fact]
    public async Task Heads_go_to_the_file_that_the_operator_chose()
    {
        var file = Path.Combine(Path.GetTempPath(), $"audit-heads-{Environment.ProcessId}.txt");
        await using var source = Service.ServiceDataSource(service.Address.Service);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Audit:HeadFile", file)]).Build();
        using var sealer = Seals.Sealer(source, configuration);
        try
        {
            await sealer.StartAsync(TestContext.Current.CancellationToken);
            await Seals.Eventually(
                async () =>
                {
                    // The service of this test seals too: one of the two is first.
                    await Given.Patient(service.Client);
                    return File.Exists(file);
                },
                "No head was written.");
            await sealer.StopAsync(TestContext.Current.CancellationToken);
            var head = (await HeadFile.Read(file, TestContext.Current.CancellationToken))[0];
            Assert.Equal(head.Hash, await service.Superuser($"select encode(hash, 'hex') from seal where clinic_id = '{head.ClinicId}' and last_position = {head.Position}"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_head_that_a_crash_cut_short_is_passed_over()
    {
        var file = Path.Combine(Path.GetTempPath(), $"audit-heads-{Environment.ProcessId}-short.txt");
        var line = $"{service.ClinicId} 7 {new string('a', 64)} 2026-03-02T09:00:00Z\n";
        await File.WriteAllTextAsync(file, line + line[..40], TestContext.Current.CancellationToken);
        Assert.Equal(7, Assert.Single(await HeadFile.Read(file, TestContext.Current.CancellationToken)).Position);

        // The next process goes on behind it.
        var heads = new HeadFile(file);
        heads.Append([new(service.ClinicId, 8, new string('b', 64), RunningService.Now)]);
        heads.Append([new(service.ClinicId, 9, new string('c', 64), RunningService.Now)]);
        Assert.Equal([7L, 8, 9], (await HeadFile.Read(file, TestContext.Current.CancellationToken)).Select(head => head.Position));
        Assert.Equal(4, (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken)).Length);
        File.Delete(file);
    }
}
