using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Observations;
using InfusionTracker.Domain.Onset;
using NodaTime;
using Curve = InfusionTracker.Domain.Onset.Series;

namespace InfusionTracker.Api.Series;

/// <summary>What was observed in a session, by code and in order of time; the components of a panel under codes of their own.</summary>
/// <param name="t0">The start of the infusion.</param>
internal sealed class ReadingsByCode(Instant t0)
{
    private readonly Dictionary<string, List<SeriesPoint>> _points = [];

    /// <summary>Units and interpretations, of which there are few: each is held once.</summary>
    private readonly HashSet<string> _words = [];

    private int _count;

    /// <summary>Takes in an observation that is not earlier than those before.</summary>
    /// <exception cref="ProblemException">422 where there are more readings than can be held.</exception>
    public void Add(ObservedRow observed)
    {
        if (observed.Components is null)
        {
            Add(observed, observed.Code, observed.CanonicalValue!.Value, observed.Value!.Value, observed.Unit!, observed.Interpretation);
            return;
        }

        foreach (var part in observed.Components)
        {
            Add(observed, part.Code, part.CanonicalValue, part.Value, part.Unit, part.Interpretation);
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
            Start = t0 + b.From,
            End = t0 + b.To,
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
        if (++_count > Rows.Most)
        {
            throw new ProblemException(Problem.Invalid($"The session holds more than {Rows.Most} readings. Ask for fewer codes."));
        }

        if (!_points.TryGetValue(code, out var points))
        {
            _points.Add(code, points = []);
        }

        var elapsed = observed.ObservedAt - t0;
        points.Add(new SeriesPoint
        {
            Elapsed = elapsed,
            ElapsedMinutes = Times.Minutes(elapsed),
            ObservedAt = observed.ObservedAt,
            Value = value,
            ValueAsGiven = valueAsGiven,
            UnitAsGiven = Held(unitAsGiven),
            Interpretation = interpretation is null ? null : Held(interpretation),
            ObservationId = observed.Id,
        });
    }

    private string Held(string word)
    {
        if (_words.TryGetValue(word, out var held))
        {
            return held;
        }

        _words.Add(word);
        return word;
    }
}
