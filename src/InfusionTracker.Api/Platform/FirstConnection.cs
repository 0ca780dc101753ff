using System.Diagnostics;
using System.Net.Sockets;
using InfusionTracker.Api.Hosting;
using Npgsql;

namespace InfusionTracker.Api.Platform;

/// <summary>
/// The first connection of a start. A database that is being started, or moved, lets nobody in for a while: it is waited for, and
/// what is in the way is told. What waiting cannot mend, such as a wrong password, ends the start at once.
/// </summary>
/// <param name="tell">Told what is waited for, at the beginning and every ten seconds.</param>
/// <param name="longest">How long at most; a minute where null.</param>
public sealed class FirstConnection(Action<string> tell, TimeSpan? longest = null)
{
    private const string NoAnswer = "it does not answer";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);

    /// <summary>Who has not answered by then may have gone away, and is asked anew.</summary>
    private static readonly TimeSpan LongestTry = TimeSpan.FromSeconds(15);

    private readonly TimeSpan _longest = longest ?? TimeSpan.FromMinutes(1);
    private readonly Stopwatch _since = Stopwatch.StartNew();

    /// <summary>The first line about a silent server; a refusal is told at once.</summary>
    private TimeSpan _tellNext = TimeSpan.FromSeconds(2);

    /// <summary>Waits until the database lets in.</summary>
    /// <param name="address">Connection string of the role that is about to work.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="CommandException">It did not, for as long as it was waited for.</exception>
    /// <exception cref="NpgsqlException">It refuses for good.</exception>
    public async Task Wait(string address, CancellationToken cancellation)
    {
        var given = new NpgsqlConnectionStringBuilder(address);
        for (var isRefused = false; ; isRefused = true)
        {
            string reason;
            try
            {
                await Open(given, cancellation);
                if (isRefused)
                {
                    tell("The database lets the service in.");
                }

                return;
            }
            catch (Exception e) when (Temporary(e) is { } temporary)
            {
                reason = temporary;
            }

            if (_since.Elapsed >= _longest)
            {
                throw new CommandException(
                    $"The database at {given.Host} (port {given.Port}) was waited for in vain for {_longest.TotalSeconds:0} s: {reason}. Start it, or correct the connection string.");
            }

            Tell(given, reason, isFirst: !isRefused);
            await Task.Delay(Pause, cancellation);
        }
    }

    /// <summary>Opens a connection and closes it; says meanwhile that there is no answer.</summary>
    private async Task Open(NpgsqlConnectionStringBuilder given, CancellationToken cancellation)
    {
        var left = _longest - _since.Elapsed;
        var alone = Service.Unpooled(given.ConnectionString);
        alone.Timeout = (int)Math.Ceiling(Math.Clamp(left.TotalSeconds, 1, LongestTry.TotalSeconds));
        await using var connection = new NpgsqlConnection(alone.ConnectionString);
        var opening = connection.OpenAsync(cancellation);
        while (!opening.IsCompleted)
        {
            var next = _tellNext - _since.Elapsed;
            await Task.WhenAny(opening, Task.Delay(next > TimeSpan.Zero ? next : TimeSpan.Zero, CancellationToken.None));
            if (!opening.IsCompleted)
            {
                Tell(given, NoAnswer, isFirst: false);
            }
        }

        await opening;
    }

    private void Tell(NpgsqlConnectionStringBuilder given, string reason, bool isFirst)
    {
        if (isFirst || _since.Elapsed >= _tellNext)
        {
            _tellNext = _since.Elapsed + Between;
            tell($"Waiting for the database at {given.Host} (port {given.Port}), {Math.Max(0, (_longest - _since.Elapsed).TotalSeconds):0} s more: {reason}.");
        }
    }

    /// <summary>What is in the way for a while; null of what waiting does not mend.</summary>
    private static string? Temporary(Exception e) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow } => "it is starting up, recovering or shutting down",
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => "it takes no more connections",
        PostgresException p => p.SqlState.StartsWith("57P", StringComparison.Ordinal) ? "it is shutting down" : null,

        // Of several servers, what one says for good about a password is so of all.
        NpgsqlException { InnerException: AggregateException several } => several.InnerExceptions.Any(one => Temporary(one) is null)
            ? null
            : string.Join("; ", several.InnerExceptions.Select(Temporary).Distinct()),
        NpgsqlException { InnerException: { } inner } => Temporary(inner),
        TimeoutException => NoAnswer,
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "it refuses connections, as where no PostgreSQL listens",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } => "nobody knows its name",
        SocketException s => $"it cannot be reached ({s.SocketErrorCode})",
        IOException => "it breaks the connection off",
        NpgsqlException n => n.Message.Contains("suitable host", StringComparison.Ordinal) ? "none of its servers takes writes" : null,
        _ => null,
    };
}
