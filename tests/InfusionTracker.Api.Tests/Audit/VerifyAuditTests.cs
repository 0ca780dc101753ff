using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using InfusionTracker.Api.Audit;
using InfusionTracker.Api.Tests.Platform;
using Npgsql;

namespace InfusionTracker.Api.Tests.Audit;

/// <summary>Whatever is done to the record of changes, by whomever, is found. Each test has a chain of its own.</summary>
public sealed class VerifyAuditTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly RunningService _service = new(postgres);
    private readonly string _heads = Path.Combine(Path.GetTempPath(), $"audit-heads-{Environment.ProcessId}-{Interlocked.Increment(ref _files)}.txt");

    private static int _files;

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        for (var i = 0; i < 3; i++)
        {
            await Given.Patient(_service.Client);
            await Seals.AreDone(_service);
        }

        await KeepHeads();
    }

    [Fact]
    public async Task What_nobody_touched_is_as_it_was_sealed()
    {
        var (code, text) = await Verify();
        Assert.True(code == 0, text);
        Assert.Contains("chain(s) are as they were sealed, and hold all of", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_owner_of_the_tables_finds_the_same_as_the_service()
    {
        Assert.Equal(await Verify(), await Verify(_service.Address.Owner, _heads));
        await Forge("update change set after = jsonb_set(after, '{sex}', '\"male\"') where record_type = 'patient'");
        Assert.Equal(await Verify(), await Verify(_service.Address.Owner, _heads));
    }

    [Theory]
    [InlineData("after = jsonb_set(after, '{sex}', '\"male\"')")]
    [InlineData("recorded_at = recorded_at + interval '1 microsecond'")]
    [InlineData("recorded_by = gen_random_uuid()")]
    [InlineData("request_id = 'forged'")]
    [InlineData("reason = 'forged'")]
    [InlineData("before = '{}'")]
    [InlineData("operation = 'update'")]
    public async Task One_forged_change_is_found_and_named(string forgery)
    {
        var forged = (Guid)(await Forge($"update change set {forgery} where record_id = (select record_id from change where record_type = 'patient' order by recorded_at limit 1) returning record_id"))!;
        var (code, text) = await Verify();
        Assert.Equal(2, code);
        Assert.Contains($"the insert of patient {forged}, version 1, is not as it was sealed.", text, StringComparison.Ordinal);
        Assert.Single(Findings(text), finding => finding.StartsWith("  Position", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_change_that_was_taken_out_is_found()
    {
        await Forge("delete from change where record_id = (select record_id from change where record_type = 'patient' order by recorded_at limit 1)");
        var (code, text) = await Verify();
        Assert.Equal(2, code);
        Assert.Collection(
            Findings(text),
            finding => Assert.EndsWith("is missing.", finding, StringComparison.Ordinal),
            finding => Assert.EndsWith("is of version 1, and no change of it is kept.", finding, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_change_that_was_slipped_in_is_found()
    {
        await Forge("insert into change select clinic_id, record_type, gen_random_uuid(), 1, 'insert', recorded_at, recorded_by, request_id, null, null, after from change where record_type = 'patient' limit 1");
        Assert.Contains("1 changes are neither sealed nor wait to be.", (await Verify()).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("update access_log set client_id = gen_random_uuid() where id = {0} and ordinal = 2", "is not as it was sealed.")]
    [InlineData("update access_log set record_ids = '{{}}' where id = {0} and ordinal = 3", "is not as it was sealed.")]
    [InlineData("delete from access_log where id = {0} and ordinal = 2", "is not as it was sealed.")]
    [InlineData("delete from access_log where id = {0}", "is missing.")]
    [InlineData("update access_log set ordinal = 9 where id = {0} and ordinal = 3", "is not as it was sealed.")]
    [InlineData("update access_log set record_ids[1] = '0196f7a0-0000-7000-8000-0000000000d9' where id = {0} and ordinal = 2", "is not as it was sealed.")]
    [InlineData("update access_log set record_ids = '{{}}', patient_ids = record_ids || patient_ids where id = {0} and ordinal = 2", "is not as it was sealed.")]
    [InlineData("update access_log set patient_ids = session_ids, session_ids = patient_ids where id = {0} and ordinal = 2", "is not as it was sealed.")]
    [InlineData("update access_log set operation = operation || left(request_id, 1), request_id = substr(request_id, 2) where id = {0} and ordinal = 2", "is not as it was sealed.")]
    [InlineData("update access_log set purpose_reason = '' where id = {0} and ordinal = 2", "is not as it was sealed.")]
    [InlineData("update access_log set filter = purpose, purpose = null where id = {0} and ordinal = 2", "is not as it was sealed.")]
    [InlineData("update access_log set read_at = read_at + interval '1 microsecond' where id = {0} and ordinal = 2", "is not as it was sealed.")]
    [InlineData("update audit_entry set form = 1 where access_id = {0}", "is not as it was sealed.")]
    [InlineData("update access_log set ordinal = 4 - ordinal where id = {0} and ordinal <> 2", "is not as it was sealed.")]
    [InlineData("insert into access_log (clinic_id, id, ordinal, operation, client_id, request_id, read_at, record_ids, patient_ids, session_ids) select clinic_id, id, 4, operation, client_id, request_id, read_at, record_ids, patient_ids, session_ids from access_log where id = {0} and ordinal = 3", "is not as it was sealed.")]
    [InlineData("update audit_entry set recorded_at = recorded_at - interval '1 day' where access_id = {0}", "the entry does not say what")]
    [InlineData("update audit_entry set recorded_by = gen_random_uuid() where access_id = {0}", "the entry does not say what")]
    public async Task Whatever_is_done_to_one_read_of_a_batch_is_found(string forgery, string finding)
    {
        var batch = await Batch(_service);
        await KeepHeads();
        await _service.Superuser("alter table access_log drop constraint access_log_pkey");
        await Forge(string.Format(CultureInfo.InvariantCulture, forgery, $"'{batch}'"));
        var (code, text) = await Verify();
        Assert.Equal(2, code);
        Assert.Contains($"the batch {batch} of 3 reads", Assert.Single(Findings(text)), StringComparison.Ordinal);
        Assert.Contains(finding, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_digest_of_a_batch_of_reads_is_made_again_without_the_database()
    {
        var batch = await Batch(_service);
        await using var source = NpgsqlDataSource.Create(_service.Superuser());
        await using var command = source.CreateCommand($"select clinic_id, id, ordinal, operation, client_id, request_id, read_at, record_type, record_ids, patient_ids, session_ids, purpose, purpose_reason, filter from access_log where id = '{batch}' order by ordinal");
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var sent = new List<byte>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            sent.AddRange(Number(reader.FieldCount));
            for (var i = 0; i < reader.FieldCount; i++)
            {
                var (type, bytes) = reader.IsDBNull(i) ? (17, null) : Sent(reader.GetValue(i));
                sent.AddRange([.. Number(type), .. Number(bytes?.Length ?? -1), .. bytes ?? []]);
            }
        }

        Assert.Equal(await _service.Superuser($"select digest from audit_entry where access_id = '{batch}'"), SHA256.HashData([.. sent]));
    }

    [Theory]
    [InlineData("update patient set sex = 'male' where id = {0}", "The row of patient {0} is not as its last change, of version 1, left it.")]
    [InlineData("update patient set identifiers = '[{{}}]' where id = {0}", "The row of patient {0} is not as its last change, of version 1, left it.")]
    [InlineData("update patient set birth_date = null where id = {0}", "The row of patient {0} is not as its last change, of version 1, left it.")]
    [InlineData("update patient set sex = 'male', version = 2 where id = {0}", "The row of patient {0} is of version 2, and its last change of version 1.")]
    [InlineData("delete from patient where id = {0}", "The row of patient {0} is missing, and its last change is of version 1.")]
    [InlineData("update patient set id = '0196f7a0-0000-7000-8000-0000000000f1' where id = {0}", "The row of patient {0} is missing, and its last change is of version 1.", "The row of patient 0196f7a0-0000-7000-8000-0000000000f1 is of version 1, and no change of it is kept.")]
    public async Task A_record_that_was_changed_without_a_change_is_found(string statement, params string[] findings)
    {
        var id = await FirstPatient();
        await Forge(string.Format(CultureInfo.InvariantCulture, statement, $"'{id}'"));
        var (code, text) = await Verify();
        Assert.Equal(2, code);
        Assert.Equal(findings.Select(finding => "  " + string.Format(CultureInfo.InvariantCulture, finding, id)).Order(StringComparer.Ordinal), Findings(text).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_record_that_was_changed_without_a_change_is_found_after_its_next_change_too()
    {
        var id = await FirstPatient();
        await Forge($"update patient set sex = 'male' where id = '{id}'");
        await InClinic($"update patient set birth_date = '1990-01-01', status = 'corrected', reason = 'misread' where id = '{id}'");
        await Seals.AreDone(_service);
        Assert.Equal($"  Version 2 of patient {id} was made from another state than version 1 had left.", Assert.Single(Findings((await Verify()).Text)));
    }

    [Fact]
    public async Task A_version_that_follows_on_none_is_found()
    {
        var id = await FirstPatient();
        await SlipIn(id, version: 50, "after");
        Assert.Equal(
            [$"  The changes of patient {id} go from version 1 to version 50.", $"  The row of patient {id} is of version 1, and its last change of version 50."],
            Findings((await Verify()).Text));
        await Forge($"delete from change where record_id = '{id}' and version = 1");
        Assert.Contains($"  The changes of patient {id} begin at version 50.", Findings((await Verify()).Text));
    }

    [Theory]
    [InlineData("after || '{\"birth_date\":\"never\"}'")]
    [InlineData("'[]'")]
    public async Task A_change_to_what_no_row_can_be_is_a_finding_and_the_other_tables_are_looked_through(string after)
    {
        var id = await FirstPatient();
        await SlipIn(id, version: 2, after);
        await Forge($"update patient set version = 2 where id = '{id}'");
        await Given.HeartRate(_service.Client);
        await Seals.AreDone(_service);
        var observation = (Guid)(await Forge("update observation set version = 2 returning id"))!;
        Assert.Equal(
            [$"  The row of observation {observation} is of version 2, and its last change of version 1.", "  A change of patient says what no row of it can be, so that its rows could not be held against their changes."],
            Findings((await Verify()).Text));
    }

    [Fact]
    public async Task Changes_of_what_keeps_none_are_found()
    {
        await _service.Superuser("drop trigger record_change on patient; drop trigger record_inserts on patient");
        Assert.Equal("  There are changes of patient, and no table of this name keeps any.", Assert.Single(Findings((await Verify()).Text)));
    }

    [Fact]
    public async Task A_change_or_a_batch_of_reads_that_is_sealed_twice_is_found()
    {
        var (id, batch) = (await FirstPatient(), await Batch(_service));
        await _service.Superuser($"""
            insert into unsealed (clinic_id, record_type, record_id, record_version) values ('{_service.ClinicId}', 'patient', '{id}', 1);
            insert into unsealed (clinic_id, record_id, span) values ('{_service.ClinicId}', '{batch}', 3)
            """);
        await Seals.AreDone(_service);
        var (code, text) = await Verify();
        Assert.Equal(2, code);
        Assert.Collection(
            Findings(text),
            finding => Assert.EndsWith($": the insert of patient {id}, version 1, is sealed more than once.", finding, StringComparison.Ordinal),
            finding => Assert.EndsWith($": the batch {batch} of 3 reads is sealed more than once.", finding, StringComparison.Ordinal));
    }

    [Fact]
    public async Task More_findings_than_anybody_reads_are_counted()
    {
        await InClinic("insert into patient (id, identifiers) select gen_random_uuid(), '[]' from generate_series(1, 1200)");
        await Seals.AreDone(_service);
        await Forge($"update patient set sex = 'other' where sex is null and clinic_id = '{_service.ClinicId}'");
        var (_, text) = await Verify();
        Assert.Equal(1001, Findings(text).Count());
        Assert.Contains("  And 200 more.", Findings(text));
        Assert.Contains("1200 finding(s)", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_corrected_merged_and_entered_again_by_whomever_is_as_it_was_sealed()
    {
        var (wrong, right) = (await Given.Patient(_service.Client), await Given.Patient(_service.Client));
        var session = await Given.StartedSession(_service.Client, "2026-06-15T09:00:00Z", wrong);
        await Given.BloodPressure(_service.Client, session);
        var score = (await _service.Client.Post("/v1/scores", $$"""{"patientId":"{{wrong}}","instrument":"PHQ9","assessedAt":"2026-06-14T08:00:00Z","answers":[1,1,1,1,1,1,1,1,1]}""")).Is(201);
        (await _service.Client.Post($"/v1/sessions/{session}/retraction", $$"""{"reason":"other chart","wrongPatient":true,"reenterUnder":"{{right}}"}""")).Is(200);
        (await _service.Client.Post($"/v1/patients/{wrong}/merge", $$"""{"into":"{{right}}","reason":"same person"}""")).Is(200);
        (await _service.Client.Post($"/v1/patients/{wrong}/unmerge", """{"reason":"two people"}""")).Is(200);
        (await _service.Client.Post($"/v1/patients/{wrong}/merge", $$"""{"into":"{{right}}","reason":"same person all the same"}""")).Is(200);
        var clinic = (await _service.Client.Get("/v1/clinic")).Is(200);
        (await _service.Client.Patch("/v1/clinic", """{"minimumCell":7,"lookBack":"P7D","reason":"policy"}""", clinic.ETag)).Is(200);

        // An operator's own hand, in another time zone and with other habits of writing.
        await InClinic($"""
            set timezone = 'Asia/Kathmandu'; set intervalstyle = iso_8601; set bytea_output = escape; set datestyle = 'SQL, DMY';
            update patient set reason = 'asked', status = 'corrected' where id = '{right}';
            update score set reason = 'asked' where id = '{score.Id}';
            update clinic set right_now_look_back = '1 day 02:00', reason = 'asked';
            """);

        // The columns of a later migration, of which the changes so far know nothing.
        await _service.Superuser("alter table patient add column later text not null default 'since then', add column never jsonb");
        await InClinic($"update patient set later = 'now' where id = '{right}'");
        await Seals.AreDone(_service);
        var (code, text) = await Verify();
        Assert.True(code == 0, text);
    }

    [Fact]
    public async Task A_forged_digest_does_not_add_up_to_its_seal()
    {
        await Forge("update audit_entry set digest = sha256('forged') where position = 2");
        var (code, text) = await Verify();
        Assert.Equal(2, code);
        Assert.Contains("do not add up to their seal.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_that_was_altered_is_found()
    {
        await Forge($"update audit_entry set recorded_by = gen_random_uuid() where clinic_id = '{_service.ClinicId}' and position = 2");
        Assert.Contains("Position 2: the entry does not say what", Assert.Single(Findings((await Verify()).Text)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_cut_at_its_end_is_found_by_the_head_that_was_kept()
    {
        await CutLastPatient();
        Assert.Equal(0, (await Verify(_service.Address.Service, heads: null)).Code);
        var (code, text) = await Verify();
        Assert.Equal(2, code);
        Assert.Contains("The chain is cut at its end", Assert.Single(Findings(text)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_of_which_nothing_is_left_is_found_by_the_head_that_was_kept()
    {
        await Forge("delete from seal; delete from audit_entry; delete from change; delete from access_log");
        Assert.Contains("The chain is cut at its end: it goes to position 0", (await Verify()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_that_went_on_otherwise_after_a_cut_is_a_fork()
    {
        await CutLastPatient();
        await Given.Patient(_service.Client);
        await Given.Patient(_service.Client);
        await Seals.AreDone(_service);
        var (code, text) = await Verify();
        Assert.Equal(2, code);
        Assert.Contains("The chain has forked", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_waits_to_be_sealed_is_told_and_is_no_finding()
    {
        await _service.StopServing();
        await _service.Superuser($"set app.clinic_id = '{_service.ClinicId}'; insert into patient (id, identifiers) values (gen_random_uuid(), '[]')");
        var (code, text) = await Verify();
        Assert.True(code == 0, text);
        Assert.Contains(", 1 more wait to be sealed", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_holds_no_heads_is_refused_in_a_sentence()
    {
        await File.WriteAllTextAsync(_heads, "nonsense\n", TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<InfusionTracker.Api.Hosting.CommandException>(() => Verify());
        Assert.StartsWith("Line 1 of ", refused.Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(_heads);
        await _service.DisposeAsync();
    }

    /// <summary>Logs three reads as one batch, as the log does with those of its moment; their requests are named by the batch, 1 to 3.</summary>
    internal static async Task<Guid> Batch(RunningService service)
    {
        var batch = (Guid)(await service.Superuser("select gen_random_uuid()"))!;
        await service.Superuser($"""
            set app.clinic_id = '{service.ClinicId}';
            insert into access_log (id, ordinal, operation, client_id, request_id, read_at, record_type, record_ids, patient_ids, session_ids, purpose)
            select '{batch}', n, 'GetScore', ('0196f7a0-0000-7000-8000-0000000000c' || n)::uuid, '{batch}-' || n, now() - n * interval '1 s', 'score',
                   array['0196f7a0-0000-7000-8000-0000000000d' || n]::uuid[], array['0196f7a0-0000-7000-8000-0000000000e1']::uuid[], array[]::uuid[], 'TREAT'
            from generate_series(1, 3) n
            """);
        await Seals.AreDone(service);
        return batch;
    }

    /// <summary>A value as PostgreSQL sends it in binary: the oid of its type and its bytes, the highest first.</summary>
    private static (int Type, byte[] Bytes) Sent(object value) => value switch
    {
        Guid id => (2950, id.ToByteArray(bigEndian: true)),
        int number => (23, Number(number)),
        string text => (17, Encoding.UTF8.GetBytes(text)),
        DateTime time => (1184, Number((time - new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc)).Ticks / TimeSpan.TicksPerMicrosecond)),
        Guid[] { Length: 0 } => (2951, [.. Number(0), .. Number(0), .. Number(2950)]),
        Guid[] ids => (2951, [.. Number(1), .. Number(0), .. Number(2950), .. Number(ids.Length), .. Number(1), .. ids.SelectMany(id => (byte[])[.. Number(16), .. id.ToByteArray(bigEndian: true)])]),
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    private static byte[] Number(int number) => [.. BitConverter.GetBytes(number).Reverse()];

    private static byte[] Number(long number) => [.. BitConverter.GetBytes(number).Reverse()];

    /// <summary>What a superuser could do who switches the triggers off.</summary>
    private Task<object?> Forge(string statement) => _service.Superuser("set session_replication_role = replica; " + statement);

    /// <summary>What an operator's own hand does in the clinic, with the triggers on.</summary>
    private Task<object?> InClinic(string statement) => _service.Superuser($"set app.clinic_id = '{_service.ClinicId}'; " + statement);

    /// <summary>Writes a change that no row had made, as whoever may insert into <c>change</c> can, and has it sealed.</summary>
    private async Task SlipIn(Guid patient, int version, string after)
    {
        await InClinic($"""
            insert into change (clinic_id, record_type, record_id, version, operation, recorded_at, before, after)
            select clinic_id, record_type, record_id, {version}, 'update', recorded_at, after, {after} from change where record_id = '{patient}' and version = 1
            """);
        await Seals.AreDone(_service);
    }

    private async Task<Guid> FirstPatient() =>
        (Guid)(await _service.Superuser("select record_id from change where record_type = 'patient' order by recorded_at limit 1"))!;

    /// <summary>The last patient was never recorded, as far as the database knows.</summary>
    private Task<object?> CutLastPatient() => Forge($"""
        delete from seal s where s.clinic_id = '{_service.ClinicId}' and s.last_position >= (select max(e.position) from audit_entry e where e.clinic_id = s.clinic_id and e.record_type = 'patient');
        delete from change c where c.clinic_id = '{_service.ClinicId}' and (c.record_type, c.record_id) in
          (select e.record_type, e.record_id from audit_entry e where e.clinic_id = c.clinic_id and e.position > coalesce((select max(s.last_position) from seal s where s.clinic_id = e.clinic_id), 0));
        delete from access_log a where a.id in
          (select e.access_id from audit_entry e where e.clinic_id = a.clinic_id and e.position > coalesce((select max(s.last_position) from seal s where s.clinic_id = e.clinic_id), 0));
        delete from patient p where p.clinic_id = '{_service.ClinicId}' and not exists (select from change c where c.clinic_id = p.clinic_id and c.record_id = p.id);
        delete from audit_entry e where e.clinic_id = '{_service.ClinicId}' and e.position > coalesce((select max(s.last_position) from seal s where s.clinic_id = e.clinic_id), 0);
        """);

    private async Task KeepHeads()
    {
        var lines = (string)(await _service.Superuser("select string_agg(concat_ws(' ', clinic_id, last_position, encode(hash, 'hex'), to_char(sealed_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')), e'\\n' order by clinic_id, last_position) || e'\\n' from seal"))!;
        await File.WriteAllTextAsync(_heads, lines, TestContext.Current.CancellationToken);
    }

    private Task<(int Code, string Text)> Verify() => Verify(_service.Address.Service, _heads);

    internal static async Task<(int Code, string Text)> Verify(string address, string? heads)
    {
        await using var output = new StringWriter(CultureInfo.InvariantCulture);
        var code = await AuditCommands.Verify(address, heads, null, output, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }

    internal static IEnumerable<string> Findings(string text) => text.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal));
}
