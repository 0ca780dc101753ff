using System.Collections.Frozen;
using System.Diagnostics;
using System.Threading.Channels;
using InfusionTracker.Api.Platform;
using NodaTime;
using Npgsql;

namespace InfusionTracker.Api.Audit;

/// <summary>
/// Writes the reads that wait, those of all clinics together. Where they cannot be written, each clinic's are by themselves, and a
/// clinic whose reads are refused keeps none but its own: they are held, and tried in smaller and smaller parts, until what can be
/// written is.
/// </summary>
internal sealed partial class AccessLogWriter(ChannelReader<ReadEntry> waiting, NpgsqlDataSource source, IClock clock, ILogger log)
{
    private const int MostAtOnce = 1000;

    /// <summary>So many of a clinic are held; then it can read no more.</summary>
    private const int MostHeld = 5000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestBatch = TimeSpan.FromSeconds(10);
    private static readonly SqlStatement Sql = SqlFile.Load("Audit/AccessLog.sql").Statements()[0];

    private readonly Dictionary<Guid, HeldReads> _held = [];
    private Task<bool>? _coming;
    private ReadBatch? _batch;
    private volatile int _taken;
    private volatile FrozenSet<Guid> _full = [];

    /// <summary>How many reads were taken into the log and are not written.</summary>
    public int Unwritten => waiting.Count + _taken;

    /// <summary>True while no more reads of a clinic can be held.</summary>
    public bool IsFull(Guid clinic) => _full.Count > 0 && _full.Contains(clinic);

    /// <summary>Writes what waits, once.</summary>
    /// <returns>False where all is done, or all that can be, and nothing more is to come.</returns>
    public async Task<bool> WriteSome(CancellationToken cancellation)
    {
        if (_batch is null)
        {
            if (!await Comes(cancellation))
            {
                await WriteHeld(isLast: true, cancellation);
                return false;
            }

            _batch = Take();
        }

        var isBusy = _batch.Count == MostAtOnce;
        if (_batch.Count > 0 && !await WriteBatch(_batch, cancellation))
        {
            await Task.Delay(2 * Pause, cancellation);
            return true;
        }

        _batch = null;
        await WriteHeld(isLast: false, cancellation);
        if (!isBusy && !waiting.Completion.IsCompleted && waiting.Count < MostAtOnce)
        {
            // What comes within the pause is written together.
            await Task.WhenAny(Task.Delay(Pause, cancellation), waiting.Completion);
        }

        return true;
    }

    /// <summary>Waits for reads; not for long while some are held.</summary>
    /// <returns>False where none will come.</returns>
    private async Task<bool> Comes(CancellationToken cancellation)
    {
        _coming ??= waiting.WaitToReadAsync(CancellationToken.None).AsTask();
        if (_held.Count == 0)
        {
            await _coming.WaitAsync(cancellation);
        }
        else
        {
            await Task.WhenAny(_coming, Task.Delay(Pause, cancellation));
        }

        if (!_coming.IsCompleted)
        {
            return true;
        }

        var comes = await _coming;
        _coming = null;
        return comes;
    }

    /// <summary>Takes what waits; what is of a clinic whose reads are held is held too.</summary>
    private ReadBatch Take()
    {
        var entries = new List<ReadEntry>(MostAtOnce);
        for (var i = 0; i < MostAtOnce && waiting.TryPeek(out var next) && IsOfTheirTime(next, entries) && waiting.TryRead(out var entry); i++)
        {
            _taken++;
            if (_held.TryGetValue(entry.ClinicId, out var held))
            {
                held.Entries.Add(entry);
            }
            else
            {
                entries.Add(entry);
            }
        }

        return ReadBatch.Of(entries, WriteIdentity.NewId(clock));
    }

    /// <summary>A batch is short in time: the database refuses one of more than a minute, since entries are found by their last read.</summary>
    private static bool IsOfTheirTime(ReadEntry next, List<ReadEntry> entries) =>
        entries.Count == 0 || Stopwatch.GetElapsedTime(entries[0].ReadAt, next.ReadAt).Duration() < LongestBatch;

    /// <returns>False where it, or what is left of it, has to be tried again.</returns>
    private async Task<bool> WriteBatch(ReadBatch batch, CancellationToken cancellation)
    {
        if (await Write(batch, cancellation) is not { } failure)
        {
            _taken -= batch.Count;
            return true;
        }

        var left = batch.Clinics.ToDictionary();
        foreach (var (clinic, entries) in batch.Clinics)
        {
            if (IsOfAll(failure))
            {
                break;
            }

            var own = Of(batch.Id, clinic, entries);
            if (await Write(own, cancellation) is not { } refusal)
            {
                _taken -= own.Count;
            }
            else if (IsOfAll(failure = refusal))
            {
                break;
            }
            else
            {
                LogHeld(own.Count, clinic, Background.Kind(refusal));
                _held[clinic] = new HeldReads(entries);
            }

            left.Remove(clinic);
        }

        if (left.Count == 0)
        {
            return true;
        }

        _batch = new ReadBatch(batch.Id, left, left.Sum(clinic => clinic.Value.Count));
        LogNotWritten(_batch.Count, Background.Kind(failure));
        return false;
    }

