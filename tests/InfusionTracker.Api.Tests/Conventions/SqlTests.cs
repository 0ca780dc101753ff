using System.Text.Json.Nodes;
using InfusionTracker.Api.Platform;
using InfusionTracker.Api.Tests.Platform;
using Npgsql;

namespace InfusionTracker.Api.Tests.Conventions;

/// <summary>Every statement of every .sql, in every variant, held against the migrated schema.</summary>
public sealed class SqlTests(TestPostgres postgres)
{
    private const string Api = "src/InfusionTracker.Api";

    /// <summary>Statements that are the operator's own (the catalogue, the owner's hand) and no request's.</summary>
    private static readonly string[] OfTheOperator = ["Hosting/", "Platform/Migrator.sql", "Platform/Provision.sql", "Platform/Paging.sql"];

    public static TheoryData<string> Files => [.. SourceTree.Files(Api, "*.sql")];

    public static TheoryData<string> FilesOfRequests => [.. SourceTree.Files(Api, "*.sql").Where(file => !OfTheOperator.Any(o => file.StartsWith(o, StringComparison.Ordinal)))];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task PostgreSQL_accepts_every_statement_against_the_migrated_schema(string file)
    {
        await using var connection = await Open();
        foreach (var statement in Variants(file).Where(s => !s.Text.StartsWith("grant", StringComparison.Ordinal)))
        {
            await Prepare(connection, statement);
            await Run(connection, "deallocate checked");
        }
    }

    [Theory]
    [MemberData(nameof(FilesOfRequests))]
    public async Task Every_scan_of_a_clinics_table_is_by_the_clinic(string file)
    {
        await using var connection = await Open();
        var clinicTables = await ClinicTables(connection);
        await Run(connection, "set enable_seqscan = off; set plan_cache_mode = force_generic_plan; set app.clinic_id = '0196f000-0000-7000-8000-000000000001'");
        foreach (var statement in Variants(file))
        {
            await Prepare(connection, statement);
            var nulls = statement.Parameters.Count == 0 ? "" : $"({string.Join(',', statement.Parameters.Select(_ => "null"))})";
            await using var command = new NpgsqlCommand($"explain (format json) execute checked{nulls}", connection);
            var plan = JsonNode.Parse((string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!)!;
            foreach (var scan in Scans(plan[0]!["Plan"]!).Where(s => clinicTables.Contains((string)s["Relation Name"]!)))
            {
                Assert.True(
                    ((string?)scan["Index Cond"])?.Contains("clinic_id", StringComparison.Ordinal) == true,
                    $"{file} reads {scan["Relation Name"]} by {scan["Node Type"]} without clinic_id as index condition:\n{statement.Text}\n{scan.ToJsonString()}");
            }

            await Run(connection, "deallocate checked");
        }
    }

    [Fact]
    public void What_is_read_as_little_ends_one_row_after_it()
    {
        var lines = SourceTree.Files(Api, "*.sql")
            .SelectMany(file => File.ReadLines(SourceTree.In($"{Api}/{file}")))
            .Where(line => line.EndsWith("--? few", StringComparison.Ordinal))
            .ToList();
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Equal($"limit {Rows.Few + 1}", line[..line.IndexOf("--", StringComparison.Ordinal)].Trim()));
    }

    /// <summary>Each statement without its flagged lines, with each flag alone, and with all that can stand together.</summary>
    private static IEnumerable<SqlStatement> Variants(string file)
    {
        var sql = SqlFile.Load(file);
        foreach (var part in sql.Parts)
        {
            var flags = sql.Flags(part);
            var options = flags.Where(f => f.Contains('=', StringComparison.Ordinal)).GroupBy(f => f[(f.IndexOf('=', StringComparison.Ordinal) + 1)..]).Select(g => g.ToArray()).ToList();
            var states = flags.Where(f => f is "current" or "version" or "asOf" or "full" or "since").ToList();
            var filters = flags.Except(states).Where(f => !f.Contains('=', StringComparison.Ordinal)).ToList();
            if (options.Count == 0)
            {
                options.Add([]);
            }

            if (states.Count == 0)
            {
                states.Add("");
            }

            var variants =
                from option in options
                from state in states
                from filter in filters.Select(f => new[] { f }).Append([]).Append([.. filters])
                from first in new[] { false, true }
                select option.Where(o => !first || !o.StartsWith("after=", StringComparison.Ordinal)).Append(state).Concat(filter).Where(f => f.Length > 0).ToArray();
            foreach (var variant in variants.DistinctBy(v => string.Join('&', v)))
            {
                foreach (var statement in sql.Part(part, variant))
                {
                    yield return statement;
                }
            }
        }
    }

    private static IEnumerable<JsonNode> Scans(JsonNode node)
    {
        // A bitmap's condition stands on the index scan below it, which has no relation of its own.
        if (node["Relation Name"] is not null && (string?)node["Node Type"] is not ("Bitmap Heap Scan" or "ModifyTable"))
        {
            yield return node;
        }

        foreach (var child in node["Plans"]?.AsArray() ?? [])
        {
            if ((string?)child!["Node Type"] == "Bitmap Index Scan")
            {
                child["Relation Name"] = (string?)node["Relation Name"] ?? (string?)node["Alias"];
            }

            foreach (var scan in Scans(child))
            {
                yield return scan;
            }
        }
    }

    private async Task<NpgsqlConnection> Open()
    {
        var connection = new NpgsqlConnection(postgres.Schema.Service + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    private static async Task<HashSet<string>> ClinicTables(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            "select distinct table_name::text from information_schema.columns where table_schema = 'public' and column_name = 'clinic_id'", connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var names = new HashSet<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    private static async Task Prepare(NpgsqlConnection connection, SqlStatement statement)
    {
        try
        {
            await Run(connection, $"prepare checked as {statement.Text}");
        }
        catch (PostgresException e)
        {
            Assert.Fail($"{e.MessageText}\n{statement.Text}");
        }
    }

    private static async Task Run(NpgsqlConnection connection, string text)
    {
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
