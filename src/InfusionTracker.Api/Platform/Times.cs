using InfusionTracker.Domain.Onset;
using NodaTime;
using NodaTime.Text;

namespace InfusionTracker.Api.Platform;

/// <summary>Times and spans as the interface writes them.</summary>
public static class Times
{
    /// <summary>The earliest time that can be recorded.</summary>
    public static readonly Instant Earliest = Instant.FromUtc(1900, 1, 1, 0, 0);

    /// <summary>The latest time that can be recorded at all; most times may not lie in the future.</summary>
    public static readonly Instant Latest = Instant.FromUtc(2200, 1, 1, 0, 0);

    /// <summary>The latest time of what has happened already: clocks of devices run ahead by a little, and are believed.</summary>
    public static Instant LatestPast(IClock clock) => clock.GetCurrentInstant() + Duration.FromMinutes(5);

    private static readonly Duration Longest = Duration.FromDays(3660);

    private static readonly InstantPattern Microseconds = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss.FFFFFF'Z'");

    /// <summary>Reads RFC 3339 with an offset; what is finer than a microsecond is cut off, as PostgreSQL would.</summary>
    public static bool TryParse(string text, out Instant instant)
    {
        if (OffsetDateTimePattern.Rfc3339.Parse(text) is not { Success: true, Value: var value })
        {
            instant = default;
            return false;
        }

        var local = value.LocalDateTime.ToDateTimeUnspecified();
        if (local.Year is 1 or 9999)
        {
            // An offset could carry these over the edge of what an Instant holds; they are refused as out of range.
            instant = local.Year == 1 ? Instant.MinValue : Instant.MaxValue;
            return true;
        }

        var exact = value.ToInstant();
        instant = Instant.FromUnixTimeTicks(exact.ToUnixTimeTicks() - (((exact.ToUnixTimeTicks() % 10) + 10) % 10));
        return true;
    }

    public static string Text(Instant instant) => Microseconds.Format(instant);

    /// <summary>Reads an ISO 8601 duration without years and months, up to ten years either way.</summary>
    public static bool TryParseDuration(string text, out Duration duration)
    {
        duration = text.Length <= 40 && IsoSpan.TryParse(text, out var span) ? span.Value : Duration.MaxValue;
        return duration >= -Longest && duration <= Longest;
    }
}

/// <summary>A time in a query parameter.</summary>
public readonly record struct TimeParameter(Instant Value)
{
    public static bool TryParse(string? text, IFormatProvider? provider, out TimeParameter time)
    {
        // In a query, + may have been read as a blank.
        var parsed = Times.TryParse((text ?? "").Replace(' ', '+'), out var instant) && instant >= Times.Earliest && instant <= Times.Latest;
        time = new TimeParameter(instant);
        return parsed;
    }
}

/// <summary>A span in a query parameter.</summary>
public readonly record struct SpanParameter(Duration Value)
{
    public static bool TryParse(string? text, IFormatProvider? provider, out SpanParameter span)
    {
        var parsed = Times.TryParseDuration(text ?? "", out var duration);
        span = new SpanParameter(duration);
        return parsed;
    }
}
