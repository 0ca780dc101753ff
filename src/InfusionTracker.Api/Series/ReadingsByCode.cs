using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Observations;
using InfusionTracker.Domain.Onset;
using NodaTime;
using Curve = InfusionTracker.Domain.Onset.Series;

namespace InfusionTracker.Api.Series;

/// <summary>What was observed in a session, by code and in order of time; the components of a panel under codes of their own.</summary>
internal sealed class ReadingsByCode
{
    private readonly Dictionary<string, List<SeriesPoint>> _points = [];
    private readonly Instant _t0;

    /// <param name="observations">The observations in order of time.</param>
    /// <param name="t0">The start of the infusion.</param>
    public ReadingsByCode(List<ObservedRow> observations, Instant t0)
    {
        _t0 = t0;
        foreach (var observed in observations)
        {
            if (observed.Components is null)
            {
                Add(observed, observed.Code, observed.CanonicalValue!.Value, observed.Value!.Value, observed.Unit!, observed.Interpretation);
                continue;
            }

            foreach (var part in observed.Components)
            {
                Add(observed, part.Code, part.CanonicalValue, part.Value, part.Unit, part.Interpretation);
            }
        }
    }

    public IReadOnlyList<SeriesPoint> Of(ObservationCode code) => _points.TryGetValue(code.Code, out var points) ? points : [];

    public CodeSeries Raw(ObservationCode code, int? maxPoints)
    {
        var points = Of(code);
        return Series(code, points, maxPoints is { } most ? Curve.Reduce(points, p => p.Elapsed.TotalMinutes, p => (double)p.Value, most) : points, buckets: null);
    }

    public CodeSeries InBuckets(ObservationCode code, Duration length)
    {
        var points = Of(code);
        var buckets = Curve.InBuckets(points.Select(p => new Reading(p.Elapsed, p.Value)), length);
        return Series(code, points, shown: null, [.. buckets.Select(b => new SeriesBucket
        {
            ElapsedMinutes = Times.Minutes(b.From),
            Start = _t0 + b.From,
            End = _t0 + b.To,
            Mean = b.Mean,
            Min = b.Min,
            Max = b.Max,
            Last = b.Last,
            N = b.N,
        })]);
    }

    private static CodeSeries Series(ObservationCode code, IReadOnlyList<SeriesPoint> all, IReadOnlyList<SeriesPoint>? shown, IReadOnlyList<SeriesBucket>? buckets) => new()
    {
        Code = code.Code,
        Display = code.Display,
        Unit = code.Unit!,
        N = all.Count,
        Points = shown,
        Buckets = buckets,
    };

    private void Add(ObservedRow observed, string code, decimal value, decimal valueAsGiven, string unitAsGiven, string? interpretation)
    {
        if (!_points.TryGetValue(code, out var points))
        {
            _points.Add(code, points = []);
        }

        var elapsed = observed.ObservedAt - _t0;
        points.Add(new SeriesPoint
        {
            Elapsed = elapsed,
            ElapsedMinutes = Times.Minutes(elapsed),
            ObservedAt = observed.ObservedAt,
            Value = value,
            ValueAsGiven = valueAsGiven,
            UnitAsGiven = unitAsGiven,
            Interpretation = interpretation,
            ObservationId = observed.Id,
        });
    }
}
