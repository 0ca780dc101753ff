using System.Diagnostics;
using InfusionTracker.Api.Access;
using NodaTime;
using Npgsql;

namespace InfusionTracker.Api.Platform;

/// <summary>
/// Knows which states of the past stand: up to which recorded time nobody writes any more. A record's time is told while it is
/// written, and the record is seen once that is committed, so that a state of the last moments may yet change.
/// </summary>
/// <remarks>
/// Every second it takes a sample of the time and of the next transaction id: a transaction with that id or a later one began after
/// the time. Where all earlier ones have ended, all up to the time stands. Each instance has its own samples, in memory. Before the
/// first, or where samples cannot be taken, nothing stands by them, and who asks looks at the transactions that are under way,
/// all of which then count as old. Ids have 64 bits and never come again; a standby that took over goes on from the ids that it
/// knows, so that new transactions there may count as older than they are, and none as later.
/// </remarks>
public sealed class RecordedPast(NpgsqlDataSource source, Database database, ILogger<RecordedPast> log) : BackgroundService
{
    /// <summary>Most samples that are kept while a transaction does not end: beyond, every second one goes.</summary>
    private const int Most = 4096;

    private static readonly TimeSpan BetweenSamples = TimeSpan.FromSeconds(1);

    /// <summary>How long a state of the past is waited for; as little as a write takes, mostly.</summary>
    private static readonly TimeSpan LongestSettling = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan SettlingPause = TimeSpan.FromMilliseconds(5);

    private static readonly SqlFile Sql = SqlFile.Beside();
    private static readonly IReadOnlyList<SqlStatement> Settled = Sql.Part("settled");

    private readonly Lock _lock = new();

    /// <summary>Samples that some transaction is older than, the first one first.</summary>
    private readonly List<Sample> _samples = [];
    private Sample? _last;
    private Instant _standsUntil = Instant.MinValue;

    /// <summary>True of a recorded time that nobody writes from any more.</summary>
    public bool Stands(Instant time)
    {
        lock (_lock)
        {
            return time < _standsUntil;
        }
    }

    /// <summary>Waits until the state of the records at a recorded time stands: for most not at all, for the last ones milliseconds.</summary>
    /// <exception cref="ProblemException">400 for a time that has not come; 503 where writes take too long.</exception>
    public async Task Settle(Caller caller, Instant asOf)
    {
        if (Stands(asOf))
        {
            return;
        }

        var before = FirstIdAfter(asOf);
        for (var began = Stopwatch.GetTimestamp(); ; await Task.Delay(SettlingPause, caller.Aborted))
        {
            var (ahead, nextId, stands) = (await database.Read(
                caller,
                Settled,
                new SqlArguments { { "asOf", asOf }, { "before", before } },
                rows => rows.List(row => (TimeSpan.FromSeconds(row.GetDouble(0)), row.GetInt64(1), row.GetBoolean(2))))).Single();
            if (ahead < TimeSpan.Zero)
            {
                if (stands)
                {
                    return;
                }

                before = Math.Min(before, nextId);
            }

            if (ahead > LongestSettling)
            {
                throw new ProblemException(Problem.BadParameter(
                    "asOf", "Give a time that has passed: what will have been recorded by then is not known."));
            }

            if (Stopwatch.GetElapsedTime(began) > LongestSettling)
            {
                throw new ProblemException(Problem.Unavailable("What was written at that time is not written to its end yet. Try again."));
            }
        }
    }

    /// <summary>Without samples states of the past are waited for, and answered all the same.</summary>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Background.Repeat(
        "Looking at which states of the past stand",
        async end =>
        {
            await TakeSample(end);
            await Task.Delay(BetweenSamples, end);
            return true;
        },
        log,
        stoppingToken);

    /// <summary>The id that no transaction had before the first sample after the time; none is as late where there is no such sample.</summary>
    private long FirstIdAfter(Instant time)
    {
        lock (_lock)
        {
            return _samples.Find(sample => sample.At > time)?.NextId ?? long.MaxValue;
        }
    }

    private async Task TakeSample(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(Sql.Part("sample").Single().Text);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        Add(new Sample(reader.GetFieldValue<Instant>(0), reader.GetInt64(2)), oldestId: reader.GetInt64(1));
    }

    private void Add(Sample sample, long oldestId)
    {
        lock (_lock)
        {
            if (_last is { } last && (sample.At <= last.At || sample.NextId < last.NextId))
            {
                // The clock was set back, or it is another server: what was known of the one before is not of this one.
                _samples.Clear();
                _standsUntil = Instant.MinValue;
            }

            _last = sample;
            _samples.Add(sample);
            var ended = _samples.FindLastIndex(s => s.NextId <= oldestId);
            if (ended >= 0)
            {
                _standsUntil = _samples[ended].At;
                _samples.RemoveRange(0, ended + 1);
            }

            if (_samples.Count > Most)
            {
                var number = 0;
                _samples.RemoveAll(_ => number++ % 2 == 0);
            }
        }
    }

    /// <summary>A moment of the database.</summary>
    /// <param name="At">Its time there.</param>
    /// <param name="NextId">The transaction id that was to be given next.</param>
    private sealed record Sample(Instant At, long NextId);
}
