using System.Diagnostics.Metrics;
using InfusionTracker.Api.Audit;
using InfusionTracker.Api.Tests.Conventions;
using InfusionTracker.Api.Tests.Platform;
using Npgsql;

namespace InfusionTracker.Api.Tests.Audit;

/// <summary>What is wrong with one clinic is no other's trouble, and what is not sealed is told.</summary>
public sealed class SealerIsolationTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly RunningService _service = new(postgres);

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_row_that_cannot_be_sealed_keeps_its_own_clinic_alone_until_it_is_corrected_as_the_page_says()
    {
        using var told = new Telemetry(_service);
        foreach (var table in (string[])["patient", "change"])
        {
            await _service.Superuser($"alter table {table} drop constraint if exists times_are_of_the_calendar");
        }

        await _service.Superuser(
            $"set app.clinic_id = '{_service.ClinicId}'; insert into patient (id, identifiers, recorded_at) values (gen_random_uuid(), '[]', 'infinity')");
        var kept = await Given.Patient(_service.Client);
        var free = await Given.Patient(_service.OtherClient);
        await Seals.Eventually(() => IsSealed(free), "The other clinic was not sealed.");
        Assert.False(await IsSealed(kept));

        // A service that starts beside it seals on too.
        await _service.StopServing();
        await using var next = await _service.AnotherInstance();
        using var other = new ApiClient(new Uri(next.Urls.First()), _service.OtherClient.Key);
        var later = await Given.Patient(other);
        await Seals.Eventually(() => IsSealed(later), "The service that was started anew seals nothing.");
        Assert.Contains(told.Lines, line => line.Contains(_service.ClinicId.ToString(), StringComparison.Ordinal) && line.Contains("the others go on: PostgreSQL refuses (0A000)", StringComparison.Ordinal)
            || line.Contains("the others go on: PostgreSQL refuses (22003)", StringComparison.Ordinal));

        await using var owner = new NpgsqlConnection(_service.Address.Owner);
        await owner.OpenAsync(TestContext.Current.CancellationToken);
        await using (var mend = new NpgsqlCommand(Mending(), owner))
        {
            await mend.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await Seals.Eventually(() => IsSealed(kept), "The clinic was not sealed when its row was corrected.");
        await using var verified = new StringWriter();
        var code = await AuditCommands.Verify(_service.Address.Owner, headFile: null, null, verified, TestContext.Current.CancellationToken);
        Assert.True(code == 0, verified.ToString());
    }

    [Fact]
    public async Task What_the_queue_names_and_is_not_there_is_not_left_out_of_the_order()
    {
        await Seals.AreDone(_service);
        var before = await Positions();
        await _service.Superuser($"insert into unsealed (clinic_id, record_type, record_id, record_version) values ('{_service.ClinicId}', 'patient', gen_random_uuid(), 1)");
        var kept = await Given.Patient(_service.Client);
        var free = await Given.Patient(_service.OtherClient);
        await Seals.Eventually(() => IsSealed(free), "The other clinic was not sealed.");
        Assert.Equal(before, await Positions());
        await _service.Superuser("delete from unsealed u where not exists (select from change c where c.record_id = u.record_id)");
        await Seals.Eventually(() => IsSealed(kept), "The clinic was not sealed when the queue was put right.");
    }

    [Fact]
    public async Task A_sealer_that_another_session_holds_up_is_told_to_the_operator_and_to_readiness()
    {
        using var told = new Telemetry(_service);
        await Seals.AreDone(_service);
        var ages = new List<double>();
        using var metrics = new MeterListener();
        metrics.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "infusion_tracker.sealing_age")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        metrics.SetMeasurementEventCallback<double>((_, age, _, _) => ages.Add(age));
        metrics.Start();
        await using var holder = new NpgsqlConnection(_service.Superuser());
        await holder.OpenAsync(TestContext.Current.CancellationToken);
        await using (var hold = new NpgsqlCommand("select pg_advisory_lock(4951087364222)", holder))
        {
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var patient = await Given.Patient(_service.Client);
        Assert.Equal("ok", await Sealing());
        await _service.Superuser("update unsealed set queued_at = queued_at - interval '2 minutes'");
        await Seals.Eventually(async () => await Sealing() == "degraded", "Readiness does not tell.");
        Assert.Matches("has waited for 1[2-9][0-9] s", (string)(await _service.Anonymous().Get("/health/ready")).Is(200)["details"]["sealing"]!);
        Assert.Contains(told.Lines, line => line.StartsWith("The oldest change or read that is not sealed has waited for 1", StringComparison.Ordinal));
        metrics.RecordObservableInstruments();
        Assert.Contains(ages, age => age is > 120 and < 1000);
        Assert.False(await IsSealed(patient));
        await holder.CloseAsync();
        NpgsqlConnection.ClearPool(holder);
        await Seals.Eventually(() => IsSealed(patient), "Nothing was sealed when the lock was free.");
        await Seals.Eventually(async () => await Sealing() == "ok", "Readiness still tells of it.");
    }

    /// <summary>What the page for operators says, to the letter.</summary>
    private static string Mending()
    {
        var page = File.ReadAllText(SourceTree.In("db/README.md"));
        var begin = page.IndexOf("    begin;\n", StringComparison.Ordinal);
        return page[begin..(page.IndexOf("    commit;\n", begin, StringComparison.Ordinal) + 12)];
    }

    private async Task<string> Sealing() => (string)(await _service.Anonymous().Get("/health/ready")).Is(200)["checks"]["sealing"]!;

    private async Task<bool> IsSealed(string patient) => (long)(await _service.Superuser($"select count(*) from audit_entry where record_id = '{patient}'"))! == 1;

    private Task<object?> Positions() => _service.Superuser($"select max(position) from audit_entry where clinic_id = '{_service.ClinicId}'");
}
