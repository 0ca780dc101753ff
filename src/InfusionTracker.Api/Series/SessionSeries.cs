using System.Text.Json.Serialization;
using NodaTime;

namespace InfusionTracker.Api.Series;

/// <summary>
/// What was observed within a session beside what was infused. Time counts in minutes from the start of the infusion and is
/// negative before it. Where nothing was observed there is nothing: a gap is never bridged.
/// </summary>
public sealed record SessionSeries
{
    /// <summary>The session.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>Start of the infusion, from which every time counts.</summary>
    public required Instant T0 { get; init; }

    /// <summary>Length of a bucket, ISO 8601; null where the readings are raw.</summary>
    public required Duration? Bucket { get; init; }

    /// <summary>The first time that is told; null where none was asked for.</summary>
    public required Instant? From { get; init; }

    /// <summary>The end of what is told, excluded; null where none was asked for.</summary>
    public required Instant? To { get; init; }

    /// <summary>One series for each code, in the order asked for, else in that of the catalogue.</summary>
    public required IReadOnlyList<CodeSeries> Series { get; init; }

    /// <summary>What was infused.</summary>
    public required InfusionSeries Infusion { get; init; }
}

/// <summary>The readings of one code; those that came as part of a panel are among them.</summary>
public sealed record CodeSeries
{
    /// <summary>Code of the catalogue.</summary>
    public required string Code { get; init; }

    /// <summary>Name of the code, for people.</summary>
    public required string Display { get; init; }

    /// <summary>UCUM unit of every value of the series: the code's own.</summary>
    public required string Unit { get; init; }

    /// <summary>How many readings there are, whether or not all of them are shown.</summary>
    public required int N { get; init; }

    /// <summary>The readings in order of time; null where they are in buckets.</summary>
    public required IReadOnlyList<SeriesPoint>? Points { get; init; }

    /// <summary>The buckets that hold a reading, in order of time; null where the readings are raw.</summary>
    public required IReadOnlyList<SeriesBucket>? Buckets { get; init; }
}

/// <summary>One reading.</summary>
[JsonConverter(typeof(SeriesPointWriter))]
public sealed record SeriesPoint
{
    /// <summary>Time from t0; negative before.</summary>
    internal Duration Elapsed { get; init; }

    /// <summary>Minutes from t0; negative before.</summary>
    public required decimal ElapsedMinutes { get; init; }

    /// <summary>When it was observed.</summary>
    public required Instant ObservedAt { get; init; }

    /// <summary>The value in the unit of the series.</summary>
    public required decimal Value { get; init; }

    /// <summary>The value as given, digits kept.</summary>
    public required decimal ValueAsGiven { get; init; }

    /// <summary>UCUM unit of the value as given.</summary>
    public required string UnitAsGiven { get; init; }

    /// <summary><c>LL</c> critically low, <c>HH</c> critically high, else null.</summary>
    public required string? Interpretation { get; init; }

    /// <summary>The observation, or the panel that the reading is part of.</summary>
    public required Guid ObservationId { get; init; }
}

/// <summary>The readings from one multiple of the bucket's length to the next: the first included, the next excluded.</summary>
public sealed record SeriesBucket
{
    /// <summary>Minutes from t0 to the beginning of the bucket; negative before.</summary>
    public required decimal ElapsedMinutes { get; init; }

    /// <summary>Beginning of the bucket, included.</summary>
    public required Instant Start { get; init; }

    /// <summary>End of the bucket, excluded.</summary>
    public required Instant End { get; init; }

    /// <summary>Mean of the readings, to 28 digits.</summary>
    public required decimal Mean { get; init; }

    /// <summary>The lowest reading.</summary>
    public required decimal Min { get; init; }

    /// <summary>The highest reading.</summary>
    public required decimal Max { get; init; }

    /// <summary>The latest reading; at one instant the one recorded last.</summary>
    public required decimal Last { get; init; }

    /// <summary>How many readings.</summary>
    public required int N { get; init; }
}

/// <summary>The infusion beside the readings.</summary>
public sealed record InfusionSeries
{
    /// <summary>
    /// The dose at the end of each bucket, from that of the first reading or event to that of the last; raw, at each infusion
    /// event and, while it runs, now. A bucket that has not ended is told up to now. With <c>from</c> or <c>to</c> the dose is told
    /// of that time as well, where it lies within the infusion, and of none outside.
    /// </summary>
    public required IReadOnlyList<InfusionPoint> Points { get; init; }

    /// <summary>
    /// False where the first and the last of these buckets lie more than 20,000 buckets apart, as one stray record makes them: the dose is
    /// then told at the end of those alone that hold a reading or an event. Null where the readings are raw.
    /// </summary>
    public required bool? EveryBucket { get; init; }

    /// <summary>Stretches in which the infusion was held.</summary>
    public required IReadOnlyList<InfusionPause> Pauses { get; init; }

    /// <summary>Amounts given at once.</summary>
    public required IReadOnlyList<InfusionBolus> Boluses { get; init; }
}

/// <summary>Rate and dose at one time.</summary>
public sealed record InfusionPoint
{
    /// <summary>Minutes from t0 to the time that the figures are of.</summary>
    public required decimal ElapsedMinutes { get; init; }

    /// <summary>The time that the figures are of; what happened at it counts.</summary>
    public required Instant At { get; init; }

    /// <summary><c>running</c>, <c>final</c> from the stop on, or <c>unknown</c> where the dose cannot be told.</summary>
    public required string Status { get; init; }

    /// <summary>The rate from that time on, mg/h; null where unknown.</summary>
    public required decimal? RateMgPerHour { get; init; }

    /// <summary>mg given by then; null where unknown.</summary>
    public required decimal? CumulativeMg { get; init; }

    /// <summary>mg per kg of body weight given by then; null where unknown or without a weight.</summary>
    public required decimal? CumulativeMgPerKg { get; init; }
}

/// <summary>A stretch at rate 0.</summary>
public sealed record InfusionPause
{
    /// <summary>Minutes from t0 to its beginning.</summary>
    public required decimal ElapsedMinutes { get; init; }

    /// <summary>Its beginning, included.</summary>
    public required Instant From { get; init; }

    /// <summary>Its end, excluded; null while it lasts.</summary>
    public required Instant? To { get; init; }
}

/// <summary>An amount given at once.</summary>
public sealed record InfusionBolus
{
    /// <summary>Minutes from t0.</summary>
    public required decimal ElapsedMinutes { get; init; }

    /// <summary>When it was given.</summary>
    public required Instant At { get; init; }

    /// <summary>How much, mg; null where it is per kg of a weight that is not known.</summary>
    public required decimal? Mg { get; init; }
}
