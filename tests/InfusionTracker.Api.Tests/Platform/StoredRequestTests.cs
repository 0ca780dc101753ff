using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using InfusionTracker.Api.Scores;
using InfusionTracker.Api.Tests.Access;
using InfusionTracker.Api.Tests.Conventions;
using NodaTime.Testing;
using Npgsql;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>
/// Requests that another build has stored are known again. FirstForm.json holds such requests with the rows that they left in the
/// database, as the build that came with migration 0016 wrote them: one of each kind by an id of its own and one under a key, some by a
/// token that names the performer. The patients are invented.
/// </summary>
public sealed class StoredRequestTests(TestPostgres postgres)
{
    private const string LastMigration = "0016_only_by_the_record_itself.sql";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_of_the_build_before_is_answered_again_by_id_and_by_key()
    {
        var stored = JsonNode.Parse(await File.ReadAllTextAsync(SourceTree.In("tests/InfusionTracker.Api.Tests/Platform/FirstForm.json"), Cancellation))!;
        var clinic = Guid.Parse((string)stored["clinic"]!);
        var name = $"it_{Environment.ProcessId}_first_form";
        await using var server = new NpgsqlConnection(postgres.Superuser);
        await server.OpenAsync(Cancellation);
        await Run(server, $"create database {name} owner infusion_owner");
        var key = await Restore(stored, clinic, name);

        using var issuer = new Issuer();
        await using (var app = await Service.Build(
            Named(postgres.Schema.Service, name), "http://127.0.0.1:0", new FakeClock(RunningService.Now), [.. issuer.Settings, "--Drain:Seconds=0"]))
        {
            await app.StartAsync(Cancellation);
            var url = new Uri(app.Urls.First());
            using var client = new ApiClient(url, key);
            using var person = new ApiClient(url, issuer.Rs256($$"""
                {"iss":"{{Issuer.Name}}","aud":"{{Issuer.Audience}}","exp":{{RunningService.Now.ToUnixTimeSeconds() + 3600}},"clinic_id":"{{clinic}}",
                 "sub":"rn-88","client_id":"ward","roles":["administrator"]}
                """));
            var failed = new List<string>();
            foreach (var request in stored["requests"]!.AsArray())
            {
                failed.AddRange(await NotAnsweredAgain((string)request!["caller"]! == "token" ? person : client, request));
            }

            Assert.True(failed.Count == 0, string.Join('\n', failed));
            await app.StopAsync(Cancellation);
        }

        await Run(server, $"drop database {name} with (force)");
    }

    [Fact]
    public void A_member_that_came_later_is_not_in_the_first_form_where_it_is_left_out()
    {
        var options = new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver().WithAddedModifier(RequestForm.KeepMembers) };
        Assert.Equal("""{"First":null}""", JsonSerializer.Serialize(new Grown(null, null), options));
        Assert.Equal("""{"First":null,"Later":"x"}""", JsonSerializer.Serialize(new Grown(null, "x"), options));

