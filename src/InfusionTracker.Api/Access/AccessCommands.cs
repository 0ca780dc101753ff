using System.CommandLine;
using System.Data;
using InfusionTracker.Api.Hosting;
using InfusionTracker.Api.Platform;
using NodaTime;
using Npgsql;

namespace InfusionTracker.Api.Access;

/// <summary><c>clinics create</c>, <c>keys create|rotate|list|revoke</c> and <c>clients list|revoke|reinstate</c>: how the first client of a clinic is let in, and who comes no longer.</summary>
public static class AccessCommands
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>What a clinic or a key is called by, as over HTTP.</summary>
    private static readonly NamedAttribute Name = new(200);

    public static void AddTo(RootCommand root)
    {
        var name = new Option<string>("--name") { Description = "Name of the clinic.", Required = true };
        var zone = new Option<string>("--time-zone") { Description = "IANA time zone of the clinic.", DefaultValueFactory = _ => "Etc/UTC" };
        var clinic = new Option<Guid>("--clinic") { Description = "Id of the clinic.", Required = true };
        var roles = new Option<string[]>("--role") { Description = $"Role: {string.Join(", ", Scopes.Roles.Keys.Order())}.", Required = true, AllowMultipleArgumentsPerToken = true };
        var label = new Option<string>("--label") { Description = "What the key is for.", Required = true };
        var days = new Option<int?>("--expires-in-days") { Description = "After how many days the key stops working." };
        var overlap = new Option<int>("--overlap-hours") { Description = "How long the key before still works.", DefaultValueFactory = _ => (int)CreateApiKey.UsualOverlap.TotalHours };
        var key = new Option<Guid>("--key") { Description = "Id of the key.", Required = true };
        var client = new Option<Guid>("--client") { Description = "Id of the client, which is the recordedBy of what it writes.", Required = true };

        root.Subcommands.Add(new Command("clinics", "Sets up clinics.")
        {
            new Command("create", "Sets up a clinic.") { name, zone }.Does((arguments, cancellation) => WithDatabase(async source =>
            {
                var id = await CreateClinic(source, NewId(), arguments.GetRequiredValue(name), arguments.GetRequiredValue(zone));
                Console.WriteLine($"Clinic: {id}");
            }, cancellation)),
        });
        root.Subcommands.Add(new Command("keys", "Makes, rotates, lists and revokes the keys of a clinic's clients.")
        {
            new Command("create", "Makes a key. It is shown once.") { clinic, roles, label, days }.Does((arguments, cancellation) => WithClinic(arguments.GetRequiredValue(clinic), async (source, clinicId) =>
            {
                var text = await CreateKey(source, clinicId, arguments.GetRequiredValue(roles), arguments.GetRequiredValue(label), arguments.GetValue(days));
                Console.WriteLine($"API key: {text}");
            }, cancellation)),
            new Command("rotate", "Makes the next key of a client; the one before works on for a while. It is shown once.") { clinic, key, days, overlap }.Does((arguments, cancellation) => WithClinic(arguments.GetRequiredValue(clinic), async (source, clinicId) =>
            {
                var text = await RotateKey(source, clinicId, arguments.GetRequiredValue(key), arguments.GetValue(days), arguments.GetValue(overlap));
                Console.WriteLine($"API key: {text}");
            }, cancellation)),
            new Command("list", "Lists the keys of a clinic, without their secrets.") { clinic }.Does((arguments, cancellation) => WithClinic(arguments.GetRequiredValue(clinic), async (source, clinicId) =>
            {
                await Print(source, clinicId, "listKeys");
            }, cancellation)),
            new Command("revoke", "Revokes a key; it stops working at once.") { clinic, key }.Does((arguments, cancellation) => WithClinic(arguments.GetRequiredValue(clinic), async (source, clinicId) =>
            {
                await RevokeKey(source, clinicId, arguments.GetRequiredValue(key));
                Console.WriteLine("Revoked.");
            }, cancellation)),
        });
        root.Subcommands.Add(new Command("clients", "Lists the clients of a clinic, cuts them off and lets them in again.")
        {
            new Command("list", "Lists the clients: those with keys, and those that the issuer signed in.") { clinic }.Does((arguments, cancellation) =>
                WithClinic(arguments.GetRequiredValue(clinic), (source, clinicId) => Print(source, clinicId, "listClients"), cancellation)),
            new Command("revoke", "Cuts a client off at once: its tokens are refused, its keys revoked.") { clinic, client }.Does((arguments, cancellation) =>
                WithClinic(arguments.GetRequiredValue(clinic), async (source, clinicId) =>
                {
                    await ChangeClient(source, clinicId, "revokeClient", arguments.GetRequiredValue(client));
                    Console.WriteLine("Cut off.");
                }, cancellation)),
            new Command("reinstate", "Lets a client in again by its tokens. Its keys stay revoked.") { clinic, client }.Does((arguments, cancellation) =>
                WithClinic(arguments.GetRequiredValue(clinic), async (source, clinicId) =>
                {
                    await ChangeClient(source, clinicId, "reinstateClient", arguments.GetRequiredValue(client));
                    Console.WriteLine("Let in again.");
                }, cancellation)),
        });
    }

    /// <summary>Sets up a clinic; one with this id that exists is left as it is.</summary>
    /// <exception cref="CommandException">The name or the time zone is none.</exception>
    public static async Task<Guid> CreateClinic(NpgsqlDataSource source, Guid id, string name, string timeZone)
    {
        RefuseUnlessNamed("--name", name);
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZone) is null)
        {
            throw new CommandException("The time zone is not one of the IANA database, e.g. Europe/Berlin.");
        }

        await InClinic(source, id, "createClinic", new SqlArguments { { "name", name }, { "timeZone", timeZone } });
        return id;
    }

    /// <summary>Makes a key.</summary>
    /// <returns>Its text, which is stored nowhere.</returns>
    /// <exception cref="CommandException">A role is not known, the label is none, or the key would not end at a time to come.</exception>
    public static async Task<string> CreateKey(NpgsqlDataSource source, Guid clinicId, string[] roles, string label, int? expiresInDays)
    {
        RefuseUnlessNamed("--label", label);
        RefuseUnlessToCome(expiresInDays);
        if (Array.Find(roles, role => !Scopes.Roles.ContainsKey(role)) is not null)
        {
            throw new CommandException($"Give roles of {string.Join(", ", Scopes.Roles.Keys.Order())}.");
        }

        var (key, text) = ApiKey.Create(clinicId, NewId());
        await InClinic(source, clinicId, "createKey", new SqlArguments
        {
            { "id", key.KeyId },
            { "label", label },
            { "roles", roles },
            { "scopes", roles.SelectMany(role => Scopes.Roles[role]).Distinct().ToArray() },
            { "secretHash", key.SecretHash },
            { "days", expiresInDays },
        });
        return text;
    }

    /// <summary>Makes the next key of the client of a key, with the same roles and scopes.</summary>
    /// <returns>Its text, which is stored nowhere.</returns>
    /// <exception cref="CommandException">The clinic has no such key, the key cannot be rotated, or a time is out of range.</exception>
    public static async Task<string> RotateKey(NpgsqlDataSource source, Guid clinicId, Guid keyId, int? expiresInDays, int overlapHours)
    {
        RefuseUnlessToCome(expiresInDays);
        if (overlapHours < 0 || overlapHours > CreateApiKey.LongestOverlap.TotalHours)
        {
            throw new CommandException($"Give --overlap-hours 0 to {CreateApiKey.LongestOverlap.TotalHours:0}.");
        }

        var (next, text) = ApiKey.Create(clinicId, NewId());
        try
        {
            await InClinic(source, clinicId, "rotateKey", new SqlArguments
            {
                { "keyId", keyId },
                { "id", next.KeyId },
                { "secretHash", next.SecretHash },
                { "days", expiresInDays },
                { "overlap", Duration.FromHours(overlapHours) },
            });
        }
        catch (PostgresException e) when (e.SqlState is SqlStates.NotFound or SqlStates.Conflict)
        {
            throw new CommandException($"{char.ToUpperInvariant(e.MessageText[0])}{e.MessageText[1..]}.");
        }

        return text;
    }

    private static void RefuseUnlessNamed(string option, string name)
    {
        if (!Name.IsValid(name))
        {
            throw new CommandException($"Give {option} 1 to {Name.MaximumLength} characters that are not all blank.");
        }
    }

    /// <summary>A key ends in the future, and no later than any time that can be recorded, as over HTTP.</summary>
    private static void RefuseUnlessToCome(int? expiresInDays)
    {
        var longest = (Times.Latest - Service.SystemClock().GetCurrentInstant()).Days;
        if (expiresInDays < 1 || expiresInDays > longest)
        {
            throw new CommandException($"Give --expires-in-days 1 to {longest}.");
        }
    }

    private static async Task RevokeKey(NpgsqlDataSource source, Guid clinicId, Guid keyId)
    {
        if (await InClinic(source, clinicId, "revokeKey", new SqlArguments { { "id", keyId } }) == 0)
        {
            throw new CommandException("The clinic has no such key.");
        }
    }

    /// <exception cref="CommandException">The clinic has no such client.</exception>
    private static async Task ChangeClient(NpgsqlDataSource source, Guid clinicId, string part, Guid client)
    {
        if (!await Exists(source, clinicId, "isClient", new SqlArguments { { "id", client } }))
        {
            throw new CommandException("The clinic has no such client.");
        }

        await InClinic(source, clinicId, part, new SqlArguments { { "id", client } });
    }

    /// <summary>Prints the lines that a statement answers with.</summary>
    private static async Task Print(NpgsqlDataSource source, Guid clinicId, string part)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await Enter(connection, clinicId);
        await using var command = new NpgsqlCommand(Sql.Part(part)[0].Text, connection, transaction);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            Console.WriteLine(reader.GetString(0));
        }
    }

    /// <returns>How many rows were written.</returns>
    private static async Task<int> InClinic(NpgsqlDataSource source, Guid clinicId, string part, SqlArguments arguments)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await Enter(connection, clinicId);
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var statement in Sql.Part(part))
        {
            batch.BatchCommands.Add(arguments.Bind(statement));
        }

        var written = await batch.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        return written;
    }

    /// <summary>Begins a transaction that sees the clinic.</summary>
    internal static async Task<NpgsqlTransaction> Enter(
        NpgsqlConnection connection, Guid clinicId, IsolationLevel isolation = IsolationLevel.ReadCommitted)
    {
        var transaction = await connection.BeginTransactionAsync(isolation);
        await using var enter = new NpgsqlCommand($"SET LOCAL app.clinic_id = '{clinicId:D}'", connection, transaction);
        await enter.ExecuteNonQueryAsync();
        return transaction;
    }

    private static async Task<int> WithDatabase(Func<NpgsqlDataSource, Task> work, CancellationToken cancellation)
    {
        await using var choice = await DatabaseChoice.Of(HostingCommand.Configuration, HostingCommand.IsDevelopment, ServeCommand.Database, cancellation);
        await using var source = Service.ServiceDataSource(choice.Service, await ConnectionSettings.CommitOf(choice.Service));
        await work(source);
        return 0;
    }

    /// <exception cref="CommandException">There is no such clinic.</exception>
    private static Task<int> WithClinic(Guid clinicId, Func<NpgsqlDataSource, Guid, Task> work, CancellationToken cancellation) =>
        WithDatabase(
            async source =>
            {
                if (!await Exists(source, clinicId, "isSetUp", []))
                {
                    throw new CommandException($"There is no clinic {clinicId}. Set one up with clinics create.");
                }

                await work(source, clinicId);
            },
            cancellation);

    private static async Task<bool> Exists(NpgsqlDataSource source, Guid clinicId, string part, SqlArguments arguments)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await Enter(connection, clinicId);
        await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { arguments.Bind(Sql.Part(part)[0]) } };
        return (bool)(await batch.ExecuteScalarAsync())!;
    }

    private static Guid NewId() => WriteIdentity.NewId(Service.SystemClock());
}
