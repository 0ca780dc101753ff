using Npgsql;

namespace InfusionTracker.Api.Platform;

/// <summary>
/// What every connection of the service asks of PostgreSQL as it is opened, and whether it was given. Asked for at the start of a
/// connection, a setting holds against what a role, a database or a server says, also where that is changed later.
/// </summary>
public static class ConnectionSettings
{
    /// <summary>The least that a commit waits for: until the write is on the disk, and on that of a synchronous standby.</summary>
    public const string LeastCommit = "on";

    private const string Commit = "synchronous_commit";

    /// <summary>How often two connections are compared: behind a pooler under load, chance may make them differ for once.</summary>
    private const int Rounds = 5;

    /// <summary>
    /// The statements of a read see one state of the records without asking for it; what writes says otherwise. Every statement that
    /// asks for something else is another one here, so that the plan of all values is that of each, and none is made anew at each
    /// call: a page by a limit that is a parameter would be, and it took longer than the page. A commit that no standby has is told by
    /// a warning alone, which client_min_messages must let through.
    /// </summary>
    private static readonly (string Name, string Value)[] Asked =
    [
        ("lock_timeout", "3s"),
        ("statement_timeout", "7s"),
        ("idle_in_transaction_session_timeout", "10s"),
        ("plan_cache_mode", "force_generic_plan"),
        ("jit", "off"),
        ("default_transaction_isolation", "repeatable read"),
        ("client_min_messages", "notice"),
        ("row_security", "on"),
        ("search_path", "public, pg_temp"),
    ];

    /// <summary>What Npgsql asks for by itself, or only a superuser may set.</summary>
    private static readonly (string Name, string Value)[] Needed =
        [.. Asked, ("TimeZone", "UTC"), ("session_replication_role", "origin"), ("standard_conforming_strings", "on")];

    /// <summary>What the server needs to keep what it acknowledged.</summary>
    private static readonly string[] OfTheServer = ["fsync", "full_page_writes"];

    private static readonly string[] Names = [Commit, .. Needed.Select(setting => setting.Name), .. OfTheServer];

    private const string Shared =
        "A connection pooler gives the transactions of one connection to several sessions of PostgreSQL, so that acknowledged writes could be lost."
        + " Connect without it, or let it pool by session.";

    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Options for the start of a connection: the operator's own, and after them, so that they win, the service's.</summary>
    /// <param name="operators">Those of the operator's connection string.</param>
    /// <param name="commit">What a commit waits for; null for what the role, the database or the server says.</param>
    public static string Options(string? operators, string? commit)
    {
        var ours = (commit is null ? Asked : [.. Asked, (Commit, commit)])
            .Select(setting => $"-c {setting.Name}={setting.Value.Replace(" ", "\\ ", StringComparison.Ordinal)}");
        return string.Join(' ', operators is { Length: > 0 } ? ours.Prepend(operators) : ours);
    }

    /// <summary>As <see cref="CommitOf(NpgsqlConnection)"/>, by a connection of its own.</summary>
    /// <param name="address">Connection string of the service's role.</param>
    public static async Task<string> CommitOf(string address)
    {
        await using var asFound = new NpgsqlConnection(Service.Unpooled(address).ConnectionString);
        await asFound.OpenAsync();
        return await CommitOf(asFound);
    }

    /// <summary>
    /// What a commit of the service waits for: what the operator's connection string, the role, the database or the server asks for
    /// where that is more, and else <see cref="LeastCommit"/>.
    /// </summary>
    /// <param name="asFound">A connection of the service's role that asks for nothing but what the operator's string does.</param>
    public static async Task<string> CommitOf(NpgsqlConnection asFound)
    {
        await using var command = new NpgsqlCommand(Sql.Part("commit")[0].Text, asFound);
        var found = (string)(await command.ExecuteScalarAsync())!;
        return IsEnough(found) ? found : LeastCommit;
    }

    /// <summary>
    /// Why acknowledged writes could be lost, or statements run otherwise than they must, on the connections of a pool; empty where
    /// all is well.
    /// </summary>
    /// <param name="source">What <see cref="Service.ServiceDataSource"/> made.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<IReadOnlyList<string>> Hazards(NpgsqlDataSource source, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            var (settings, session) = await Look(connection, cancellation);
            return await IsShared(source, connection, session, cancellation) ? [Shared] : [.. Missed(settings)];
        }
        catch (PostgresException e) when (Retries.IsOutdated(e))
        {
            // Nobody else has ended the statements that this connection had prepared.
            return [Shared];
        }
    }

    /// <summary>
    /// True where transactions of one connection come to several sessions. Who pools names a session of its own invention; where
    /// it is the true one, nobody is in between. A pooler that lets go of a session after each transaction gives the same one to the
    /// next who asks, or another one to the same.
    /// </summary>
    private static async Task<bool> IsShared(NpgsqlDataSource source, NpgsqlConnection first, int session, CancellationToken cancellation)
    {
        if (first.ProcessID == session)
        {
            return await Session(first, cancellation) != session;
        }

        await using var second = await source.OpenConnectionAsync(cancellation);
        var other = await Session(second, cancellation);
        for (var round = 0; round < Rounds; round++)
        {
            if (other == session || await Session(first, cancellation) != session || await Session(second, cancellation) != other)
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<string> Missed(Dictionary<string, string> settings)
    {
        foreach (var name in OfTheServer.Where(name => settings[name] == "off"))
        {
            yield return $"The server runs with {name} off: an acknowledged write could be lost. Set it to on.";
        }

        if (!IsEnough(settings[Commit]))
        {
            yield return Missed(Commit, settings[Commit], LeastCommit);
        }

        foreach (var (name, value) in Needed.Where(setting => settings[setting.Name] != setting.Value))
        {
            yield return Missed(name, settings[name], value);
        }
    }

    private static string Missed(string name, string found, string needed) =>
        $"The connections of the service have {name} {found}, and need {needed}: a connection pooler may have left out what they ask for."
        + $" Connect without it, or set it for the service's role: alter role ROLE set {name} = {(needed.Contains(',', StringComparison.Ordinal) ? needed : $"'{needed}'")}.";

    private static bool IsEnough(string commit) => commit is LeastCommit or "remote_apply";

    private static async Task<int> Session(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Sql.Part("session")[0].Text, connection);
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task<(Dictionary<string, string> Settings, int Session)> Look(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Sql.Part("look")[0].Text, connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Names });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var (settings, session) = (new Dictionary<string, string>(), 0);
        while (await reader.ReadAsync(cancellation))
        {
            settings[reader.GetString(0)] = reader.GetString(1);
            session = reader.GetInt32(2);
        }

        return (settings, session);
    }
}
