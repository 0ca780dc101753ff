using System.Diagnostics.CodeAnalysis;
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
    public static string Text(Duration span) =>
        PeriodPattern.NormalizingIso.Format(Period.FromNanoseconds(span.ToInt64Nanoseconds()).Normalize());
}
