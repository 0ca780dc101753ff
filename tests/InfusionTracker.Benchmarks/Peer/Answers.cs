namespace InfusionTracker.Benchmarks.Peer;

public sealed record NewObservation(Guid? Id, string Code, decimal Value, string Unit, DateTimeOffset ObservedAt, string Performer);

public sealed record ObservationAnswer(
    Guid Id,
    int Version,
    string Status,
    Guid SessionId,
    string Code,
    decimal? Value,
    string? Unit,
    decimal? CanonicalValue,
    string? CanonicalUnit,
    object? Components,
    string? Interpretation,
    DateTime ObservedAt,
    string Performer,
    Guid? ReenteredAs,
    DateTime RecordedAt,
    Guid? RecordedBy,
    string? Reason)
{
    public static ObservationAnswer Of(Observation o) => new(
        o.Id, o.Version, o.Status, o.SessionId, o.Code, o.Value, o.Unit, o.CanonicalValue, o.CanonicalUnit, null, o.Interpretation,
        o.ObservedAt, o.Performer, o.ReenteredAs, o.RecordedAt, o.RecordedBy, o.Reason);
}

public sealed record SessionAnswer(
    Guid Id,
    int Version,
    string Status,
    Guid PatientId,
    string Indication,
    string Medication,
    string Route,
    string? Protocol,
    decimal? WeightKg,
    decimal? PlannedDoseMgPerKg,
    TimeSpan? PlannedDuration,
    DateTime? ScheduledAt,
    string? DeclaredEnd,
    DateTime? StartedAt,
    DateTime? EndedAt,
    Guid? ReenteredAs,
    DateTime RecordedAt,
    Guid? RecordedBy,
    string? Reason)
{
    public static SessionAnswer Of(Session s) => new(
        s.Id, s.Version, s.Status, s.PatientId, s.Indication, s.Medication, s.Route, s.Protocol, s.WeightKg, s.PlannedDoseMgPerKg,
        s.PlannedDuration, s.ScheduledAt, s.DeclaredEnd, s.StartedAt, s.EndedAt, s.ReenteredAs, s.RecordedAt, s.RecordedBy, s.Reason);
}

public sealed record SeriesAnswer(Guid SessionId, DateTime T0, string? Bucket, List<SeriesOfCode> Series, InfusionOfSeries Infusion)
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["8867-4"] = "Heart rate",
        ["9279-1"] = "Respiratory rate",
        ["2708-6"] = "Oxygen saturation in arterial blood",
        ["8310-5"] = "Body temperature",
    };

    public static SeriesAnswer Of(Session session, DateTime t0, List<InfusionEvent> events, List<Observation> observations)
    {
        var series = observations.GroupBy(o => o.Code).Select(g => new SeriesOfCode(
            g.Key,
            Names.GetValueOrDefault(g.Key, g.Key),
            g.First().CanonicalUnit,
            g.Count(),
            g.Select(o => new SeriesPoint(
                (decimal)(o.ObservedAt - t0).TotalMinutes, o.ObservedAt, o.CanonicalValue, o.Value, o.Unit, o.Interpretation, o.Id)).ToList(),
            null)).ToList();
        var (points, rate, given, since) = (new List<InfusionPoint>(), 0m, 0m, t0);
        foreach (var e in events)
        {
            given += rate * (decimal)(e.OccurredAt - since).TotalHours;
            (rate, since) = (e.RateValue ?? 0, e.OccurredAt);
            points.Add(new InfusionPoint(
                (decimal)(e.OccurredAt - t0).TotalMinutes, e.OccurredAt, e.Type == "stop" ? "final" : "running", rate, given, given / session.WeightKg));
        }

        return new SeriesAnswer(session.Id, t0, null, series, new InfusionOfSeries(points, [], []));
    }
}

public sealed record SeriesOfCode(string Code, string Display, string? Unit, int N, List<SeriesPoint> Points, object? Buckets);

public sealed record SeriesPoint(
    decimal ElapsedMinutes, DateTime ObservedAt, decimal? Value, decimal? ValueAsGiven, string? UnitAsGiven, string? Interpretation, Guid ObservationId);

public sealed record InfusionOfSeries(List<InfusionPoint> Points, List<object> Pauses, List<object> Boluses);

public sealed record InfusionPoint(
    decimal ElapsedMinutes, DateTime At, string Status, decimal? RateMgPerHour, decimal? CumulativeMg, decimal? CumulativeMgPerKg);
