using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace InfusionTracker.Domain.Onset;

/// <summary>Spans as ISO 8601 writes them: <c>PT40M</c>, <c>P7D</c>, <c>P1DT12H</c>. A day is 24 hours, a week 7 days.</summary>
public static class IsoSpan
{
    /// <summary>A hundred years; nothing here lasts longer.</summary>
    private static readonly Duration Longest = Duration.FromDays(36_525);

    /// <summary>
    /// Reads a span of at most a hundred years either way; false for anything else, months and years included, since those
    /// have no fixed length.
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Duration? span)
    {
        span = null;
        var parsed = PeriodPattern.NormalizingIso.Parse(text);
        if (!parsed.Success || parsed.Value is not { Years: 0, Months: 0 } period)
        {
            return false;
        }

        try
        {
            var read = period.ToDuration();
            span = -Longest <= read && read <= Longest ? read : null;
        }
        catch (OverflowException)
        {
            // Beyond any Duration is beyond a hundred years.
        }

        return span is not null;
    }

    /// <summary>The shortest such text, with whole days as days.</summary>
    public static string Text(Duration span)
    {
        var (minutes, rest) = Math.DivRem(span.ToInt64Nanoseconds(), NodaConstants.NanosecondsPerMinute);
        return rest == 0 && minutes > 0
            ? OfMinutes(minutes)
            : PeriodPattern.NormalizingIso.Format(Period.FromNanoseconds(span.ToInt64Nanoseconds()).Normalize());
    }

    /// <summary>Whole minutes, as spans are as a rule, without what a period has to ask about.</summary>
    private static string OfMinutes(long minutes)
    {
        var (days, ofDay) = Math.DivRem(minutes, NodaConstants.MinutesPerDay);
        var (hours, ofHour) = Math.DivRem(ofDay, NodaConstants.MinutesPerHour);
        return string.Concat(
            days == 0 ? "P" : string.Create(CultureInfo.InvariantCulture, $"P{days}D"),
            ofDay == 0 ? "" : "T",
            hours == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{hours}H"),
            ofHour == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{ofHour}M"));
    }
}
