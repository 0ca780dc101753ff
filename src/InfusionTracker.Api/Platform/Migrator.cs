using System.Reflection;
using DbUp;
using DbUp.Engine;
using DbUp.Engine.Output;
using InfusionTracker.Api.Hosting;
using Npgsql;

namespace InfusionTracker.Api.Platform;

/// <summary>Brings a database to the schema of this build, and tells whether it is there.</summary>
public static class Migrator
{
    private const string Folder = "db/migrations/";
    private const long AdvisoryLock = 4_951_087_364_221; // any number that no other program locks

    /// <summary>How often a table is tried to be had that others use.</summary>
    private const int Tries = 20;

    /// <summary>Between two tries, so that whoever came to wait behind the one is done before the next.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);

    /// <summary>Names of the migrations of this build, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = typeof(Migrator).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
        .Select(name => name[Folder.Length..])
        .Order(StringComparer.Ordinal)
        .ToList();

    /// <summary>
    /// Applies what is missing, one transaction a file, under an advisory lock, so that two that start at once do not
    /// collide. Makes the role of the service where it has to.
    /// </summary>
    /// <param name="owner">Connection string of the role that owns the tables.</param>
    /// <param name="app">Connection string of the service: a role that owns nothing.</param>
    /// <param name="log">Told what is done.</param>
    /// <returns>How many migrations were applied.</returns>
    public static async Task<int> Migrate(string owner, string app, Action<string> log)
    {
        var brief = Brief(owner);
        await using var locked = new NpgsqlConnection(brief);
        await locked.OpenAsync();
        await using (var command = new NpgsqlCommand(Sql("lock")[0].Text, locked))
        {
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = AdvisoryLock });
            while (!(bool)(await command.ExecuteScalarAsync())!)
            {
                log("Another migration is running; waiting for it.");
                await Task.Delay(500);
            }
        }

        await EnsureRole(locked, new NpgsqlConnectionStringBuilder(app));
        var applied = 0;
        await Patiently(
            () =>
            {
                var result = Upgrader(brief, log).PerformUpgrade();
                applied += result.Scripts.Count();
                return result.Successful ? Task.CompletedTask : throw Failure(result);
            },
            log);
        await using var grant = new NpgsqlCommand(Sql("journal")[0].Text, locked);
        await grant.ExecuteNonQueryAsync();
        await Validate(locked, log);
        await CloseLargeObjects(locked, log);
        return applied;
    }

    /// <summary>Takes from everybody the right to keep anything in this database past its tables, or says who has to.</summary>
    /// <param name="connection">To the database; as a superuser it is done, as another the statement is told.</param>
    /// <param name="log">Told what is to be done.</param>
    public static async Task CloseLargeObjects(NpgsqlConnection connection, Action<string> log)
    {
        string statement;
        await using (var open = new NpgsqlCommand(Sql("largeObjects")[0].Text, connection))
        await using (var reader = await open.ExecuteReaderAsync())
        {
            if (!await reader.ReadAsync())
            {
                return;
            }

            statement = reader.GetString(0);
            if (!reader.GetBoolean(1))
            {
                log($"Every role that may connect can keep large objects in this database, where no record of changes is kept. Have a superuser run in it: {statement};");
                return;
            }
        }

        await using var close = new NpgsqlCommand(statement, connection);
        await close.ExecuteNonQueryAsync();
    }

    /// <summary>
    /// Looks through the rows that were there before a constraint was, while everybody works on. Those that break it are the
    /// operator's to correct, and no reason to keep a new release from starting.
    /// </summary>
    private static async Task Validate(NpgsqlConnection owner, Action<string> log)
    {
        var open = new List<(string Statement, string Table, string Rule)>();
        await using (var list = new NpgsqlCommand(Sql("unvalidated")[0].Text, owner))
        await using (var reader = await list.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                open.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
            }
        }

        foreach (var (statement, table, rule) in open)
        {
            await using var validate = new NpgsqlCommand(statement, owner) { CommandTimeout = 0 };
            try
            {
                await Patiently(() => validate.ExecuteNonQueryAsync(), log);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.CheckViolation)
            {
                log($"The table {table} holds rows that break the rule “{rule.Replace('_', ' ')}”. Correct them as db/README.md says, then run migrate again.");
            }
        }
    }

    /// <summary>
    /// The owner's connection string for changes of tables in use: while a change waits for its table, whoever wants the table
    /// waits behind it, and so it waits for 150 ms and no longer.
    /// </summary>
    public static string Brief(string owner) =>
        new NpgsqlConnectionStringBuilder(owner) { Options = "-c lock_timeout=150", Pooling = false }.ConnectionString;

    /// <summary>Does what needs a table that others use, and tries again where it is not to be had, for some 13 s.</summary>
    /// <exception cref="CommandException">It was in use all the time.</exception>
    public static async Task Patiently(Func<Task> change, Action<string> log)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await change();
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                if (tries == Tries)
                {
                    throw new CommandException(
                        $"A table is in use by a transaction that does not end, and was not to be had in {Tries} tries. Find it in pg_stat_activity, then run migrate again: what was applied stays.");
                }

                log("A table is in use by a transaction; trying again.");
                await Task.Delay(Pause);
            }
        }
    }

    private static UpgradeEngine Upgrader(string owner, Action<string> log) => DeployChanges.To
        .PostgresqlDatabase(owner)
        .JournalToPostgresqlTable("public", "schema_migration")
        .WithScripts(Names.Select(name => new SqlScript(name, Text(name))))
        .WithVariablesDisabled()
        .WithTransactionPerScript()
        .LogTo(new Log(log))
        .Build();

    private static Exception Failure(DatabaseUpgradeResult result) =>
        result.Error is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable }
            ? result.Error
            : new InvalidOperationException($"Migration {result.ErrorScript?.Name} failed: {result.Error.Message}", result.Error);

    /// <summary>The migrations of this build that the database lacks.</summary>
    public static async Task<IReadOnlyList<string>> Missing(NpgsqlDataSource source)
    {
        var applied = await Applied(source);
        return Names.Where(name => !applied.Contains(name)).ToList();
    }

    /// <summary>The migrations of the database that this build does not know, since it is older.</summary>
    public static async Task<IReadOnlyList<string>> Unknown(NpgsqlDataSource source) =>
        (await Applied(source)).Except(Names).Order(StringComparer.Ordinal).ToList();

    /// <summary>The migrations that the database has; none if it was never migrated.</summary>
    private static async Task<HashSet<string>> Applied(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        var applied = new HashSet<string>();
        try
        {
            await using var command = new NpgsqlCommand(Sql("applied")[0].Text, connection);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                applied.Add(reader.GetString(0));
            }
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InsufficientPrivilege)
        {
            return [];
        }

        return applied;
    }

    /// <summary>Why the service must not work as this role or on this server; empty where it may.</summary>
    public static async Task<IReadOnlyList<string>> Hazards(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(Sql("hazards")[0].Text, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var hazards = new List<string>();
        while (await reader.ReadAsync())
        {
            hazards.Add(reader.GetString(0));
        }

        return hazards;
    }

    private static async Task EnsureRole(NpgsqlConnection owner, NpgsqlConnectionStringBuilder app)
    {
        await using var command = new NpgsqlCommand(Sql("roles")[0].Text, owner);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = app.Username! });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = app.Password ?? "" });
        var statements = (string[])(await command.ExecuteScalarAsync())!;
        foreach (var statement in statements)
        {
            await using var create = new NpgsqlCommand(statement, owner);
            try
            {
                await create.ExecuteNonQueryAsync();
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                throw new CommandException(
                    "The owner's role may not make the role of the service. Have a superuser run: "
                    + $"alter role {Quoted(new NpgsqlConnectionStringBuilder(owner.ConnectionString).Username!)} createrole; then run migrate again.");
            }
        }
    }

    private static string Quoted(string role) => $"\"{role.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static IReadOnlyList<SqlStatement> Sql(string part) => File.Part(part);

    private static string Text(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Folder + name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static readonly SqlFile File = SqlFile.Load("Platform/Migrator.sql");

    private sealed class Log(Action<string> log) : IUpgradeLog
    {
        public void LogTrace(string format, params object[] args)
        {
        }

        public void LogDebug(string format, params object[] args)
        {
        }

        public void LogInformation(string format, params object[] args)
        {
            if (format.StartsWith("Executing", StringComparison.Ordinal) && args is [var script, ..])
            {
                log($"Applying {script}");
            }
        }

        public void LogWarning(string format, params object[] args) => log(string.Format(System.Globalization.CultureInfo.InvariantCulture, format, args));

        /// <summary>What went wrong is thrown as well, and may be worth another try.</summary>
        public void LogError(string format, params object[] args)
        {
        }

        public void LogError(Exception ex, string format, params object[] args)
        {
        }
    }
}
