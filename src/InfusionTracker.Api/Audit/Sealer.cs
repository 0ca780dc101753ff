using System.Diagnostics;
using InfusionTracker.Api.Platform;
using NodaTime;
using Npgsql;

namespace InfusionTracker.Api.Audit;

/// <summary>
/// Seals what has been changed and read, in the background: within about a second each entry has its place in the clinic's
/// one order, under a hash that holds all before it. One instance works at a time. Each clinic is sealed by itself: one that cannot
/// be is told in the log, waits longer after each try, and keeps no other. The head of every batch is logged and, where
/// <c>Audit:HeadFile</c> names one, appended to a file.
/// </summary>
public sealed partial class Sealer(NpgsqlDataSource source, SealingBacklog backlog, IConfiguration configuration, ILogger<Sealer> log) : BackgroundService
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

    private static readonly TimeSpan ShortestRest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);

    private static readonly SqlStatement Sql = SqlFile.Beside().Part("seal")[0];

    /// <summary>The clinics that could not be sealed, or not as much at once, and have not caught up.</summary>
    private readonly Dictionary<Guid, Trouble> _troubles = [];
    private readonly List<ChainHead> _toExport = [];
    private readonly HeadFile? _file = configuration["Audit:HeadFile"] is { Length: > 0 } path ? new HeadFile(path) : null;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Background.Repeat("Sealing", SealAll, log, stoppingToken);

    private async Task<bool> SealAll(CancellationToken cancellation)
    {
        var hasMore = false;
        var waiting = await backlog.Look(cancellation);
        foreach (var clinic in waiting.Where(clinic => _troubles.GetValueOrDefault(clinic)?.IsResting != true).OrderBy(_troubles.ContainsKey))
        {
            try
            {
                if (await Seal(clinic, cancellation) is not { } clinicHasMore)
                {
                    // Another instance is at it.
                    break;
                }

                hasMore |= clinicHasMore;
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                var trouble = _troubles[clinic] = _troubles.GetValueOrDefault(clinic) ?? new Trouble();
                if (Retries.IsOutage(e))
                {
                    // Nobody can be sealed; should it have been the clinic's fault, the others come first next time.
                    throw;
                }

                trouble.Rest(TookTooLong(e));
                LogPostponed(clinic, trouble.Pause.TotalSeconds, Background.Kind(e));
            }
        }

        Export();
        if (!hasMore)
        {
            await Task.Delay(Pause, cancellation);
        }

        return true;
    }

    /// <returns>True where there may be more to seal at once; null where nothing was there, or another instance seals.</returns>
    private async Task<bool?> Seal(Guid clinic, CancellationToken cancellation)
    {
        var begun = Stopwatch.GetTimestamp();
        var trouble = _troubles.GetValueOrDefault(clinic);
        var most = trouble?.Most ?? Most;
        long first;
        ChainHead head;
        await using (var batch = source.CreateBatch())
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Database.BeginWrite));
            batch.BatchCommands.Add(new SqlArguments { { "clinic", clinic }, { "most", most } }.Bind(Sql));
            batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
            await using var reader = await batch.ExecuteReaderAsync(cancellation);
            if (!await reader.ReadAsync(cancellation))
            {
                return null;
            }

            first = reader.GetInt64(0);
            head = new ChainHead(clinic, reader.GetInt64(1), Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(2)), reader.GetFieldValue<Instant>(3));
            while (await reader.NextResultAsync(cancellation))
            {
                // Sealed is what is committed.
            }
        }

        LogSealed(head.ClinicId, head.Position, head.Hash);
        _toExport.Add(head);
        if (trouble?.IsOver(Stopwatch.GetElapsedTime(begun)) == true)
        {
            _troubles.Remove(clinic);
        }

        return head.Position - first + 1 >= most;
    }

    /// <summary>The database cancelled it, or did not answer in time: as much again would take as long again.</summary>
    private static bool TookTooLong(Exception e) =>
        e is PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } or TimeoutException or NpgsqlException { InnerException: TimeoutException };

    /// <summary>Tells the heads outside of the database, which is what makes a chain that was cut at its end show.</summary>
    private void Export()
    {
        if (_file is null || _toExport.Count == 0)
        {
            _toExport.Clear();
            return;
        }

        try
        {
            _file.Append(_toExport);
            _toExport.Clear();
        }
        catch (Exception e)
        {
            LogNotExported(_toExport.Count, e.GetType().Name);
            _toExport.RemoveRange(0, Math.Max(0, _toExport.Count - MostWaiting));
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Sealed clinic {ClinicId} up to position {Position}: {Hash}")]
    private partial void LogSealed(Guid clinicId, long position, string hash);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Clinic {ClinicId} could not be sealed and is tried again in {Seconds:0} s; the others go on: {Kind}")]
    private partial void LogPostponed(Guid clinicId, double seconds, string kind);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} heads of chains could not be written to the file that Audit:HeadFile names, and are tried again: {Kind}")]
    private partial void LogNotExported(int count, string kind);

    /// <summary>What a clinic that could not be sealed waits for, and how much of it is tried at once.</summary>
    private sealed class Trouble
    {
        private long _began;

        public int Most { get; private set; } = Sealer.Most;

        public TimeSpan Pause { get; private set; }

        public bool IsResting => Stopwatch.GetElapsedTime(_began) < Pause;

        /// <summary>Less is tried soon; the same again later each time.</summary>
        public void Rest(bool tookTooLong)
        {
            var canTakeLess = tookTooLong && Most > Least;
            Most = canTakeLess ? Math.Max(Least, Most / 2) : Most;
            var longer = canTakeLess || Pause == TimeSpan.Zero ? ShortestRest : 2 * Pause;
            Pause = longer < LongestRest ? longer : LongestRest;
            _began = Stopwatch.GetTimestamp();
        }

        /// <returns>True where the clinic was sealed, and more of it at once need not be tried.</returns>
        public bool IsOver(TimeSpan took)
        {
            Pause = TimeSpan.Zero;
            Most = took < Easy ? Math.Min(Sealer.Most, 2 * Most) : Most;
            return Most == Sealer.Most;
        }
    }
}
