using System.Text.Json.Nodes;
using InfusionTracker.Api.Platform;
using InfusionTracker.Api.Tests.Platform;
using Npgsql;
using NpgsqlTypes;

namespace InfusionTracker.Api.Tests.Conventions;

/// <summary>Every column is ruled exported, pseudonymised or withheld, and the exports keep to it.</summary>
public sealed class ColumnRulingTests(TestPostgres postgres)
{
    private const string File = "src/InfusionTracker.Api/Exports/columns.json";

    private static readonly JsonNode Rulings = JsonNode.Parse(System.IO.File.ReadAllText(SourceTree.In(File)))!;

    public static TheoryData<string> Exports => [.. SourceTree.Files("src/InfusionTracker.Api/Exports", "Stream*.sql")];

    [Fact]
    public async Task Every_column_of_a_clinics_tables_has_a_ruling()
    {
        await using var connection = await Open();
        await using var command = new NpgsqlCommand("""
            select c.table_name || '.' || c.column_name from information_schema.columns c
            where c.table_schema = 'public'
              and exists (select from information_schema.columns k where k.table_schema = 'public' and k.table_name = c.table_name and k.column_name = 'clinic_id')
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var columns = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            columns.Add(reader.GetString(0));
        }

        var ruled = Rulings["tables"]!.AsObject().SelectMany(t => t.Value!.AsObject().Select(c => $"{t.Key}.{c.Key}")).ToList();
        Assert.True(columns.Except(ruled).FirstOrDefault() is null, $"{columns.Except(ruled).FirstOrDefault()} has no ruling. Say in {File} whether it is exported, pseudonymised or withheld.");
        Assert.Empty(ruled.Except(columns));
    }

    [Fact]
    public void A_ruling_is_one_of_three()
    {
        string[] known = ["exported", "pseudonymised", "withheld"];
        Assert.Equal(known, Rulings["rulings"]!.AsObject().Select(r => r.Key));
        Assert.All(Rulings["tables"]!.AsObject().SelectMany(t => t.Value!.AsObject()), c => Assert.Contains((string)c.Value!, known));
    }

    [Theory]
    [MemberData(nameof(Exports))]
    public async Task An_export_holds_what_is_ruled_to_go_out_and_nothing_else(string file)
    {
        foreach (var order in (string[])["sort=creation", "sort=change"])
        {
            var columns = await Columns(SqlFile.Load("Exports/" + file).Statements(order)[0]);
            Assert.All(columns, c => Assert.True(
                c.Table is not null && (string?)Rulings["tables"]![c.Table]![c.Column] is "exported" or "pseudonymised",
                $"{file} lets {c.Table ?? "an expression"}.{c.Column} out."));
            var table = Assert.Single(columns.Select(c => c.Table!).Distinct());
            Assert.Equal(
                Rulings["tables"]![table]!.AsObject().Where(c => (string)c.Value! != "withheld").Select(c => c.Key).Order(StringComparer.Ordinal),
                columns.Select(c => c.Column).Order(StringComparer.Ordinal));
        }
    }

    /// <summary>Which column of which table each column of a result is; null where it is none.</summary>
    private async Task<List<(string? Table, string Column)>> Columns(SqlStatement statement)
    {
        await using var connection = await Open();
        await using var command = new NpgsqlCommand(statement.Text, connection);
        foreach (var _ in statement.Parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Unknown, Value = DBNull.Value });
        }

        await using var reader = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SchemaOnly | System.Data.CommandBehavior.KeyInfo, TestContext.Current.CancellationToken);
        return [.. (await reader.GetColumnSchemaAsync(TestContext.Current.CancellationToken)).Select(c => (c.BaseTableName, c.BaseColumnName ?? c.ColumnName))];
    }

    private async Task<NpgsqlConnection> Open()
    {
        var connection = new NpgsqlConnection(postgres.Schema.Service + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }
}
