namespace InfusionTracker.Benchmarks.Peer;

/// <summary>How a score changed after a session: the figures of the service's answer, without its marks of what is no evidence.</summary>
public sealed record OnsetAnswer(
    Guid SessionId,
    string Instrument,
    string Scope,
    DateTime T0,
    DateTime? NextT0,
    int Ordinal,
    OnsetRules Rules,
    OnsetBaseline? Baseline,
    List<OnsetPoint> Points,
    OnsetFirst? FirstMeaningfulChange,
    OnsetFirst? FirstResponse,
    OnsetFirst? FirstRemission,
    OnsetLoss? LossOfResponse)
{
    private static readonly (string Name, double Nominal, double Tolerance)[] Windows =
    [
        ("PT40M", 40, 10), ("PT2H", 120, 30), ("PT4H", 240, 60), ("P1D", 1440, 360), ("P2D", 2880, 720), ("P3D", 4320, 720),
        ("P7D", 10080, 2880), ("P14D", 20160, 4320), ("P28D", 40320, 5760),
    ];

    private static readonly string[] Named = [.. Windows.Select(w => w.Name)];

    public static OnsetAnswer Of(Guid sessionId, string instrument, DateTime t0, List<DateTime> starts, List<Score> scores)
    {
        var index = starts.IndexOf(t0);
        DateTime? previous = index > 0 ? starts[index - 1] : null;
        DateTime? next = index + 1 < starts.Count ? starts[index + 1] : null;
        var aligned = scores.Where(s => (previous is null || s.AssessedAt > previous) && (next is null || s.AssessedAt <= next)).ToList();
        var baseline = aligned.LastOrDefault(s => s.AssessedAt <= t0 && s.AssessedAt >= t0.AddDays(-14));
        var points = aligned.Where(s => s.AssessedAt > t0).Select(s => OnsetPoint.Of(s, t0, baseline?.Total, WindowOf((s.AssessedAt - t0).TotalMinutes))).ToList();
        var response = points.FindIndex(p => p.Response == true);
        var loss = response < 0 ? -1 : points.FindIndex(response, p => p.Response == false);
        return new OnsetAnswer(
            sessionId,
            instrument,
            "session",
            t0,
            next,
            index + 1,
            new OnsetRules("percent-reduction>=50", "level<=7", Named),
            baseline is null ? null : new OnsetBaseline(baseline.Total, baseline.AssessedAt, "last-pre-dose", baseline.Id),
            points,
            null,
            First(points, response, p => p.Response == true),
            First(points, points.FindIndex(p => p.Remission == true), p => p.Remission == true),
            loss < 0 ? null : new OnsetLoss(points[loss].ElapsedMinutes, points[loss].ElapsedMinutes - points[response].ElapsedMinutes, points[loss].ScoreId));
    }

    private static string? WindowOf(double minutes) =>
        Windows.Where(w => Math.Abs(minutes - w.Nominal) <= w.Tolerance).OrderBy(w => Math.Abs(minutes - w.Nominal)).Select(w => w.Name).FirstOrDefault();

    private static OnsetFirst? First(List<OnsetPoint> points, int at, Func<OnsetPoint, bool> holds) => at < 0
        ? null
        : new OnsetFirst(points[at].ElapsedMinutes, at == 0 ? 0 : points[at - 1].ElapsedMinutes, at + 1 < points.Count ? holds(points[at + 1]) : null, points[at].ScoreId);
}

public sealed record OnsetRules(string Response, string Remission, string[] Windows);

public sealed record OnsetBaseline(decimal? Total, DateTime AssessedAt, string Rule, Guid ScoreId);

public sealed record OnsetPoint(
    decimal ElapsedMinutes,
    DateTime AssessedAt,
    string? Window,
    decimal? Total,
    decimal? Change,
    double? PercentChange,
    decimal? Improvement,
    bool? Response,
    bool? Partial,
    bool? Remission,
    bool RecallOverlapsBaseline,
    bool Eligible,
    Guid ScoreId,
    int Version,
    string? Form)
{
    public static OnsetPoint Of(Score score, DateTime t0, decimal? baseline, string? window)
    {
        var change = score.Total - baseline;
        double? percent = baseline is null or 0 ? null : (double)(change!.Value / baseline.Value * 100);
        return new OnsetPoint(
            (decimal)(score.AssessedAt - t0).TotalMinutes,
            score.AssessedAt,
            window,
            score.Total,
            change,
            percent,
            -change,
            percent <= -50,
            percent is <= -25 and > -50,
            score.Total <= 7,
            (score.AssessedAt - t0).TotalDays < 6,
            (score.AssessedAt - t0).TotalDays >= 6,
            score.Id,
            score.Version,
            score.Form);
    }
}

public sealed record OnsetFirst(decimal ElapsedMinutes, decimal AfterMinutes, bool? Sustained, Guid ScoreId);

public sealed record OnsetLoss(decimal ElapsedMinutes, decimal DurationMinutes, Guid ScoreId);
