using InfusionTracker.Api.Observations;
using InfusionTracker.Domain.Observations;
using InfusionTracker.Domain.Onset;
using NodaTime;
using Curve = InfusionTracker.Domain.Onset.Series;

namespace InfusionTracker.Api.Series;

/// <summary>An observation as a series reads it.</summary>
internal sealed record ObservedRow
{
    public required Guid Id { get; init; }

    public required string Code { get; init; }

    public required decimal? Value { get; init; }

    public required string? Unit { get; init; }

    public required decimal? CanonicalValue { get; init; }

    public required string? Interpretation { get; init; }

    public required IReadOnlyList<ObservationComponent>? Components { get; init; }

    public required Instant ObservedAt { get; init; }

    /// <summary>Its reading, or one for each component of a panel, under the component's own code.</summary>
    public IEnumerable<SeriesReading> Readings(Instant t0) => Components is { } components
        ? components.Select(c => new SeriesReading(Id, c.Code, ObservedAt, ObservedAt - t0, c.CanonicalValue, c.Value, c.Unit, c.Interpretation))
        : [new SeriesReading(Id, Code, ObservedAt, ObservedAt - t0, CanonicalValue!.Value, Value!.Value, Unit!, Interpretation)];
}

/// <summary>One value of a code at one time.</summary>
internal sealed record SeriesReading(
    Guid ObservationId, string Code, Instant ObservedAt, Duration Elapsed, decimal Value, decimal ValueAsGiven, string UnitAsGiven, string? Interpretation)
{
    public static CodeSeries Raw(ObservationCode code, IReadOnlyList<SeriesReading> readings, int? maxPoints)
    {
        var shown = maxPoints is { } most
            ? Curve.Reduce(readings, r => r.Elapsed.TotalMinutes, r => (double)r.Value, most)
            : readings;
        return Of(code, readings.Count, points: [.. shown.Select(r => r.Point())], buckets: null);
    }

    public static CodeSeries InBuckets(ObservationCode code, IReadOnlyList<SeriesReading> readings, Instant t0, Duration length)
    {
        var buckets = Curve.InBuckets(readings.Select(r => new Reading(r.Elapsed, r.Value)), length);
        return Of(code, readings.Count, points: null, buckets: [.. buckets.Select(b => new SeriesBucket
        {
            ElapsedMinutes = Minutes(b.From),
            Start = t0 + b.From,
            End = t0 + b.To,
            Mean = b.Mean,
            Min = b.Min,
            Max = b.Max,
            Last = b.Last,
            N = b.N,
        })]);
    }

    /// <summary>Minutes, exact where 28 digits can hold them.</summary>
    public static decimal Minutes(Duration elapsed) => elapsed.BclCompatibleTicks / (decimal)NodaConstants.TicksPerMinute;

    private static CodeSeries Of(ObservationCode code, int n, IReadOnlyList<SeriesPoint>? points, IReadOnlyList<SeriesBucket>? buckets) => new()
    {
        Code = code.Code,
        Display = code.Display,
        Unit = code.Unit!,
        N = n,
        Points = points,
        Buckets = buckets,
    };

    private SeriesPoint Point() => new()
    {
        ElapsedMinutes = Minutes(Elapsed),
        ObservedAt = ObservedAt,
        Value = Value,
        ValueAsGiven = ValueAsGiven,
        UnitAsGiven = UnitAsGiven,
        Interpretation = Interpretation,
        ObservationId = ObservationId,
    };
}