    private static ReadBatch Of(Guid id, Guid clinic, List<ReadEntry> entries) => new(id, new Dictionary<Guid, List<ReadEntry>> { [clinic] = entries }, entries.Count);

    /// <summary>Tries what is held again, if its time has come.</summary>
    private async Task WriteHeld(bool isLast, CancellationToken cancellation)
    {
        foreach (var (clinic, held) in _held.ToList())
        {
            while ((isLast || held.IsDue) && held.Entries.Count > 0)
            {
                var batch = held.Batch ??= Of(
                    WriteIdentity.NewId(clock),
                    clinic,
                    held.Entries.TakeWhile((entry, i) => i < held.Most && IsOfTheirTime(entry, held.Entries)).ToList());
                if (await Write(batch, cancellation) is not { } failure)
                {
                    _taken -= batch.Count;
                    held.Written();
                    continue;
                }

                LogHeld(held.Entries.Count, clinic, Background.Kind(failure));
                if (!held.Refused(IsOfAll(failure)) || !isLast)
                {
                    break;
                }
            }

            if (held.Entries.Count == 0)
            {
                _held.Remove(clinic);
            }
        }

        if (_held.Count > 0 || _full.Count > 0)
        {
            _full = _held.Where(held => held.Value.Entries.Count >= MostHeld).Select(held => held.Key).ToFrozenSet();
        }
    }

    /// <summary>Writes a batch, each clinic's in its own clinic. Run twice, it writes once.</summary>
    /// <returns>What went wrong; null where it is written.</returns>
    private async Task<Exception?> Write(ReadBatch read, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            await using var batch = new NpgsqlBatch(connection);
            var now = Stopwatch.GetTimestamp();
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Database.BeginWrite));
            foreach (var (clinic, entries) in read.Clinics)
            {
                batch.BatchCommands.Add(new NpgsqlBatchCommand($"SET LOCAL app.clinic_id = '{clinic:D}'"));
                batch.BatchCommands.Add(ReadBatch.Arguments(read.Id, entries, now).Bind(Sql));
            }

            batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
            await batch.ExecuteNonQueryAsync(cancellation);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    /// <summary>True of what is no fault of these reads: the database is away, slow, or can write nothing.</summary>
    private static bool IsOfAll(Exception e) =>
        e is PostgresException refused
            ? Retries.IsOutage(e) || refused.SqlState.StartsWith("53", StringComparison.Ordinal) || refused.SqlState.StartsWith("58", StringComparison.Ordinal)
            : e is NpgsqlException or TimeoutException or OperationCanceledException;

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} reads could not be logged yet, and are tried again: {Kind}")]
    private partial void LogNotWritten(int count, string kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} reads of clinic {ClinicId} could not be logged yet, and are tried again; the others go on: {Kind}")]
    private partial void LogHeld(int count, Guid clinicId, string kind);

    /// <summary>The reads of one clinic that were refused, in parts that get smaller until they are not.</summary>
    private sealed class HeldReads(List<ReadEntry> refused)
    {
        private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

        private TimeSpan _pause = Pause;
        private long _tried = Stopwatch.GetTimestamp();
        private int _refusals;

        public List<ReadEntry> Entries { get; } = [.. refused];

        /// <summary>How many are tried at once.</summary>
        public int Most { get; private set; } = Math.Max(1, refused.Count / 2);

        /// <summary>What is being tried, until it is known what became of it.</summary>
        public ReadBatch? Batch { get; set; }

        public bool IsDue => Stopwatch.GetElapsedTime(_tried) >= _pause;

        public void Written()
        {
            Entries.RemoveRange(0, Batch!.Count);
            (Batch, Most, _pause, _refusals) = (null, Math.Min(MostAtOnce, 2 * Most), TimeSpan.Zero, 0);
        }

        /// <returns>True where there are reads of which less, or others, have not been tried.</returns>
        public bool Refused(bool isOfAll)
        {
            _tried = Stopwatch.GetTimestamp();
            if (isOfAll)
            {
                _pause = 2 * Pause;
                return false;
            }

            var count = Batch!.Count;
            if (count == 1)
            {
                // This one is refused for itself: the others come first.
                Entries.Add(Entries[0]);
                Entries.RemoveAt(0);
                _refusals++;
            }

            _pause = count > 1 || _refusals == 1 ? Pause : _pause < LongestPause / 2 ? 2 * _pause : LongestPause;
            (Batch, Most) = (null, Math.Max(1, count / 2));
            return _refusals < Entries.Count;
        }
    }
}
