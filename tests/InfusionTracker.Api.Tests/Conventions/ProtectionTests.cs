using InfusionTracker.Api.Tests.Platform;
using Npgsql;

namespace InfusionTracker.Api.Tests.Conventions;

/// <summary>
/// Whatever has a meaning for a record is in the chain or follows from it, so that <c>audit verify</c> finds it changed: also by a
/// superuser, and also where one table alone is restored from an older dump. Each table says how.
/// </summary>
public sealed class ProtectionTests(TestPostgres postgres)
{
    /// <summary>Every state is in <c>change</c>, and each row is held against its last.</summary>
    private const string Kept = """
        (select count(*) from pg_trigger g
         where g.tgrelid = t.oid and g.tgenabled = 'O' and g.tgname in ('record_inserts', 'record_change')) = 2
        """;

    /// <summary>Its rows are hashed into the chain, or are the chain: they are added to, and nothing else.</summary>
    private const string Chained = """
        (select count(*) from pg_trigger g join pg_proc p on p.oid = g.tgfoid
         where g.tgrelid = t.oid and g.tgenabled = 'O' and p.proname = 'refuse') = 2
        and not has_any_column_privilege('infusion_service', t.oid, 'update')
        """;

    /// <summary>The database fills it itself, the service only looks, and what it should hold is made again by <c>audit verify</c>.</summary>
    private const string Derived = Closed;

    /// <summary>It holds nothing of a record, and the service only looks.</summary>
    private const string Closed = "not has_any_column_privilege('infusion_service', t.oid, 'insert, update') and not has_table_privilege('infusion_service', t.oid, 'delete')";

    /// <summary>It holds nothing of a record, and the service writes it.</summary>
    private const string Free = "true";

    private static readonly Dictionary<string, (string How, string Why)> Rulings = new()
    {
        ["access_log"] = (Chained, "The reads, hashed by the batch."),
        ["adverse_event"] = (Kept, "A record."),
        ["api_key"] = (Kept, "Who may ask; of the secret a digest is kept."),
        ["audit_entry"] = (Chained, "The order; each entry is held against the change or the reads that it is of."),
        ["change"] = (Chained, "Every state of every record, hashed one by one."),
        ["client"] = (Kept, "Who asked: the id follows from issuer and subject, or is that of the first key; one that made changes is there."),
        ["clinic"] = (Kept, "A record: its name, time zone and settings, by which times and figures are judged."),
        ["cursor_key"] = (Closed, "Seals the cursors of lists. A changed one has the pages of a list begun anew; a cursor opens no other clinic."),
        ["idempotency_key"] = (Free, "Which versions a retry is answered with, for 30 days. The answer is made of changes, and no record of it."),
        ["infusion_event"] = (Kept, "A record."),
        ["observation"] = (Kept, "A record."),
        ["patient"] = (Kept, "A record."),
        ["record_identifier"] = (Derived, "By what a session, observation or score is found: made of the record's own identifiers."),
        ["patient_identifier"] = (Derived, "By what a patient is found: made of the chart's own identifiers."),
        ["protocol"] = (Kept, "A record."),
        ["schema_migration"] = (Closed, "Which migrations were applied; the schema itself is the owner's."),
        ["score"] = (Kept, "A record."),
        ["seal"] = (Chained, "The hashes; heads that were kept elsewhere tell them from others."),
        ["session"] = (Kept, "A record."),
        ["unsealed"] = (Derived, "What waits to be sealed: a row too few shows as what is neither sealed nor waits, one too many as sealed twice."),
        ["wastage"] = (Kept, "A record."),
    };

    [Fact]
    public async Task Every_table_says_what_protects_its_content()
    {
        var tables = await Strings("select relname from pg_class where relkind in ('r', 'p', 'm', 'f') and relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace, 'pg_toast'::regnamespace)");
        Assert.True(
            tables.Except(Rulings.Keys).FirstOrDefault() is null,
            $"{tables.Except(Rulings.Keys).FirstOrDefault()} has no ruling: say in ProtectionTests whether its states are kept, or how a change past the chain would be found.");
        Assert.Empty(Rulings.Keys.Except(tables));
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task It_is_protected_as_it_says(string table) =>
        Assert.Equal([table], await Strings($"select relname from pg_class t where relname = '{table}' and relnamespace = 'public'::regnamespace and {Rulings[table].How}"));

    public static TheoryData<string> Tables => [.. Rulings.Keys];

    private async Task<List<string>> Strings(string query)
    {
        await using var connection = new NpgsqlConnection(postgres.SuperuserOf(postgres.Schema) + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(query, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var strings = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            strings.Add(reader.GetString(0));
        }

        return strings;
    }
}
