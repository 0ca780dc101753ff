using System.Globalization;
using System.Text;
using InfusionTracker.Api.Platform;
using InfusionTracker.Benchmarks.Cluster;
using InfusionTracker.Benchmarks.LoadGenerator;
using InfusionTracker.Benchmarks.Loading;
using InfusionTracker.Benchmarks.Pgbench;
using Npgsql;

namespace InfusionTracker.Benchmarks.Rows;

/// <summary>
/// What each safety costs by itself, in the database, where nearly all of it is paid: pgbench does the same work with it and
/// without it, in turns. The log of reads has no switch in the service, so its statements are run beside the reads.
/// </summary>
public static class Safeties
{
    private const string Bypass = "benchmark_bypass";

    /// <summary>Reads that the service writes to its log at once under load.</summary>
    private const int ReadsAtOnce = 250;

    /// <summary>Measures all of them.</summary>
    /// <returns>A markdown table.</returns>
    public static async Task<string> Measure(Bench bench)
    {
        var bypassing = await BypassingRole(bench.Cluster);
        var (write, series) = (SingleRecordRows.WriteScript(bench.Writes, claims: true), SingleRecordRows.SeriesScript(bench.Records));
        (string Safety, string Work, Func<Task<double>> Without, Func<Task<double>> With)[] rows =
        [
            ("row-level security", "write", () => Rate(bench, write, bypassing), () => Rate(bench, write)),
            ("row-level security", "series", () => Rate(bench, series, bypassing), () => Rate(bench, series)),
            ("change record, and its place in the queue of the sealer", "write", () => Untriggered(bench, write), () => Rate(bench, write)),
            ("idempotency key", "write", () => Rate(bench, SingleRecordRows.WriteScript(bench.Writes, claims: false)), () => Rate(bench, write)),
            ("log of reads, and its sealing", "series", () => Rate(bench, series), () => Rate(bench, series, aside: (LogOfReads(bench.Records), ReadsAtOnce))),
        ];
        var table = new StringBuilder("| safety | work | without, /s | with, /s | costs |\n|---|---|---:|---:|---:|\n");
        foreach (var (safety, work, without, with) in rows)
        {
            Bench.Say($"{safety}, {work}");
            var (rates, others) = (new List<double>(), new List<double>());
            for (var round = 0; round < bench.Pace.Rounds; round++)
            {
                await bench.Cluster.Settle();
                others.Add(await without());
                await bench.Cluster.Settle();
                rates.Add(await with());
            }

            var (rate, other) = (Bench.Median(rates), Bench.Median(others));
            table.AppendLine(CultureInfo.InvariantCulture, $"| {safety} | {work} | {other:#,0} | {rate:#,0} | {1 - (rate / other):0 %} |");
        }

        return table.ToString();
    }

    /// <summary>The service stands still meanwhile, save where its sealer belongs to what is measured.</summary>
    private static async Task<double> Rate(Bench bench, string script, string? connectionString = null, (string, int)? aside = null)
    {
        using var standstill = aside is null ? bench.Service.StandStill() : null;
        return await PgbenchRun.Rate(bench.Cluster, script, Bench.NextRun(), bench.Pace.Seconds, connectionString: connectionString, aside: aside);
    }

    private static async Task<double> Untriggered(Bench bench, string script)
    {
        await bench.Cluster.Execute("alter table observation disable trigger record_inserts");
        try
        {
            return await Rate(bench, script);
        }
        finally
        {
            await bench.Cluster.Execute("alter table observation enable trigger record_inserts");
        }
    }

    /// <summary>A role with the rights of the service that no policy holds for.</summary>
    private static async Task<string> BypassingRole(BenchmarkCluster cluster)
    {
        var service = new NpgsqlConnectionStringBuilder(cluster.Address.Service);
        await cluster.Execute($"create role {Bypass} login bypassrls in role infusion_app password '{service.Password}'");
        return new NpgsqlConnectionStringBuilder(service.ConnectionString) { Username = Bypass }.ConnectionString;
    }

    /// <summary>The statement of the service's log for many reads at once; the sealer of the running service seals them.</summary>
    private static string LogOfReads(LoadedClinic clinic)
    {
        string Fill(string value) => $"array_fill({value}, array[{ReadsAtOnce.ToString(CultureInfo.InvariantCulture)}])";
        var script = new StringBuilder();
        script.AppendLine(@"\set made :made + 1").AppendLine(@"\set id :run * 1000000000 + :made * 64 + :client_id").AppendLine(@"\startpipeline").AppendLine("BEGIN;");
        script.AppendLine(CultureInfo.InvariantCulture, $"SET LOCAL app.clinic_id = '{clinic.Id:D}';");
        string Ends(int after) => string.Create(CultureInfo.InvariantCulture, $"(select array_agg(2 * g + {after} order by g) from generate_series(0, {ReadsAtOnce - 1}) g)");
        script.AppendLine(PgbenchScript.Statement(SqlFile.Load("Audit/AccessLog.sql").Statements()[0], new()
        {
            ["batch"] = PgbenchScript.NewId,
            ["operations"] = Fill("'GetSessionSeries'::text"),
            ["clients"] = Fill($"'{clinic.ClientId:D}'::uuid"),
            ["requests"] = Fill("'0HNB5Q1P2J3KL-00000001'::text"),
            ["waited"] = Fill("1000::bigint"),
            ["recordTypes"] = Fill("'session'::text"),

            // Of each read the record, and the session that it is of.
            ["subjects"] = $"array_fill('{clinic.IdOf(Kind.Session, 0):D}'::uuid, array[{(2 * ReadsAtOnce).ToString(CultureInfo.InvariantCulture)}])",
            ["starts"] = Ends(0),
            ["recordsEnds"] = Ends(1),
            ["patientsEnds"] = Ends(1),
            ["sessionsEnds"] = Ends(2),
            ["purposes"] = Fill("null::text"),
            ["reasons"] = Fill("null::text"),
            ["filters"] = Fill("null::text"),
        })).AppendLine(";").AppendLine("COMMIT;").AppendLine(@"\endpipeline");
        return script.ToString();
    }
}
