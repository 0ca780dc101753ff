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
    public async Task Who_may_not_close_the_large_objects_is_told_what_a_superuser_has_to_run()
    {
        var database = await postgres.Create();
        await using var superuser = new NpgsqlConnection(postgres.SuperuserOf(database) + ";Pooling=false");
        await superuser.OpenAsync(TestContext.Current.CancellationToken);
        await Execute(superuser, "grant execute on function lo_create(oid) to public");
        List<string> said = [];
        await Migrator.Migrate(database.Owner, database.Service, said.Add);
        Assert.EndsWith("Have a superuser run in it: revoke execute on function lo_create(oid) from public;", Assert.Single(said, line => line.Contains("large objects", StringComparison.Ordinal)), StringComparison.Ordinal);

        said.Clear();
        await Migrator.CloseLargeObjects(superuser, said.Add);
        await Migrator.Migrate(database.Owner, database.Service, said.Add);
        Assert.DoesNotContain(said, line => line.Contains("large objects", StringComparison.Ordinal));
        await postgres.Drop(database);
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

    /// <summary>{0} is the service's role, {1} a role that it is a member of once it is granted.</summary>
    [Theory]
    [InlineData("alter role {1} superuser; grant {1} to {0}", "is a member of {1}, which is a superuser or may bypass row-level security.")]
    [InlineData("alter role {1} bypassrls; alter role {0} noinherit; grant {1} to {0}", "is a member of {1}, which is a superuser or may bypass row-level security.")]
    [InlineData("alter role {0} createrole", "may make roles, and so members of others, or copy the whole server.")]
    [InlineData("alter role {1} replication; grant {1} to {0}", "is a member of {1}, which may make roles, and so members of others, or copy the whole server.")]
    [InlineData("grant infusion_owner to {1}; grant {1} to {0}", "owns the table access_log.")]
    [InlineData("grant pg_read_all_data to {0}", "is a member of pg_read_all_data, past which no right on a table holds.")]
    [InlineData("grant pg_write_server_files, pg_read_server_files, pg_execute_server_program to {1}; grant {1} to {0}", "is a member of pg_execute_server_program, pg_read_server_files, pg_write_server_files, past which no right on a table holds.")]
    [InlineData("grant pg_write_all_data to {1}; grant {1} to {0}", "is a member of pg_write_all_data, past which no right on a table holds.")]
    [InlineData("grant update on change to {0}", "has rights that nobody may use: UPDATE on change.")]
    [InlineData("grant update (reason) on change to {0}", "has rights that nobody may use: UPDATE on change.")]
    [InlineData("grant delete on seal to public; grant truncate on seal, audit_entry to {0}", "has rights that nobody may use: DELETE on seal, TRUNCATE on audit_entry, TRUNCATE on seal.")]
    [InlineData("alter role {0} noinherit; grant update (read_at) on access_log to {1}; grant {1} to {0}", "has rights that nobody may use: UPDATE on access_log.")]
    [InlineData("grant delete on patient to {0}", "has rights that nobody may use: DELETE on patient.")]
    public async Task A_role_that_could_see_or_change_too_much_by_what_it_was_granted_is_refused(string grants, string hazard)
    {
        var database = await postgres.Create();
        var (role, group) = ($"it_{Environment.ProcessId}_role", $"it_{Environment.ProcessId}_group");
        await using var superuser = new NpgsqlConnection(postgres.SuperuserOf(database) + ";Pooling=false");
        await superuser.OpenAsync(TestContext.Current.CancellationToken);
        await Execute(superuser, $"create role {role} login password 'x'; create role {group}; grant infusion_app to {role}");
        try
        {
            var address = new NpgsqlConnectionStringBuilder(database.Service) { Username = role, Password = "x" }.ConnectionString;
            Assert.Empty(await OfTheRole(address));
            await Execute(superuser, string.Format(System.Globalization.CultureInfo.InvariantCulture, grants, role, group));
            Assert.Contains($"The role {role} {string.Format(System.Globalization.CultureInfo.InvariantCulture, hazard, role, group)}", await OfTheRole(address));
        }
        finally
        {
            await Execute(superuser, $"drop owned by {role}, {group}; drop role {role}, {group}");
            await postgres.Drop(database);
        }

        static async Task<IReadOnlyList<string>> OfTheRole(string address) =>
            [.. (await Hazards(address)).Where(hazard => hazard.StartsWith("The role", StringComparison.Ordinal))];
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
