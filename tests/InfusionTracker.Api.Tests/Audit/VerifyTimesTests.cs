using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Audit;

/// <summary>A time that does not fit its place in the order is told as a warning: honest ones may run back. Each test has a chain of its own.</summary>
public sealed class VerifyTimesTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly RunningService _service = new(postgres);

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await Given.Patient(_service.Client);
        await Seals.AreDone(_service);
    }

    [Theory]
    [InlineData("interval '1 hour'", "1 entry(ies) younger than their seal")]
    [InlineData("interval '-62 seconds'", "1 change(s) more than a minute older than what stands before them")]
    [InlineData("interval '-3 years'", "1 change(s) more than a minute older than what stands before them")]
    public async Task A_change_that_was_made_at_another_time_than_it_says_is_a_warning(string off, string warning)
    {
        var last = await Change(off);
        await Change("interval '0'");
        var text = await Verified();
        Assert.StartsWith($"Warning: Position {last}: {warning}", Assert.Single(Warnings(text)), StringComparison.Ordinal);
        Assert.Contains("1 warning(s)", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_that_runs_back_by_less_than_a_minute_is_none()
    {
        await Change("interval '-50 seconds'");
        await Change("interval '-1 second'");
        Assert.Empty(Warnings(await Verified()));
    }

    [Fact]
    public async Task Reads_that_waited_for_the_database_are_a_warning_of_their_own()
    {
        await _service.Superuser($"""
            set app.clinic_id = '{_service.ClinicId}';
            insert into access_log (id, ordinal, operation, client_id, request_id, read_at, record_ids, patient_ids, session_ids)
            select '0196f7a0-0000-7000-8000-0000000000c1', n, 'GetScore', k.client_id, 'r', now() - interval '10 minutes', '{"{}"}', '{"{}"}', '{"{}"}'
            from generate_series(1, 3) n, (select client_id from api_key where clinic_id = '{_service.ClinicId}' limit 1) k
            """);
        await Seals.AreDone(_service);
        Assert.Contains(": 1 batch(es) of reads more than a minute older than what stands before them: they waited", Assert.Single(Warnings(await Verified())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_waited_long_to_be_sealed_is_no_warning()
    {
        await _service.StopServing();
        await _service.Superuser("""
            set app.clinic_id = '0196f000-0000-7000-8000-000000000003';
            insert into clinic (clinic_id, name, recorded_at) values ('0196f000-0000-7000-8000-000000000003', 'Third clinic', now() - interval '10 minutes');
            insert into patient (id, identifiers, recorded_at) select gen_random_uuid(), '[]', now() + (n - 7) * interval '80 seconds' from generate_series(1, 7) n;
            """);
        for (var passes = 0; passes < 4; passes++)
        {
            await _service.Superuser("select count(*) from seal_entries(2)");
        }

        Assert.Equal(4L, await _service.Superuser("select count(*) from seal where clinic_id = '0196f000-0000-7000-8000-000000000003'"));
        Assert.Empty(Warnings(await Verified()));
    }

    [Fact]
    public async Task A_seal_that_says_another_time_than_its_head_that_was_kept_is_a_warning()
    {
        var heads = Path.GetTempFileName();
        var head = (string)(await _service.Superuser($"""
            select concat_ws(' ', clinic_id, last_position, encode(hash, 'hex'), to_char(sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
            from seal where clinic_id = '{_service.ClinicId}' order by last_position desc limit 1
            """))!;
        await File.WriteAllTextAsync(heads, head + "\n", TestContext.Current.CancellationToken);
        Assert.Empty(Warnings((await VerifyAuditTests.Verify(_service.Address.Service, heads)).Text));
        await _service.Superuser("set session_replication_role = replica; update seal set sealed_at = sealed_at + interval '1 day'");
        var (code, text) = await VerifyAuditTests.Verify(_service.Address.Service, heads);
        Assert.Equal(0, code);
        Assert.Contains("and its head that was kept says", Assert.Single(Warnings(text)), StringComparison.Ordinal);
        File.Delete(heads);
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    /// <summary>Records a patient at another time than now, as whoever owns the tables can, and has it sealed.</summary>
    /// <returns>Its position.</returns>
    private async Task<long> Change(string off)
    {
        await _service.Superuser($"set app.clinic_id = '{_service.ClinicId}'; insert into patient (id, identifiers, recorded_at) values (gen_random_uuid(), '[]', clock_timestamp() + {off})");
        await Seals.AreDone(_service);
        return (long)(await _service.Superuser($"select max(position) from audit_entry where clinic_id = '{_service.ClinicId}'"))!;
    }

    /// <summary>What is told, of a record that is as it was sealed.</summary>
    private async Task<string> Verified()
    {
        var (code, text) = await VerifyAuditTests.Verify(_service.Address.Service, heads: null);
        Assert.True(code == 0, text);
        return text;
    }

    private static IEnumerable<string> Warnings(string text) => text.Split('\n').Where(line => line.StartsWith("Warning: ", StringComparison.Ordinal));
}
