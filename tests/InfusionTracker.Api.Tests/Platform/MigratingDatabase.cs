using InfusionTracker.Api.Audit;
using InfusionTracker.Api.Tests.Conventions;
using Npgsql;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>A database of its own in which records are made between migrations, as in one that has been in use.</summary>
internal sealed class MigratingDatabase : IAsyncDisposable
{
    private readonly string _name;
    private readonly NpgsqlConnection _server;
    private readonly NpgsqlConnection _owner;
    private readonly NpgsqlConnection _superuser;
    private readonly Queue<string> _files = new(SourceTree.Files("db/migrations", "*.sql").Order(StringComparer.Ordinal));

    private MigratingDatabase(TestPostgres postgres, string name)
    {
        _name = name;
        _server = new NpgsqlConnection(postgres.Superuser);
        _owner = new NpgsqlConnection(Named(postgres.Schema.Owner, name));
        _superuser = new NpgsqlConnection(Named(postgres.Superuser, name));
    }

    /// <summary>Makes an empty one.</summary>
    /// <param name="postgres">The server.</param>
    /// <param name="name">The end of its name, which no other test uses.</param>
    public static async Task<MigratingDatabase> Create(TestPostgres postgres, string name)
    {
        var made = new MigratingDatabase(postgres, $"it_{Environment.ProcessId}_{name}");
        await made._server.OpenAsync(TestContext.Current.CancellationToken);
        await Run(made._server, $"create database {made._name} owner infusion_owner");
        await made._owner.OpenAsync(TestContext.Current.CancellationToken);
        await made._superuser.OpenAsync(TestContext.Current.CancellationToken);
        return made;
    }

    /// <summary>Applies what comes before a migration and was not applied yet; all that is left where null is given.</summary>
    /// <param name="landing">The end of the migration's file name, without <c>.sql</c>.</param>
    public async Task MigrateUpTo(string? landing)
    {
        while (_files.TryPeek(out var next) && (landing is null || !next.EndsWith($"_{landing}.sql", StringComparison.Ordinal)))
        {
            await Run(_owner, await File.ReadAllTextAsync(SourceTree.In("db/migrations/" + _files.Dequeue()), TestContext.Current.CancellationToken));
        }

        Assert.Equal(landing is null, _files.Count == 0);
    }

    /// <summary>Runs statements as the superuser.</summary>
    public Task Run(string text) => Run(_superuser, text);

    /// <summary>Asks for one value as the superuser.</summary>
    public async Task<object?> Ask(string text)
    {
        await using var command = new NpgsqlCommand(text, _superuser);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>What <c>audit verify</c> tells, which ends as is expected.</summary>
    public async Task<string> Verified(int expected = 0)
    {
        await using var told = new StringWriter();
        var code = await AuditCommands.Verify(_owner.ConnectionString, headFile: null, null, told, TestContext.Current.CancellationToken);
        Assert.True(code == expected, told.ToString());
        return told.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await _owner.DisposeAsync();
        await _superuser.DisposeAsync();
        await Run(_server, $"drop database {_name} with (force)");
        await _server.DisposeAsync();
    }

    private static async Task Run(NpgsqlConnection connection, string text)
    {
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static string Named(string address, string database) =>
        new NpgsqlConnectionStringBuilder(address) { Database = database, Pooling = false, PersistSecurityInfo = true }.ConnectionString;
}
