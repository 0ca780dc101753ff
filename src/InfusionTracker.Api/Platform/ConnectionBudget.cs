using Npgsql;

namespace InfusionTracker.Api.Platform;

/// <summary>
/// How many connections of the database this instance takes, and how many of them at once for requests and for what is streamed.
/// Of those that the server gives its role, a tenth, one at least, is left to others (migrate, audit verify, the operator), and
/// three to an instance that starts beside this one when the service is updated. The instances that run share the rest.
/// </summary>
/// <param name="Pool">Connections at most.</param>
/// <param name="AtOnce">Requests at once that work on the database.</param>
/// <param name="StreamsAtOnce">Exports and the like at once: each keeps a connection for as long as somebody reads it.</param>
public sealed record ConnectionBudget(int Pool, int AtOnce, int StreamsAtOnce)
{
    /// <summary>One for a request, one for a stream, one for what is sealed and logged: fewer would wait for each other.</summary>
    private const int Least = 3;

    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>What the server gives the role of the connection.</summary>
    public static async Task<ConnectionBudget> Read(NpgsqlConnection connection, IConfiguration configuration)
    {
        await using var command = new NpgsqlCommand(Sql.Part("allowed")[0].Text, connection);
        var allowed = (int)(await command.ExecuteScalarAsync())!;
        return Of(allowed, new NpgsqlConnectionStringBuilder(connection.ConnectionString).MaxPoolSize, configuration);
    }

    /// <param name="allowed">What the server gives.</param>
    /// <param name="pool">What the connection string asks for at most.</param>
    /// <param name="configuration">What the settings ask for at most, and how many instances there are.</param>
    public static ConnectionBudget Of(int allowed, int pool, IConfiguration configuration)
    {
        var instances = Math.Max(1, configuration.GetValue("Database:Instances", 1));
        var share = Math.Max(Least, (allowed - Math.Max(1, allowed / 10) - Least) / instances);
        pool = Math.Min(pool, share);
        var streams = Math.Min(configuration.GetValue("Database:StreamsAtOnce", 16), Math.Max(1, pool / 3));
        return new ConnectionBudget(pool, Math.Min(configuration.GetValue("Database:AtOnce", 64), Math.Max(1, pool - streams)), streams);
    }
}
