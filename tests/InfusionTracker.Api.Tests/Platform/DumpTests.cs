using System.Diagnostics;
using InfusionTracker.Api.Tests.Audit;
using InfusionTracker.LocalPostgres;
using Npgsql;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>What pg_dump took, pg_restore brings back as it was: no time and no version is made anew.</summary>
public sealed class DumpTests(TestPostgres postgres, RunningService service) : IClassFixture<RunningService>
{
    private static readonly string? Programs =
        PostgresBinaries.FindAll(Machine.Here).Select(found => found.BinFolder).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "pg_restore")));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_restored_dump_is_row_by_row_what_was_dumped(bool byTheOwner)
    {
        if (Programs is null)
        {
            // A PostgreSQL that was fetched comes without the programs that an operator has.
            TestContext.Current.SendDiagnosticMessage("There is no pg_dump on this machine: install PostgreSQL's package.");
            return;
        }

        var patient = (await service.Client.Post("/v1/patients", """{"identifiers":[{"system":"urn:example:mrn","value":"D"}],"sex":"male"}""")).Is(201);
        (await service.Client.Patch($"/v1/patients/{patient.Id}", """{"sex":"female","reason":"misread"}""", patient.ETag)).Is(200);
        (await service.Client.Patch($"/v1/patients/{patient.Id}", """{"identifiers":[],"reason":"not theirs"}""", "\"2\"")).Is(200);
        await Given.HeartRate(service.Client);
        await Seals.AreDone(service);

        var name = $"it_{Environment.ProcessId}_restored_{(byTheOwner ? "owner" : "superuser")}";
        var dump = Path.GetTempFileName();
        await service.Superuser($"create database {name} owner infusion_owner");
        var restored = new NpgsqlConnectionStringBuilder(service.Superuser()) { Database = name, Pooling = false }.ConnectionString;
        var by = byTheOwner ? new NpgsqlConnectionStringBuilder(postgres.Schema.Owner) { Database = name }.ConnectionString : restored;
        await Run("pg_dump", service.Superuser(), "--format=custom", $"--file={dump}");
        await Run("pg_restore", by, $"--dbname={name}", dump);
        Assert.Equal(await Rows(service.Superuser()), await Rows(restored));
        var (code, text) = await VerifyAuditTests.Verify(restored, heads: null);
        Assert.True(code == 0, text);

        File.Delete(dump);
        await service.Superuser($"drop database {name} with (force)");
    }

    /// <summary>The rows of every table, as text.</summary>
    private static async Task<string> Rows(string address)
    {
        await using var source = NpgsqlDataSource.Create(address);
        await using var command = source.CreateCommand("""
            select string_agg(format('%s: %s', t.relname,
                     query_to_xml(format('select r::text from %s r order by r::text', t.oid::regclass), true, true, '')), e'\n' order by t.relname)
            from pg_class t where t.relkind = 'r' and t.relnamespace = 'public'::regnamespace
            """);
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static async Task Run(string program, string address, params string[] arguments)
    {
        var server = new NpgsqlConnectionStringBuilder(address);
        var start = new ProcessStartInfo(Path.Combine(Programs!, program), arguments) { RedirectStandardError = true };
        (start.Environment["PGHOST"], start.Environment["PGPORT"]) = (server.Host, server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        (start.Environment["PGUSER"], start.Environment["PGPASSWORD"]) = (server.Username, server.Password);
        start.Environment["PGDATABASE"] = server.Database;
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program}: {errors}");
    }
}
