namespace InfusionTracker.Benchmarks.Report;

/// <summary>How good a row has to be.</summary>
/// <param name="Work">Name of the row.</param>
/// <param name="What">What is done.</param>
/// <param name="Limit">What it is held to.</param>
/// <param name="AtLeast">The lowest ratio.</param>
/// <param name="Ceiling">The most that is allowed, where the figure is one that should be low: the ratio is then allowed / measured.</param>
public sealed record Target(string Work, string What, string Limit, double AtLeast, double? Ceiling = null)
{
    public static IReadOnlyList<Target> All { get; } =
    [
        new("write-observation", "record one observation, idempotent and audited, requests/s", "pgbench, the same transaction", 0.70),
        new("write-batch", "record 1,000 observations a request, rows/s", "pgbench, the same transaction", 0.80),
        new("read-series", "series of a session, 100 points, requests/s", "pgbench, the same transaction", 0.65),
        new("onset-session", "onset of a session, requests/s", "pgbench, the same transaction", 0.60),
        new("history-page", "page of 50 sessions, requests/s", "pgbench, the same transaction", 0.60),
        new("export-ndjson", "export of 1,000,000 observations, rows/s", @"psql \copy of the same select to csv", 1.0),
        new("export-csv", "export of 1,000,000 observations, rows/s", @"psql \copy of the same select to csv", 1.0),
        new("cohort-onset", "windows of a cohort of 1,000,000 scores, s", "SQL alone with the same n, mean and SD, 1.5 times", 1.0, Ceiling: 1.5),
        new("cohort-time-to-event", "times to response in 1,000,000 scores, s", "SQL alone with the same event times, 1.5 times", 1.0, Ceiling: 1.5),
        new("write-observation-peer", "record one observation, against the EF Core peer, whose table's triggers fire too", "the peer, requests/s", 1.5),
        new("write-observation-peer-untriggered", "the same, the triggers off for the peer", "the peer, requests/s", 1.5),
        new("read-series-peer", "series of a session, against the EF Core peer", "the peer, requests/s", 1.5),
        new("onset-session-peer", "onset of a session, against the EF Core peer", "the peer, requests/s", 1.5),
        new("history-page-peer", "page of 50 sessions, against the EF Core peer", "the peer, requests/s", 1.5),
        new("start", "start to first answer, warm database, s", "1 s", 1.0, Ceiling: 1.0),
        new("memory", "most memory of the service under full load, MiB", "250 MiB", 1.0, Ceiling: 250),
        new("memory-export", "growth of its memory during exports, MiB", "50 MiB", 1.0, Ceiling: 50),
    ];

    /// <summary>Growth of a row's p50 from few to many observations.</summary>
    public static Target Growth(string work) => new($"growth-{work}", $"p50 of {work} at many observations against 500,000, times", "1.3 times", 1.0, Ceiling: 1.3);

    public static Target Of(string work) => All.First(target => target.Work == work);

    /// <param name="value">What was measured.</param>
    /// <param name="limit">What it is held to, in the same unit; for a fixed ceiling nothing.</param>
    public Figure Met(double value, double? limit = null)
    {
        var allowed = Ceiling is { } ceiling ? ceiling * (limit ?? 1) : limit!.Value;
        return new Figure(this, value, allowed, Ceiling is null ? value / allowed : allowed / Math.Max(value, 1e-9));
    }
}
