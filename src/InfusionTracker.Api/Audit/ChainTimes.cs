using NodaTime;

namespace InfusionTracker.Api.Audit;

/// <summary>
/// Holds the times of entries against their places: none is of a time after its seal, and none of a time long before what
/// stands before it. Honest ones run back by as long as a transaction takes, and reads by as long as they waited for a
/// database that could not be written to, so that all of this is told as a warning.
/// </summary>
/// <remarks>
/// What an entry is held against is the latest entry under the seals before its own, and not those seals' own time: where
/// sealing was behind, entries stand after a seal that is younger than they are.
/// </remarks>
internal sealed class ChainTimes
{
    /// <summary>Longer than any transaction of the service.</summary>
    private static readonly Duration Longest = Duration.FromMinutes(1);

    private readonly List<Entry> _entries = [];
    private Instant? _latest;

    /// <summary>Takes an entry that is under the next seal.</summary>
    public void Take(long first, long last, Instant time, bool isRead) => _entries.Add(new Entry(first, last, time, isRead));

    /// <summary>A seal was made of what was taken; what is wrong with it is told once of all.</summary>
    /// <param name="sealedAt">When.</param>
    /// <param name="warn">Told what somebody should look at.</param>
    public void Close(Instant sealedAt, Action<string> warn)
    {
        Warn(_entries.FindAll(entry => entry.Time > sealedAt), "entry(ies) younger than their seal: a clock was set back, or a time was forged.", warn);
        var early = _entries.FindAll(entry => _latest - entry.Time > Longest);
        const string Older = "more than a minute older than what stands before them";
        Warn(early.FindAll(entry => !entry.IsRead), $"change(s) {Older}: a transaction took as long, a clock was set back, or a time was forged.", warn);
        Warn(
            early.FindAll(entry => entry.IsRead),
            $"batch(es) of reads {Older}: they waited for a database that could not be written to, a clock was set back, or a time was forged.",
            warn);
        foreach (var entry in _entries)
        {
            _latest = entry.Time <= sealedAt && !(entry.Time <= _latest) ? entry.Time : _latest;
        }

        _entries.Clear();
    }

    private static void Warn(List<Entry> entries, string what, Action<string> warn)
    {
        if (entries is [var first, ..])
        {
            warn($"{Chain.Places(first.First, entries[^1].Last)}: {entries.Count} {what}");
        }
    }

    private readonly record struct Entry(long First, long Last, Instant Time, bool IsRead);
}
