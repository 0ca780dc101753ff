using System.Globalization;
using Npgsql;

namespace InfusionTracker.LocalPostgres.Tests;

internal static class Ask
{
    /// <summary>Runs one statement on a connection of its own and answers with its first value as text.</summary>
    public static async Task<string?> AskAsync(this LocalCluster cluster, string statement)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var connection = new NpgsqlConnection(cluster.SuperuserConnectionString + ";Pooling=false");
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(statement, connection);
        return Convert.ToString(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture);
    }
}