        // What is generated at build time tells of attributes too.
        var performer = Api.Platform.Json.TypeOf<NewScore>().Properties.Single(member => member.Name == "performer");
        Assert.True(performer.AttributeProvider!.IsDefined(typeof(PersonAttribute), inherit: false));
    }

    [Fact]
    public void The_form_of_now_is_of_what_was_sent_alone_and_stays_as_it_is()
    {
        var body = JsonSerializer.Deserialize(
            """{"patientId":"0196f7a1-0000-7000-8000-000000000001","instrument":"HAMA","assessedAt":"2026-03-02T09:00:00.100+01:00","total":31.0,"form":null,"recallPeriod":"P7D"}""",
            Api.Platform.Json.TypeOf<NewScore>())!;
        Assert.Equal(
            """{"assessedAt":"2026-03-02T08:00:00.1Z","instrument":"HAMA","patientId":"0196f7a1-0000-7000-8000-000000000001","recallPeriod":"P7D","total":31.0}""",
            System.Text.Encoding.UTF8.GetString(RequestForm.Second.Write(body)));
        var clock = new FakeClock(RunningService.Now);
        Assert.Equal(
            "02" + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData("score/new \n"u8.ToArray().Concat(RequestForm.Second.Write(body)).ToArray())),
            Convert.ToHexString(WriteIdentity.Of("score", null, null, body, clock).KeyHash));
    }

    private static async Task<IEnumerable<string>> NotAnsweredAgain(ApiClient client, JsonNode request)
    {
        (string, string)[] headers =
        [
            .. request["key"] is { } key ? [("Idempotency-Key", (string)key!)] : Array.Empty<(string, string)>(),
            .. request["ifMatch"] is { } tag ? [("If-Match", (string)tag!)] : Array.Empty<(string, string)>(),
        ];
        var answer = await client.Send(new HttpMethod((string)request["method"]!), (string)request["path"]!, (string)request["body"]!, headers);
        IEnumerable<JsonNode?> records = answer.Json?["items"] is JsonArray items ? items : [answer.Json];
        return answer.Status == (int)request["status"]!
            && answer.Headers.Contains("Idempotency-Replayed")
            && records.Select(r => (r!["id"]!.ToString(), r["version"]?.ToString())).SequenceEqual(
                request["records"]!.AsArray().Select(r => (r!["id"]!.ToString(), r["version"]?.ToString())))
                ? []
                : [$"{request["kind"]} by {request["by"]} {request["path"]}: {answer.Status} {answer.Text}"];
    }

    /// <summary>The rows as the build before left them, and all migrations since.</summary>
    /// <returns>A key of the client that sent the requests.</returns>
    private async Task<string> Restore(JsonNode stored, Guid clinic, string name)
    {
        var (key, text) = ApiKey.Create(clinic, Guid.Parse((string)stored["client"]!));
        var files = SourceTree.Files("db/migrations", "*.sql").Order(StringComparer.Ordinal).ToList();
        var landed = files.IndexOf(LastMigration) + 1;
        await using var owner = new NpgsqlConnection(Named(postgres.Schema.Owner, name));
        await using var superuser = new NpgsqlConnection(Named(postgres.Superuser, name));
        await owner.OpenAsync(Cancellation);
        await superuser.OpenAsync(Cancellation);
        foreach (var file in files[..landed])
        {
            await Run(owner, await File.ReadAllTextAsync(SourceTree.In("db/migrations/" + file), Cancellation));
        }

        await Run(superuser, "set session_replication_role = replica");
        foreach (var (table, rows) in stored["rows"]!.AsObject())
        {
            await using var columns = new NpgsqlCommand(
                "select string_agg(quote_ident(attname), ',') from pg_attribute where attrelid = $1::regclass and attnum > 0 and attgenerated = '' and not attisdropped", superuser);
            columns.Parameters.AddWithValue(table);
            var names = (string)(await columns.ExecuteScalarAsync(Cancellation))!;
            await Run(superuser, $"insert into {table} ({names}) select {names} from jsonb_populate_recordset(null::{table}, $1::jsonb)", rows!.ToJsonString());
        }

        // Keys are kept for 30 days, and the secret of the client's own was not stored.
        await Run(superuser, "update idempotency_key set created_at = clock_timestamp()");
        await Run(superuser, $"update api_key set secret_hash = '\\x{Convert.ToHexString(key.SecretHash)}' where id = '{key.KeyId}'");
        await Run(superuser, "set session_replication_role = origin");
        foreach (var file in files[landed..])
        {
            await Run(owner, await File.ReadAllTextAsync(SourceTree.In("db/migrations/" + file), Cancellation));
        }

        return text;
    }

    private static async Task Run(NpgsqlConnection connection, string text, params string[] values)
    {
        await using var command = new NpgsqlCommand(text, connection);
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value);
        }

        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static string Named(string address, string database) =>
        new NpgsqlConnectionStringBuilder(address) { Database = database, Pooling = false }.ConnectionString;

    private sealed record Grown(string? First, [property: NotInFirstForm] string? Later);
}
