namespace InfusionTracker.Api.Tests.Platform;

/// <summary>A database that is changed under the running service is no fault of a request.</summary>
public sealed class ChangedServerTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_column_that_gets_another_type_costs_no_request_its_answer()
    {
        for (var i = 0; i < 3; i++)
        {
            await Everything();
        }

        await service.Superuser("alter table patient alter column sex type varchar(20)");
        await service.Superuser("alter table session alter column medication type varchar(200)");
        await Everything();
    }

    [Fact]
    public async Task What_somebody_ended_that_a_connection_had_prepared_is_prepared_again()
    {
        for (var i = 0; i < 3; i++)
        {
            await Everything();
        }

        // A trigger can do what nobody else can do to another's session: it ends all of it, what the commit is prepared by included.
        await service.Superuser("create function forget() returns trigger language plpgsql as $$ begin deallocate all; return null; end $$");
        await service.Superuser("create trigger forgets after insert on patient for each statement execute function forget()");
        (await service.Client.Post("/v1/patients", "{}")).Is(201);
        await service.Superuser("drop function forget() cascade");
        await Everything();
    }

    [Fact]
    public async Task A_server_whose_files_are_gone_is_told_once_with_what_to_do_and_is_not_ready_until_it_is_restarted()
    {
        using var telemetry = new Telemetry(service);
        await Library("$libdir/gone");
        foreach (var _ in (int[])[1, 2, 3])
        {
            var refused = (await service.Client.Get("/v1/patients")).Is(503);
            Assert.NotNull(refused.Headers.RetryAfter);
            Assert.DoesNotContain("gone", refused.Text, StringComparison.Ordinal);
        }

        var ready = (await service.Anonymous().Get("/health/ready")).Is(503);
        Assert.Equal("failed", (string)ready["checks"]["database"]!);
        Assert.Contains("Restart PostgreSQL.", ready.Text, StringComparison.Ordinal);
        Assert.Single(telemetry.Lines, line => line.Contains("Restart PostgreSQL.", StringComparison.Ordinal));
        await Library("$libdir/plpgsql");
        await Ready();
        (await service.Client.Get("/v1/patients")).Is(200);
    }

    [Fact]
    public async Task A_fault_of_one_statement_is_refused_as_none_of_the_request_and_leaves_the_service_ready()
    {
        await service.Superuser("create function fail() returns trigger language plpgsql as $$ begin raise exception using errcode = 'XX000', message = 'canary'; end $$");
        await service.Superuser("create trigger fails before insert on session for each row execute function fail()");
        var patient = await Given.Patient(service.Client);
        using var telemetry = new Telemetry(service);
        var refused = (await service.Client.Post("/v1/sessions", $$"""{"patientId":"{{patient}}","indication":"other","medication":"ketamine","route":"intravenous"}""")).Is(503);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Contains("nothing was written", refused.Text, StringComparison.Ordinal);
        Assert.Contains(telemetry.Lines, line => line.Contains("XX000 exec_stmt_raise", StringComparison.Ordinal));
        Assert.DoesNotContain(telemetry.Lines, line => line.Contains("met a fault", StringComparison.Ordinal) && line.Contains("canary", StringComparison.Ordinal));
        await Ready();
        await service.Superuser("drop function fail() cascade");
    }

    /// <summary>As after an upgrade of PostgreSQL's package: sessions that begin now look for the file, or find another.</summary>
    private async Task Library(string file)
    {
        await service.Superuser($"update pg_proc set probin = '{file}' where proname in ('plpgsql_call_handler', 'plpgsql_inline_handler')");
        await service.Superuser("select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity where datname = current_database() and application_name = 'InfusionTracker'");
    }

    /// <summary>Waits until the service is ready: each connection of its pool that was ended shows that once.</summary>
    private async Task Ready()
    {
        for (var left = 50; (await service.Anonymous().Get("/health/ready")).Status != 200; left--)
        {
            Assert.True(left > 0, "The service is not ready again.");
        }
    }

    /// <summary>Reads, appends, changes and streams, on more connections than one.</summary>
    private async Task Everything() => await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
    {
        var patient = (await service.Client.Post("/v1/patients", """{"sex":"female"}""")).Is(201);
        (await service.Client.Get("/v1/patients")).Is(200);
        (await service.Client.Patch($"/v1/patients/{patient.Id}", """{"sex":"male"}""", patient.ETag)).Is(200);
        await Given.Session(service.Client, patient.Id);
        (await service.Client.Get("/v1/exports/sessions.ndjson")).Is(200);
    }));
}
