using System.Globalization;
using System.Text;
using InfusionTracker.Domain;
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

    /// <summary>Up to when it is told how something went on: up to now, or, of a state of the past, up to its time.</summary>
    public static Instant KnownUntil(TimeParameter? asOf, IClock clock) =>
        asOf is { Value: var then } ? Instant.Min(then, clock.GetCurrentInstant()) : clock.GetCurrentInstant();

    private static readonly Duration Longest = Duration.FromDays(3660);

    /// <summary>Bytes that a time takes at most.</summary>
    public const int MaxLength = 40;

    /// <summary>Minutes of a span, rounded as every figure is (<see cref="Rational.ToDecimal"/>).</summary>
    public static decimal Minutes(Duration span) => Rational.Quotient(span.BclCompatibleTicks, NodaConstants.TicksPerMinute);

    /// <summary>Hours of a span, rounded as every figure is.</summary>
    public static decimal Hours(Duration span) => Rational.Quotient(span.BclCompatibleTicks, NodaConstants.TicksPerHour);

    /// <summary>Days of 24 hours of a span, rounded as every figure is.</summary>
    public static decimal Days(Duration span) => Rational.Quotient(span.BclCompatibleTicks, NodaConstants.TicksPerDay);

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

    /// <summary>RFC 3339 in UTC, to the microsecond, without zeros at the end.</summary>
    public static string Text(Instant instant)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return Encoding.ASCII.GetString(text[..Write(instant.ToDateTimeUtc(), text)]);
    }

    /// <summary>Writes what <see cref="Text(Instant)"/> says, in UTF-8.</summary>
    /// <param name="time">A time in UTC.</param>
    /// <param name="to">Room for <see cref="MaxLength"/> bytes.</param>
    /// <returns>How many bytes it took.</returns>
    public static int Write(DateTime time, Span<byte> to)
    {
        time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond)).TryFormat(to, out var written, "O", CultureInfo.InvariantCulture);
        var significant = to[..(written - 1)].TrimEnd((byte)'0').TrimEnd((byte)'.').Length;
        to[significant] = (byte)'Z';
        return significant + 1;
    }

    /// <summary>Reads an ISO 8601 duration without years and months, up to ten years either way.</summary>
    public static bool TryParseDuration(string text, out Duration duration)
    {
        duration = text.Length <= 40 && IsoSpan.TryParse(text, out var span) ? span.Value : Duration.MaxValue;
        return duration >= -Longest && duration <= Longest;
    }

    /// <summary>The same, of which days and hours stay apart.</summary>
    public static bool TryParseCalendarSpan(string text, out CalendarSpan span)
    {
        CalendarSpan? read = null;
        var parsed = TryParseDuration(text, out _) && CalendarSpan.TryParse(text, out read);
        span = read ?? default;
        return parsed;
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

    /// <summary>Holds the parameters <c>from</c> and <c>to</c> against each other.</summary>
    /// <exception cref="ProblemException">400 where no time lies between them.</exception>
    public static void CheckRange(TimeParameter? from, TimeParameter? to)
    {
        if (from?.Value >= to?.Value)
        {
            throw new ProblemException(Problem.BadParameter("to", "Give a time after from: from is included, to is not."));
        }
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

/// <summary>A span that reaches back by the calendar, in a query parameter.</summary>
public readonly record struct CalendarSpanParameter(CalendarSpan Value)
{
    public static bool TryParse(string? text, IFormatProvider? provider, out CalendarSpanParameter span)
    {
        var parsed = Times.TryParseCalendarSpan(text ?? "", out var read);
        span = new CalendarSpanParameter(read);
        return parsed;
    }
}
