using InfusionTracker.Api.Tests.Platform;

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
        await using var database = await MigratingDatabase.Create(postgres, "clients");
        await database.MigrateUpTo("clients");
        await database.Run(Before);
        await database.MigrateUpTo(null);
        Assert.Equal(true, await database.Ask(
            "select authorize(id, secret_hash, 'records:read', 'x') = id and exists (select from idempotency_key i where i.client_id = k.client_id) from api_key k"));
        Assert.Equal(true, await database.Ask(
            "select bool_and(after ->> 'secret_digest' = encode(sha256(sha256('old')), 'hex')) from change where record_type = 'api_key' and version > 1"));
        await database.Verified();
    }
}
