using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace InfusionTracker.Api.Platform;

/// <summary>
/// What a PostgreSQL answers that was changed under the running service: its package was upgraded, its schema or the rights of the
/// role are others, it no longer knows the role. No request is to blame, and an operator has to mend it: the log says how.
/// </summary>
/// <param name="anew">Opens connections that are not of the pool: those that were open before the change may go on for long.</param>
/// <param name="log">Told each fault, and what to do.</param>
public sealed partial class ServerFaults(NpgsqlDataSource anew, ILogger<ServerFaults> log) : IAsyncDisposable
{
    private const string Server =
        "PostgreSQL fails in itself: its files may be gone or of another version, as after an upgrade of its package while it ran. Restart PostgreSQL.";

    private const string Storage = "PostgreSQL cannot read or write its own files. Look at its disk and at its log.";

    private const string Schema =
        "The database is not as this build needs it. Run migrate of this build, and see whether the rights of the service's role were changed.";

    private const string Access =
        "PostgreSQL does not let the service in. See whether ConnectionStrings__Service names the right database, role and password.";

    /// <summary>As many faults are told apart, and each is logged again after this time.</summary>
    private const int Most = 100;

    private static readonly TimeSpan Again = TimeSpan.FromMinutes(10);

    private static readonly SqlFile Sql = SqlFile.Beside();

    private readonly ConcurrentDictionary<string, long> _logged = new();

    private volatile bool _isSuspect;

    /// <summary>What an operator is to do about an answer that says nothing of the request; null for any other. PostgreSQL has rolled back.</summary>
    public static string? Advice(PostgresException e) => e.SqlState switch
    {
        PostgresErrorCodes.IoError or PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => Storage,
        ['5', '8', ..] or ['X', 'X', ..] or ['F', '0', ..] => Server,
        ['4', '2', ..] or ['3', 'F', ..] or ['0', 'A', ..] => Schema,
        ['2', '8', ..] or ['3', 'D', ..] => Access,
        _ => null,
    };

    /// <summary>Logs a fault, where it is one, and has readiness look at the server.</summary>
    public void Note(Exception e, string requestId)
    {
        if ((e as PostgresException ?? e.InnerException as PostgresException) is not { } answer || Advice(answer) is not { } advice)
        {
            return;
        }

        _isSuspect |= advice == Server;
        var where = $"{answer.SqlState} {answer.Routine} {answer.TableName} {answer.ColumnName}".TrimEnd();
        var isKnown = _logged.TryGetValue(where, out var last);
        if (isKnown ? Stopwatch.GetElapsedTime(last) > Again : _logged.Count < Most)
        {
            _logged[where] = Stopwatch.GetTimestamp();
            LogFault(requestId, advice, where);
        }
    }

    /// <summary>Whether the server is well again, after a fault of its own; it is asked over a connection that is opened now.</summary>
    /// <returns>What to do; null where all is well.</returns>
    public async Task<string?> Look(CancellationToken cancellation)
    {
        if (!_isSuspect)
        {
            return null;
        }

        await using var command = anew.CreateCommand(Sql.Part("works")[0].Text);
        await command.ExecuteNonQueryAsync(cancellation);
        _isSuspect = false;
        return null;
    }

    public ValueTask DisposeAsync() => anew.DisposeAsync();

    [LoggerMessage(Level = LogLevel.Critical, Message = "Request {RequestId} met a fault of the database ({Where}). {Advice}")]
    private partial void LogFault(string requestId, string advice, string where);
}
