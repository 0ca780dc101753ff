using InfusionTracker.Api.Hosting;
using InfusionTracker.Api.Platform;
using Npgsql;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>Migrations are applied once, and production refuses what is not ready.</summary>
public sealed class MigratorTests(TestPostgres postgres)
{
    [Fact]
    public async Task Migrations_that_start_at_once_are_applied_once()
    {
        var name = $"it_{Environment.ProcessId}_migrations";
        await using var server = NpgsqlDataSource.Create(postgres.Superuser);
        await using (var create = server.CreateCommand($"create database {name} owner infusion_owner"))
        {
            await create.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var (owner, service) = (Named(postgres.Schema.Owner, name), Named(postgres.Schema.Service, name));
        var applied = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Migrator.Migrate(owner, service, _ => { })));
        Assert.Equal(Migrator.Names.Count, applied.Sum());
        await using (var source = NpgsqlDataSource.Create(service + ";Pooling=false"))
        {
            Assert.Empty(await Migrator.Missing(source));
        }

        await using var drop = server.CreateCommand($"drop database {name} with (force)");
        await drop.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_table_in_use_is_waited_for_shortly_and_often_and_had_once_it_is_free()
    {
        await using var held = new NpgsqlConnection(postgres.Superuser);
        await held.OpenAsync(TestContext.Current.CancellationToken);
        await Execute(held, "create table in_use_shortly ()");
        await Execute(held, "begin; lock table in_use_shortly in access share mode");
        List<string> said = [];
        var changed = Migrator.Patiently(() => Change("in_use_shortly"), said.Add);
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        Assert.False(changed.IsCompleted);
        Assert.True(said.Count > 1);
        await Execute(held, "commit");
        await changed;
        await Execute(held, "drop table in_use_shortly");
    }

    [Fact]
    public async Task A_table_that_is_in_use_for_ever_is_given_up_in_a_sentence()
    {
        await using var held = new NpgsqlConnection(postgres.Superuser);
        await held.OpenAsync(TestContext.Current.CancellationToken);
        await Execute(held, "create table in_use_for_ever ()");
        await Execute(held, "begin; lock table in_use_for_ever in access share mode");
        var refused = await Assert.ThrowsAsync<CommandException>(() => Migrator.Patiently(() => Change("in_use_for_ever"), _ => { }));
        Assert.Contains("in use by a transaction", refused.Message, StringComparison.Ordinal);
        await Execute(held, "commit");
        await Execute(held, "drop table in_use_for_ever");
    }

    [Fact]
    public async Task A_database_without_migrations_lacks_them_all()
    {
        await using var source = NpgsqlDataSource.Create(postgres.Superuser + ";Pooling=false");
        Assert.Equal(Migrator.Names, await Migrator.Missing(source));
    }

    [Fact]
    public async Task The_owner_and_a_superuser_are_refused_and_the_services_role_is_not()
    {
        var template = new NpgsqlConnectionStringBuilder(postgres.Schema.Service).Database!;
        Assert.Contains(await Hazards(Named(postgres.Superuser, template)), h => h.Contains("superuser", StringComparison.Ordinal));
        Assert.Contains(await Hazards(postgres.Schema.Owner), h => h.Contains("owns", StringComparison.Ordinal));
        Assert.DoesNotContain(await Hazards(postgres.Schema.Service), h => h.Contains("role", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_could_lose_acknowledged_writes_is_refused()
    {
        var hazards = await Hazards(postgres.Schema.Service + ";Options=-c synchronous_commit=off");
        Assert.Contains(hazards, h => h.Contains("synchronous_commit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task In_production_a_database_is_named()
    {
        var nothing = new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build();
        var refused = await Assert.ThrowsAsync<CommandException>(() => DatabaseChoice.Of(nothing, development: false, "x", TestContext.Current.CancellationToken));
        Assert.Contains("ConnectionStrings__Service", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>What a migration does, as it does it.</summary>
    private async Task Change(string table)
    {
        await using var connection = new NpgsqlConnection(Migrator.Brief(postgres.Superuser));
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await Execute(connection, $"alter table {table} add column added text");
    }

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<IReadOnlyList<string>> Hazards(string address)
    {
        await using var source = NpgsqlDataSource.Create(address + ";Pooling=false");
        return await Migrator.Hazards(source);
    }

    private static string Named(string address, string database) => new NpgsqlConnectionStringBuilder(address) { Database = database }.ConnectionString;
}
