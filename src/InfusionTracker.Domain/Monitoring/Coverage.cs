using NodaTime;

namespace InfusionTracker.Domain.Monitoring;

/// <summary>A stretch that a reading tells of: from it until the next one, or as long as it is taken to hold.</summary>
/// <param name="From">Its beginning, included.</param>
/// <param name="To">Its end, excluded.</param>
/// <param name="Value">The value that holds; null where nothing is known.</param>
public sealed record Stretch(Instant From, Instant To, MonitoredReading? Value);

/// <summary>
/// What is known of a stretch of time by readings: a value holds until the next reading, and at most as long as the rhythm
/// allows between two. What lies beyond is unknown, and never bridged.
/// </summary>
public static class Coverage
{
    /// <summary>
    /// How long a value holds: the longest gap of what is continuous; of what comes every so often, that and twice the
    /// tolerance, which is how far apart two readings in time may lie. Null for a rule without a rhythm.
    /// </summary>
    public static Duration? Holds(MonitoringRule rule) =>
        rule.Continuous == true ? rule.MaxGap : rule.Every is { } every ? every + rule.Tolerance!.Value + rule.Tolerance.Value : null;

    /// <summary>Cuts a span into stretches with one value or none, in order; together they are the span.</summary>
    /// <param name="readings">Readings in order of time; one before the span may hold into it.</param>
    /// <param name="span">The span.</param>
    /// <param name="holds">How long a value holds.</param>
    public static IReadOnlyList<Stretch> Of(IReadOnlyList<MonitoredReading> readings, Interval span, Duration holds)
    {
        var stretches = new List<Stretch>();
        var told = span.Start;
        for (var i = 0; i < readings.Count; i++)
        {
            var from = Instant.Max(readings[i].At, told);
            var until = readings[i].At + holds;
            until = i + 1 < readings.Count && readings[i + 1].At < until ? readings[i + 1].At : until;
            until = Instant.Min(until, span.End);
            if (until <= from)
            {
                continue;
            }

            if (from > told)
            {
                stretches.Add(new(told, from, null));
            }

            stretches.Add(new(from, until, readings[i]));
            told = until;
        }

        if (told < span.End)
        {
            stretches.Add(new(told, span.End, null));
        }

        return stretches;
    }

    /// <summary>
    /// The stretches of a phase of which nothing is known. At its beginning, what comes before a first reading in time is no gap.
    /// </summary>
    public static IEnumerable<Stretch> Gaps(MonitoringRule rule, IReadOnlyList<Stretch> stretches)
    {
        var grace = rule.Continuous == true ? rule.MaxGap!.Value : rule.Tolerance!.Value;
        return stretches.Where((stretch, i) => stretch.Value is null && (i > 0 || stretch.To - stretch.From > grace));
    }
}

/// <summary>How long the values of a code were where.</summary>
/// <param name="Limit">The limits.</param>
/// <param name="Span">Time in which the code was to be measured, up to now.</param>
/// <param name="Within">Time within the limits, those included.</param>
/// <param name="Above">Time above the high one.</param>
/// <param name="Below">Time below the low one.</param>
/// <param name="Unknown">Time of which nothing is known.</param>
public sealed record LimitTime(MeasuredLimit Limit, Duration Span, Duration Within, Duration Above, Duration Below, Duration Unknown)
{
    /// <summary>Adds up stretches; Span is the sum of the other four, always.</summary>
    public static LimitTime Of(MeasuredLimit limit, IEnumerable<Stretch> stretches) =>
        stretches.Aggregate(new LimitTime(limit, Duration.Zero, Duration.Zero, Duration.Zero, Duration.Zero, Duration.Zero), (sum, stretch) =>
        {
            var length = stretch.To - stretch.From;
            sum = sum with { Span = sum.Span + length };
            return stretch.Value?.Value switch
            {
                null => sum with { Unknown = sum.Unknown + length },
                { } value when value > limit.High => sum with { Above = sum.Above + length },
                { } value when value < limit.Low => sum with { Below = sum.Below + length },
                _ => sum with { Within = sum.Within + length },
            };
        });
}
