using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace InfusionTracker.Api.Platform;

/// <summary>The two connection strings of a database: the owner's, for <c>migrate</c>, and the service's, for everything else.</summary>
public sealed record DatabaseAddress(string Owner, string Service);

/// <summary>Prepares a server that is this program's own (a private one, or one for tests) for the service.</summary>
public static class Provision
{
    private static readonly SqlFile File = SqlFile.Load("Platform/Provision.sql");

    /// <summary>Makes the two roles and the database where they are missing, and migrates.</summary>
    /// <param name="superuser">Connection string of a role that may make roles and databases.</param>
    /// <param name="database">Name of the database.</param>
    /// <param name="log">Told what is done.</param>
    public static async Task<DatabaseAddress> Prepare(string superuser, string database, Action<string> log)
    {
        var server = new NpgsqlConnectionStringBuilder(superuser);
        var (ownerPassword, appPassword) = (Password(server, "owner"), Password(server, "service"));
        await using (var connection = new NpgsqlConnection(superuser))
        {
            await connection.OpenAsync();
            await Run(connection, "roles", ownerPassword, appPassword);
            await Run(connection, "databases", database);
        }

        await using (var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(superuser) { Database = database, Pooling = false }.ConnectionString))
        {
            await connection.OpenAsync();
            await Migrator.CloseLargeObjects(connection, log);
        }

        var address = new DatabaseAddress(
            new NpgsqlConnectionStringBuilder(superuser) { Database = database, Username = "infusion_owner", Password = ownerPassword }.ConnectionString,
            new NpgsqlConnectionStringBuilder(superuser) { Database = database, Username = "infusion_service", Password = appPassword }.ConnectionString);
        await Migrator.Migrate(address.Owner, address.Service, log);
        return address;
    }

    /// <summary>Follows from the superuser's password, so that it need not be kept anywhere else.</summary>
    private static string Password(NpgsqlConnectionStringBuilder server, string role) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(server.Password ?? ""), Encoding.UTF8.GetBytes("infusion-tracker " + role)));

    private static async Task Run(NpgsqlConnection connection, string part, params string[] values)
    {
        await using var list = new NpgsqlCommand(File.Part(part)[0].Text, connection);
        foreach (var value in values)
        {
            list.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        }

        if (await list.ExecuteScalarAsync() is not string[] statements)
        {
            return;
        }

        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
