using System.Diagnostics;
using InfusionTracker.Api.Platform;
using NodaTime;
using Npgsql;

namespace InfusionTracker.Api.Audit;

/// <summary>
/// Seals what has been changed and read, in the background: within about a second each entry has its place in the clinic's
/// one order, under a hash that holds all before it. One instance works at a time. The head of every batch is logged and,
/// where <c>Audit:HeadFile</c> names one, appended to a file.
/// </summary>
public sealed partial class Sealer(NpgsqlDataSource source, IConfiguration configuration, ILogger<Sealer> log) : BackgroundService
{
    /// <summary>About how many positions of a clinic are sealed at once: what a busy half second brings.</summary>
    private const int Most = 5000;

    /// <summary>At least so many, however often sealing was cancelled: a batch of reads is not divided.</summary>
    private const int Least = 50;

    /// <summary>Most heads that wait for a file that cannot be written; each later one holds what those before it held.</summary>
    private const int MostWaiting = 10_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>After a pass that took no longer, twice as many take less time than the database gives a statement (7 s).</summary>
    private static readonly TimeSpan Easy = TimeSpan.FromSeconds(2);

    private static readonly SqlFile Sql = SqlFile.Beside();

    private readonly List<ChainHead> _toExport = [];
    private readonly HeadFile? _file = configuration["Audit:HeadFile"] is { Length: > 0 } path ? new HeadFile(path) : null;
    private int _most = Most;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await SealOnce(stoppingToken))
                {
                    await Task.Delay(Pause, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                if (TookTooLong(e))
                {
                    _most = Math.Max(Least, _most / 2);
                }

                LogPostponed(e.GetType().Name, (e as PostgresException)?.SqlState);
                await Task.Delay(4 * Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <returns>True where there may be more to seal at once.</returns>
    private async Task<bool> SealOnce(CancellationToken cancellation)
    {
        var isFull = false;
        var begun = Stopwatch.GetTimestamp();
        var heads = new List<ChainHead>();
        await using (var batch = source.CreateBatch())
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Database.BeginWrite));
            batch.BatchCommands.Add(new SqlArguments { { "most", _most } }.Bind(Sql.Statements()[0]));
            batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
            await using var reader = await batch.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                isFull |= reader.GetInt64(2) - reader.GetInt64(1) + 1 >= _most;
                heads.Add(new ChainHead(
                    reader.GetGuid(0), reader.GetInt64(2), Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(3)), reader.GetFieldValue<Instant>(4)));
            }
        }

        _most = Stopwatch.GetElapsedTime(begun) < Easy ? Math.Min(Most, 2 * _most) : _most;
        Export(heads);
        return isFull;
    }

    /// <summary>The database cancelled it, or did not answer in time: as much again would take as long again.</summary>
    private static bool TookTooLong(Exception e) =>
        e is PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } or TimeoutException or NpgsqlException { InnerException: TimeoutException };

    /// <summary>Tells the heads outside of the database, which is what makes a chain that was cut at its end show.</summary>
    private void Export(List<ChainHead> heads)
    {
        foreach (var head in heads)
        {
            LogSealed(head.ClinicId, head.Position, head.Hash);
        }

        if (_file is null)
        {
            return;
        }

        _toExport.AddRange(heads);
        if (_toExport.Count == 0)
        {
            return;
        }

        try
        {
            _file.Append(_toExport);
            _toExport.Clear();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotExported(_toExport.Count, e.GetType().Name);
            _toExport.RemoveRange(0, Math.Max(0, _toExport.Count - MostWaiting));
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Sealed clinic {ClinicId} up to position {Position}: {Hash}")]
    private partial void LogSealed(Guid clinicId, long position, string hash);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sealing is postponed: {Kind} {SqlState}")]
    private partial void LogPostponed(string kind, string? sqlState);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} heads of chains could not be written to the file that Audit:HeadFile names, and are tried again: {Kind}")]
    private partial void LogNotExported(int count, string kind);
}
