using InfusionTracker.Api.Audit;
using InfusionTracker.Api.Tests.Conventions;
using InfusionTracker.Api.Tests.Platform;
using Npgsql;

namespace InfusionTracker.Api.Tests.Access;

/// <summary>Keys that were made before clients were told apart from keys.</summary>
public sealed class ClientMigrationTests(TestPostgres postgres)
{
    private const string Before = """
        set app.clinic_id = '0196f000-0000-7000-8000-000000000001';
        insert into clinic (clinic_id, name) values ('0196f000-0000-7000-8000-000000000001', 'Clinic');
        insert into api_key (clinic_id, id, label, roles, scopes, secret_hash)
          values ('0196f000-0000-7000-8000-000000000001', '0196f000-0000-7000-8000-00000000000a', 'old', '{dashboard}', '{records:read}', sha256('old'));
        insert into idempotency_key (clinic_id, client_id, key, request_hash, request_id, status, record_type, record_ids)
          values ('0196f000-0000-7000-8000-000000000001', '0196f000-0000-7000-8000-00000000000a', 'k', sha256('r'), 'r', 201, 'patient', '{}');
        """;

    [Fact]
    public async Task A_key_goes_on_as_a_client_of_its_own_with_what_it_has_sent()
    {
        var name = $"it_{Environment.ProcessId}_clients";
        await using var server = new NpgsqlConnection(postgres.Superuser);
        await server.OpenAsync(TestContext.Current.CancellationToken);
        await Run(server, $"create database {name} owner infusion_owner");
        var files = SourceTree.Files("db/migrations", "*.sql").Order(StringComparer.Ordinal).ToList();
        var landing = files.FindIndex(file => file.EndsWith("_clients.sql", StringComparison.Ordinal));
        await using (var owner = new NpgsqlConnection(Named(postgres.Schema.Owner, name)))
        await using (var superuser = new NpgsqlConnection(Named(postgres.Superuser, name)))
        {
            await owner.OpenAsync(TestContext.Current.CancellationToken);
            await superuser.OpenAsync(TestContext.Current.CancellationToken);
            foreach (var file in files[..landing])
            {
                await Run(owner, await File.ReadAllTextAsync(SourceTree.In("db/migrations/" + file), TestContext.Current.CancellationToken));
            }

            await Run(superuser, Before);
            foreach (var file in files[landing..])
            {
                await Run(owner, await File.ReadAllTextAsync(SourceTree.In("db/migrations/" + file), TestContext.Current.CancellationToken));
            }

            await using var letIn = new NpgsqlCommand(
                "select authorize(id, secret_hash, 'records:read', 'x') = id and exists (select from idempotency_key i where i.client_id = k.client_id) from api_key k", superuser);
            Assert.Equal(true, await letIn.ExecuteScalarAsync(TestContext.Current.CancellationToken));
            await using var proven = new NpgsqlCommand(
                "select bool_and(after ->> 'secret_digest' = encode(sha256(sha256('old')), 'hex')) from change where record_type = 'api_key' and version > 1", superuser);
            Assert.Equal(true, await proven.ExecuteScalarAsync(TestContext.Current.CancellationToken));
            await using var told = new StringWriter();
            Assert.True(await AuditCommands.Verify(Named(postgres.Schema.Owner, name), null, null, told, TestContext.Current.CancellationToken) == 0, told.ToString());
        }

        await Run(server, $"drop database {name} with (force)");
    }

    private static async Task Run(NpgsqlConnection connection, string text)
    {
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static string Named(string address, string database) =>
        new NpgsqlConnectionStringBuilder(address) { Database = database, Pooling = false }.ConnectionString;
}
